using System.Text.Json;
using ExprGrad.Benchmarks.Comparison;

namespace ExprGrad.Benchmarks.PyTorch;

/// <summary>The rows as an array of JSON objects.</summary>
internal static class PyTorchRowFile
{
    public static string Text(IReadOnlyList<PyTorchRow> rows) => JsonSerializer.Serialize(rows.Select(Rounded), RowFile.Options) + "\n";

    // Digits that a second run would not repeat are left out.
    private static PyTorchRow Rounded(PyTorchRow row) => row with
    {
        PyTorchNs = Math.Round(row.PyTorchNs, 3),
        GradientNs = Math.Round(row.GradientNs, 3),
        CompileMs = Math.Round(row.CompileMs, 3),
    };
}
