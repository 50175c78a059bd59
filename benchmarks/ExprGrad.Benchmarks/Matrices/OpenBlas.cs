using System.Runtime.InteropServices;

namespace ExprGrad.Benchmarks.Matrices;

/// <summary>OpenBLAS on one thread, where the machine has it (Debian: libopenblas0).</summary>
internal static class OpenBlas
{
    private const string Library = "libopenblas.so.0";
    private const int RowMajor = 101;
    private const int Plain = 111;
    private const int Transposed = 112;

    public static bool IsAvailable { get; } = TryLoad();

    /// <summary>Its version, and the kind of processor whose kernels it runs: environment variables may hold it to an older one.</summary>
    public static string Description => IsAvailable ? $"{Text(openblas_get_config())}, kernels of {Text(openblas_get_corename())}" : "not installed";

    /// <summary>c = a b for square matrices, either operand transposed or not.</summary>
    public static void Multiply(int size, double[] a, bool transposeA, double[] b, bool transposeB, double[] c) =>
        cblas_dgemm(RowMajor, Order(transposeA), Order(transposeB), size, size, size, 1, a, size, b, size, 0, c, size);

    /// <inheritdoc cref="Multiply(int, double[], bool, double[], bool, double[])"/>
    public static void Multiply(int size, float[] a, bool transposeA, float[] b, bool transposeB, float[] c) =>
        cblas_sgemm(RowMajor, Order(transposeA), Order(transposeB), size, size, size, 1, a, size, b, size, 0, c, size);

    private static string Text(IntPtr characters) => Marshal.PtrToStringAnsi(characters) ?? "";

    private static int Order(bool transpose) => transpose ? Transposed : Plain;

    private static bool TryLoad()
    {
        if (!NativeLibrary.TryLoad(Library, out _))
            return false;
        openblas_set_num_threads(1);
        return true;
    }

    [DllImport(Library)]
    private static extern void openblas_set_num_threads(int count);

    [DllImport(Library)]
    private static extern IntPtr openblas_get_config();

    [DllImport(Library)]
    private static extern IntPtr openblas_get_corename();

    [DllImport(Library)]
    private static extern void cblas_dgemm(
        int order, int transA, int transB, int m, int n, int k, double alpha, double[] a, int lda, double[] b, int ldb, double beta, [In, Out] double[] c, int ldc);

    [DllImport(Library)]
    private static extern void cblas_sgemm(
        int order, int transA, int transB, int m, int n, int k, float alpha, float[] a, int lda, float[] b, int ldb, float beta, [In, Out] float[] c, int ldc);
}
