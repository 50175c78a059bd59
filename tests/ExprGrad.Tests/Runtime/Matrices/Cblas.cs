using System.Runtime.InteropServices;

namespace ExprGrad.Tests.Runtime.Matrices;

/// <summary>A BLAS with C interface, if the machine has one.</summary>
internal static class Cblas
{
    // Debian's libopenblas0 and reference BLAS, other systems' names of the same.
    private static readonly string[] s_names =
        ["libopenblas.so.0", "libopenblas.so", "libcblas.so.3", "libblas.so.3", "libopenblas.dll", "libopenblas.dylib", "/System/Library/Frameworks/Accelerate.framework/Accelerate"];

    public static string? Path { get; } = Array.Find(s_names, name => NativeLibrary.TryLoad(name, out var library) && NativeLibrary.TryGetExport(library, "cblas_dgemm", out _));

    /// <summary>The library; where there is none the test is skipped.</summary>
    public static MatrixKernel OrSkip()
    {
        Assert.SkipWhen(Path is null, "This machine has no BLAS with C interface (Debian: apt-get install libopenblas0).");
        return MatrixKernel.Cblas(Path!);
    }
}
