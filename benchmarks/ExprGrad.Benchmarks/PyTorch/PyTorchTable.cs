using ExprGrad.Benchmarks.Comparison;

namespace ExprGrad.Benchmarks.PyTorch;

/// <summary>The rows as a Markdown table.</summary>
internal static class PyTorchTable
{
    private static readonly string[] s_header = ["program", "size", "type", "PyTorch", "ExprGrad", "PyTorch / ExprGrad", "compile"];

    public static string Of(IReadOnlyList<PyTorchRow> rows) => MarkdownTable.Of(s_header, [.. rows.Select(Cells)]);

    private static string[] Cells(PyTorchRow row) =>
    [
        row.Program,
        row.Size,
        row.Type,
        Figure.Time(row.PyTorchNs),
        Figure.Time(row.GradientNs),
        Figure.Ratio(row.Ratio),
        $"{Figure.Number(row.CompileMs)} ms",
    ];
}
