using System.Linq.Expressions;
using ExprGrad.Tests.Runtime.Matrices;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests;

/// <summary>Matrix kernels as a user chooses them.</summary>
public sealed class MatrixKernelTests
{
    private delegate double Layer(double[,] x, double[,] w, double[,] dx, double[,] dw);

    private static readonly Expression<Func<double[,], double[,], double>> s_layer = (x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(i => Enumerable.Range(0, w.GetLength(1)).Sum(j =>
        Math.Tanh(Enumerable.Range(0, w.GetLength(0)).Sum(k => x[i, k] * w[k, j]))));

    [Fact]
    public void A_library_gives_what_the_managed_kernel_gives()
    {
        var kernel = Cblas.OrSkip();
        var managed = Grad.Compile<Layer>(s_layer);
        var native = Grad.Compile<Layer>(s_layer, new GradOptions { MatrixKernel = kernel });
        Assert.Contains($"by the matrix kernel of {Cblas.Path}\n", Grad.Report(native).Schedule, StringComparison.Ordinal);
        var (x, w) = (Numbers(70, 50, 1), Numbers(50, 60, 2));
        var (expected, actual) = (Run(managed, x, w), Run(native, x, w));
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-12 * (1 + Math.Abs(expected[i])));
    }

    [Fact]
    public void Calls_allocate_nothing()
    {
        var native = Grad.Compile<Layer>(s_layer, new GradOptions { MatrixKernel = Cblas.OrSkip(), Threads = 2 });
        var (x, w, dx, dw) = (Numbers(70, 50, 1), Numbers(50, 60, 2), new double[70, 50], new double[50, 60]);
        for (var i = 0; i < 50; i++) native(x, w, dx, dw);
        Allocations.AssertNone(() => native(x, w, dx, dw));
    }

    [Fact]
    public void Strict_values_use_no_library() => Assert.DoesNotContain(
        "by the matrix kernel", Grad.Report(Grad.Compile<Layer>(s_layer, new GradOptions { MatrixKernel = Cblas.OrSkip(), FloatMode = FloatMode.Strict })).Schedule, StringComparison.Ordinal);

    [Fact]
    public void A_library_that_is_not_there_is_named_with_what_to_do()
    {
        var error = Assert.Throws<DllNotFoundException>(() => MatrixKernel.Cblas("/no/such/libblas.so"));
        Assert.Contains("\"/no/such/libblas.so\" can't be loaded", error.Message, StringComparison.Ordinal);
        Assert.Contains("libopenblas0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_library_is_named_with_what_to_do()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "ExprGrad.Tests.runtimeconfig.json");
        Assert.Contains($"\"{path}\" can't be loaded", Assert.Throws<DllNotFoundException>(() => MatrixKernel.Cblas(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_without_the_functions_is_named_with_the_function()
    {
        var path = Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "libSystem.Native.*").FirstOrDefault(name => !name.EndsWith(".dbg", StringComparison.Ordinal), "kernel32.dll");
        var error = Assert.Throws<EntryPointNotFoundException>(() => MatrixKernel.Cblas(path));
        Assert.Contains($"\"{path}\" has no function cblas_dgemm", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Paths_and_kernels_are_not_null()
    {
        Assert.Equal("path", Assert.Throws<ArgumentNullException>(() => MatrixKernel.Cblas(null!)).ParamName);
        Assert.Equal("path", Assert.Throws<ArgumentException>(() => MatrixKernel.Cblas(" ")).ParamName);
        Assert.Equal("value", Assert.Throws<ArgumentNullException>(() => new GradOptions { MatrixKernel = null! }).ParamName);
        Assert.Equal("Managed", MatrixKernel.Managed.ToString());
    }

    private static double[] Run(Layer layer, double[,] x, double[,] w)
    {
        var (dx, dw) = (new double[x.GetLength(0), x.GetLength(1)], new double[w.GetLength(0), w.GetLength(1)]);
        return [layer(x, w, dx, dw), .. dx.Cast<double>(), .. dw.Cast<double>()];
    }

    private static double[,] Numbers(int rows, int columns, int seed)
    {
        var (random, numbers) = (new Random(seed), new double[rows, columns]);
        for (var i = 0; i < numbers.Length; i++) numbers[i / columns, i % columns] = random.NextDouble() - 0.5;
        return numbers;
    }
}
