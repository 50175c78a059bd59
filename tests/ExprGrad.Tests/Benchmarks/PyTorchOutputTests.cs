using System.Text.Json.Nodes;
using ExprGrad.Benchmarks.Comparison;
using ExprGrad.Benchmarks.PyTorch;

namespace ExprGrad.Tests.Benchmarks;

/// <summary>What <c>pytorch</c> makes of its rows.</summary>
public sealed class PyTorchOutputTests
{
    private static readonly PyTorchRow s_faster = new("faster", "1", "float", 300_000, 100_000.12345, CompileMs: 20);

    private static readonly PyTorchRow s_slower = new("slower", "2", "double", 5000, 10_000, CompileMs: 1.234);

    [Fact]
    public void The_rows_are_objects_of_the_same_properties()
    {
        var rows = JsonNode.Parse(RowFile.Text([s_faster, s_slower]))!.AsArray();

        Assert.Equal(["faster", "slower"], rows.Select(row => (string?)row!["program"]), StringComparer.Ordinal);
        Assert.All(rows, row => Assert.Equal(
            ["program", "size", "type", "pyTorchNs", "gradientNs", "compileMs"],
            row!.AsObject().Select(property => property.Key),
            StringComparer.Ordinal));
        Assert.Equal("faster, 1, float, 300000, 100000.123, 20", string.Join(", ", rows[0]!.AsObject().Select(property => property.Value)));
    }

    [Fact]
    public void The_ratio_tells_how_many_times_longer_PyTorch_takes()
    {
        Assert.Equal("faster, 1, float, 300.0 us, 100.0 us, 3.00, 20.0 ms", Cells(s_faster));
        Assert.Equal("slower, 2, double, 5000 ns, 10.0 us, 0.50, 1.23 ms", Cells(s_slower));
    }

    private static string Cells(PyTorchRow row) =>
        string.Join(", ", PyTorchTable.Of([row]).TrimEnd('\n').Split('\n')[^1].Trim('|').Split('|').Select(cell => cell.Trim()));
}
