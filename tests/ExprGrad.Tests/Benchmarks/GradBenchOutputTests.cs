using System.Text.Json.Nodes;
using ExprGrad.Benchmarks.Comparison;
using ExprGrad.Benchmarks.GradBench;

namespace ExprGrad.Tests.Benchmarks;

/// <summary>What <c>gradbench</c> makes of its rows.</summary>
public sealed class GradBenchOutputTests
{
    private static readonly GradBenchRow s_kept = new("kept", "1", 1000, 3000, 10_000.12345, AllocatedBytes: 0, CompileMs: 150) { Bar = 3 };

    private static readonly GradBenchRow s_missed = new("missed", "2", 1000, 3001, 10_000, AllocatedBytes: 1, CompileMs: 151) { Bar = 3 };

    [Fact]
    public void The_rows_are_objects_of_the_same_properties()
    {
        var rows = JsonNode.Parse(RowFile.Text([s_kept, s_missed with { TapeExtrapolated = true, IsFirst = true }]))!.AsArray();

        Assert.Equal(["kept", "missed"], rows.Select(row => (string?)row!["program"]), StringComparer.Ordinal);
        Assert.All(rows, row => Assert.Equal(
            ["program", "size", "primalNs", "gradientNs", "tapeNs", "allocatedBytes", "compileMs"],
            row!.AsObject().Select(property => property.Key),
            StringComparer.Ordinal));
        Assert.Equal("kept, 1, 1000, 3000, 10000.123, 0, 150", string.Join(", ", rows[0]!.AsObject().Select(property => property.Value)));
    }

    [Fact]
    public void A_kept_bar_is_marked_pass_and_a_missed_one_FAIL()
    {
        Assert.Equal("0 <= 0 pass, 150.0 ms <= 150 pass, 3.00 <= 3 pass", Marks(s_kept));
        Assert.Equal("1 <= 0 FAIL, 151.0 ms <= 150 FAIL, 3.00 <= 3 FAIL", Marks(s_missed));
    }

    [Fact]
    public void The_missed_bars_are_counted_but_not_that_of_the_first_compilation() =>
        Assert.Equal(5, GradBenchTable.Missed([s_missed with { IsFirst = true }, s_kept, s_missed]));

    private static string Marks(GradBenchRow row) =>
        string.Join(", ", GradBenchTable.Of([row]).TrimEnd('\n').Split('\n')[^1].Trim('|').Split('|').Select(cell => cell.Trim()).Skip(5).Take(3));
}
