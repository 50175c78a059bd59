using System.Runtime.InteropServices;

namespace ExprGrad.Benchmarks.GradBench.Programs;

/// <summary>Matrices for code by hand: rows in a span are faster than elements of a two-dimensional array.</summary>
internal static class RowMajor
{
    public static Span<double> Rows(this double[,] matrix) =>
        matrix.Length == 0 ? [] : MemoryMarshal.CreateSpan(ref matrix[0, 0], matrix.Length);
}
