using System.Runtime.InteropServices;

namespace ExprGrad.Benchmarks.GradBench.Programs;

/// <summary>Matrices for code by hand: rows in a span are faster than elements of a two-dimensional array.</summary>
internal static class RowMajor
{
    public static ReadOnlySpan<double> Rows(this double[,] matrix) =>
        matrix.Length == 0 ? [] : MemoryMarshal.CreateReadOnlySpan(ref matrix[0, 0], matrix.Length);
}
