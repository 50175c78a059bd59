using System.Runtime.InteropServices;

namespace ExprGrad;

/// <summary>What computes the large products of matrices that sums in a lambda are recognised to be, those of its gradient included.</summary>
public sealed class MatrixKernel
{
    private const string DoubleName = "cblas_dgemm";
    private const string SingleName = "cblas_sgemm";

    private MatrixKernel(string? path, nint multiplyDouble, nint multiplySingle) => (Path, MultiplyDouble, MultiplySingle) = (path, multiplyDouble, multiplySingle);

    /// <summary>ExprGrad's own kernel.</summary>
    public static MatrixKernel Managed { get; } = new(null, 0, 0);

    /// <summary>Where the library of functions is; null for ExprGrad's own kernel.</summary>
    internal string? Path { get; }

    /// <summary>The address of the library's function for double precision.</summary>
    internal nint MultiplyDouble { get; }

    /// <summary>The address of the library's function for single precision.</summary>
    internal nint MultiplySingle { get; }

    /// <summary>The functions <c>cblas_dgemm</c> and <c>cblas_sgemm</c> of a native library, which stays loaded.</summary>
    /// <remarks>
    /// <para>Integers of the library must have 32 bits, as those of most builds (LP64). It is trusted: what it does is beyond the checks of the runtime.</para>
    /// <para>
    /// Matrices whose rows or columns are not contiguous, such as one that is read backwards or every second element of, are left to ExprGrad's own kernel. The order of sums, and what becomes of
    /// NaN and infinities beside zeros, is up to the library; so is the number of threads, whatever <see cref="GradOptions.Threads"/> says: OpenBLAS reads it from the environment,
    /// <c>OPENBLAS_NUM_THREADS</c>. <see cref="FloatMode.Strict"/> uses no kernel.
    /// </para>
    /// </remarks>
    /// <param name="path">The library's path, or a name under which the system finds it, such as <c>libopenblas.so.0</c>.</param>
    /// <exception cref="ArgumentException">The path is null or empty.</exception>
    /// <exception cref="DllNotFoundException">The library can't be loaded.</exception>
    /// <exception cref="EntryPointNotFoundException">The library lacks one of the functions.</exception>
    public static MatrixKernel Cblas(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var library = Load(path);
        return new(path, Function(library, DoubleName, path), Function(library, SingleName, path));
    }

    /// <inheritdoc/>
    public override string ToString() => Path is null ? nameof(Managed) : $"{nameof(Cblas)}({Path})";

    private static nint Load(string path)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            throw new DllNotFoundException(
                $"The library \"{path}\" can't be loaded. Give the path of a BLAS with C interface, built for this system and processor; Debian's package libopenblas0 has libopenblas.so.0. "
                + $"Without GradOptions.MatrixKernel, ExprGrad's own kernel is used. The system says: {exception.Message}",
                exception);
        }
    }

    private static nint Function(nint library, string name, string path) => NativeLibrary.TryGetExport(library, name, out var address)
        ? address
        : throw new EntryPointNotFoundException(
            $"The library \"{path}\" has no function {name}. Give the path of a BLAS with C interface and integers of 32 bits; Debian's package libopenblas0 has libopenblas.so.0.");
}
