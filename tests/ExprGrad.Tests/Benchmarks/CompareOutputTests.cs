using System.Text.Json.Nodes;
using System.Xml.Linq;
using ExprGrad.Benchmarks.Comparison;
using ExprGrad.Benchmarks.Programs;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Benchmarks;

/// <summary>What <c>compare</c> makes of its rows.</summary>
public sealed class CompareOutputTests
{
    private static readonly Row s_kept = new("kept", "1", 100, 50, 110, 1100, 5000.12345, AllocatedBytes: 0, CompileMs: 20) { Bars = Bars.Arithmetic with { CompileMs = 20 } };

    private static readonly Row s_missed = new("missed", "2", 100, 30, 111, 1109, double.NaN, AllocatedBytes: 8, CompileMs: 20.1) { Bars = s_kept.Bars };

    private static readonly Row s_withoutBars = s_missed with { Program = "sweep", FiniteDifferenceNs = 1e9, FiniteDifferenceExtrapolated = true, Bars = null };

    [Fact]
    public void The_rows_are_objects_of_the_same_properties_and_null_where_nothing_was_measured()
    {
        var rows = JsonNode.Parse(RowFile.Text([s_kept, s_missed, s_withoutBars]))!.AsArray();

        Assert.Equal(["kept", "missed", "sweep"], rows.Select(row => (string?)row!["program"]), StringComparer.Ordinal);
        Assert.All(rows, row => Assert.Equal(
            ["program", "size", "handwrittenNs", "valueNs", "gradientNs", "tapeNs", "finiteDifferenceNs", "allocatedBytes", "compileMs"],
            row!.AsObject().Select(property => property.Key),
            StringComparer.Ordinal));
        Assert.Equal([5000.123, null, null], rows.Select(row => (double?)row!["finiteDifferenceNs"]));
        Assert.Equal("1, 100, 50, 110, 1100, 0, 20", string.Join(", ", rows[0]!.AsObject().Where(property => property.Key is not ("program" or "finiteDifferenceNs")).Select(property => property.Value)));
    }

    [Fact]
    public void A_kept_bar_is_marked_pass_and_a_missed_one_FAIL()
    {
        Assert.Equal(["0 <= 0 pass", "20.0 ms <= 20 pass", "1.10 <= 1.1 pass", "10.00 >= 10 pass", "2.20 <= 3 pass"], Marks(s_kept), StringComparer.Ordinal);
        Assert.Equal(["8 <= 0 FAIL", "20.1 ms <= 20 FAIL", "1.11 <= 1.1 FAIL", "9.99 >= 10 FAIL", "3.70 <= 3 FAIL"], Marks(s_missed), StringComparer.Ordinal);
        Assert.Equal(["8", "20.1 ms", "1.11", "9.99", "3.70"], Marks(s_withoutBars), StringComparer.Ordinal);
    }

    [Fact]
    public void The_missed_bars_of_all_rows_are_counted()
    {
        Assert.Equal(0, ComparisonTable.Missed([s_kept, s_withoutBars]));
        Assert.Equal(6, ComparisonTable.Missed([s_missed, s_kept with { AllocatedBytes = 1 }, s_withoutBars]));
    }

    [Fact]
    public void What_is_not_a_number_keeps_no_bar() =>
        Assert.Equal(3, ComparisonTable.Missed([s_kept with { GradientNs = double.NaN }]));

    [Fact]
    public void The_runner_measures_without_tiered_compilation()
    {
        var project = XDocument.Load(Repository.PathOf("benchmarks/ExprGrad.Benchmarks/ExprGrad.Benchmarks.csproj"));

        Assert.Equal("false", Assert.Single(project.Descendants("TieredCompilation")).Value);
    }

    // The columns with bars are the last five.
    private static IEnumerable<string> Marks(Row row) =>
        ComparisonTable.Of([row]).TrimEnd('\n').Split('\n')[^1].Trim('|').Split('|').TakeLast(5).Select(cell => cell.Trim());
}
