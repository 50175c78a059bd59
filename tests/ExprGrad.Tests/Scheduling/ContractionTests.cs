using System.Linq.Expressions;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Scheduling;

/// <summary>
/// Sums that are products of matrices: that they are found however they are written, and that the kernel gives what loops and the tape give, at lengths that fill
/// tiles and leave some over, of one and of none.
/// </summary>
public sealed class ContractionTests
{
    private static readonly (int Rows, int Columns, int Inner)[] s_sizes =
        [(1, 1, 1), (0, 3, 4), (3, 0, 4), (3, 4, 0), (2, 3, 4), (9, 7, 5), (17, 33, 9), (40, 25, 24)];

    private static readonly GradOptions s_kernel = new() { KernelSize = (1, 1) };

    // With how many products the kernel is left; those of both gradients included.
    private static readonly Dictionary<string, (Expression<Func<double[], double[], int, int, int, double>> Loss, int Products)> s_flat = new(StringComparer.Ordinal)
    {
        ["rows by columns"] = ((x, w, m, n, k) =>
            Enumerable.Range(0, m).Select(i => Enumerable.Range(0, n).Select(j => Enumerable.Range(0, k).Sum(q => x[i * k + q] * w[q * n + j]))).Sum(double (IEnumerable<double> r) => r.Sum(v => Math.Sin(v))), 3),
        ["first transposed"] = ((x, w, m, n, k) =>
            Enumerable.Range(0, m).Sum(double (int i) => Enumerable.Range(0, n).Sum(double (int j) => Math.Sin(Enumerable.Range(0, k).Sum(q => x[q * m + i] * w[q * n + j])))), 3),
        ["second transposed"] = ((x, w, m, n, k) =>
            Enumerable.Range(0, m).Sum(double (int i) => Enumerable.Range(0, n).Sum(double (int j) => Math.Sin(Enumerable.Range(0, k).Sum(q => x[i * k + q] * w[j * k + q])))), 3),
        ["both transposed"] = ((x, w, m, n, k) =>
            Enumerable.Range(0, m).Sum(double (int i) => Enumerable.Range(0, n).Sum(double (int j) => Math.Sin(Enumerable.Range(0, k).Sum(q => x[q * m + i] * w[j * k + q])))), 3),
        ["columns outside"] = ((x, w, m, n, k) =>
            Enumerable.Range(0, n).Sum(double (int j) => Enumerable.Range(0, m).Sum(double (int i) => Math.Sin(Enumerable.Range(0, k).Sum(q => x[i * k + q] * w[q * n + j])))), 3),
        ["terms outside"] = ((x, w, m, n, k) =>
            Enumerable.Range(0, m).Sum(double (int i) => Math.Cos(i) * Enumerable.Range(0, n).Sum(double (int j) => Math.Sin(Enumerable.Range(0, k).Sum(q => w[q * n + j] * x[i * k + q])) * j)), 3),
        // Its gradients are sums that are multiplied once.
        ["linear"] = ((x, w, m, n, k) =>
            Enumerable.Range(0, m).Sum(double (int i) => Math.Cos(i) * Enumerable.Range(0, n).Sum(double (int j) => Enumerable.Range(0, k).Sum(q => w[q * n + j] * x[i * k + q]) * j)), 1),
        ["backwards"] = ((x, w, m, n, k) =>
            Enumerable.Range(0, m).Sum(double (int i) => Enumerable.Range(0, n).Sum(double (int j) => Math.Sin(Enumerable.Range(0, k).Sum(q => x[(m - 1 - i) * k + q] * w[(k - 1 - q) * n + j])))), 3),
        ["scaled"] = ((x, w, m, n, k) =>
            Enumerable.Range(0, m).Sum(double (int i) => Enumerable.Range(0, n).Sum(double (int j) => Math.Sin(Enumerable.Range(0, k).Sum(q => -x[i * k + q] * Math.Cos(q) * w[q * n + j] / 3)))), 3),
        ["prologues"] = ((x, w, m, n, k) =>
            Enumerable.Range(0, m).Sum(double (int i) => Enumerable.Range(0, n).Sum(double (int j) => Math.Sin(Enumerable.Range(0, k).Sum(q => Math.Tanh(x[i * k + q]) * (w[q * n + j] - 0.5))))), 3),
        // Finite factors need no condition where the cotangent is zero.
        ["rectified"] = ((x, w, m, n, k) =>
            Enumerable.Range(0, m).Sum(double (int i) => Enumerable.Range(0, n).Sum(double (int j) => Math.Sin(Enumerable.Range(0, k).Sum(q => Math.Max(x[i * k + q], 0) * Math.Min(Math.Abs(w[q * n + j]), 0.5))))), 3),
        ["softened"] = ((x, w, m, n, k) =>
            Enumerable.Range(0, m).Sum(double (int i) => Enumerable.Range(0, n).Sum(double (int j) => Math.Sin(Enumerable.Range(0, k).Sum(q => Ad.Softplus(x[i * k + q]) * Math.FusedMultiplyAdd(w[q * n + j], 2, Ad.NormalCdf(q)))))), 3),
        ["sum of two"] = ((x, w, m, n, k) =>
            Enumerable.Range(0, m).Sum(double (int i) => Enumerable.Range(0, n).Sum(double (int j) => Math.Sin(
                Enumerable.Range(0, k).Sum(q => x[i * k + q] * w[q * n + j]) * Enumerable.Range(0, k).Sum(q => Math.Exp(x[i * k + q]) * w[q * n + j])))), 6),
        ["with itself"] = ((x, w, m, n, k) =>
            Enumerable.Range(0, m).Sum(double (int i) => Enumerable.Range(0, m).Sum(double (int j) => Math.Sin(Enumerable.Range(0, k).Sum(q => x[i * k + q] * x[j * k + q])) * w.Sum())), 3),
    };

    private delegate double Flat(double[] x, double[] w, int m, int n, int k, double[] dx, double[] dw);

    public static TheoryData<string> FlatLosses => [.. s_flat.Keys];

    [Theory]
    [MemberData(nameof(FlatLosses))]
    public void The_kernel_gives_what_the_tape_gives(string name)
    {
        var (loss, products) = s_flat[name];
        var compiled = Grad.Compile<Flat>(loss, s_kernel);
        Assert.Equal(products, Products(compiled));
        var inBlocks = Grad.Compile<Flat>(loss, s_kernel with { Threads = 2, SmallestBlock = 0 });
        var tape = Tape.Compile<Flat>(loss);
        foreach (var (m, n, k) in s_sizes)
        {
            var (x, w) = (Numbers(m * k, 1), Numbers(k * n, 2));
            var (dx, dw, ex, ew) = (Poison(m * k), Poison(k * n), new double[m * k], new double[k * n]);
            Close(tape(x, w, m, n, k, ex, ew), compiled(x, w, m, n, k, dx, dw), $"{name} {m} {n} {k}: the value");
            Close(ex, dx, $"{name} {m} {n} {k}: dx");
            Close(ew, dw, $"{name} {m} {n} {k}: dw");
            inBlocks(x, w, m, n, k, dx, dw);
            Close(ex, dx, $"{name} {m} {n} {k}, in blocks: dx");
            Close(ew, dw, $"{name} {m} {n} {k}, in blocks: dw");
        }
    }

    [Theory]
    [MemberData(nameof(FlatLosses))]
    public void Products_in_blocks_have_the_same_bits_on_any_number_of_threads(string name)
    {
        var (loss, products) = s_flat[name];
        var (m, n, k) = (40, 57, 300);
        var (x, w) = (Numbers(m * k, 1), Numbers(k * n, 2));
        var runs = new[] { 1, 2, 3 }.Select(threads =>
        {
            var compiled = Grad.Compile<Flat>(loss, s_kernel with { Threads = threads, SmallestBlock = 0 });
            Assert.Equal(products, Grad.Report(compiled).Schedule.Split("by the matrix kernel, in blocks").Length - 1);
            var (dx, dw) = (Poison(m * k), Poison(k * n));
            double[] Call() => [compiled(x, w, m, n, k, dx, dw), .. dx, .. dw];
            var first = Call();

            // Until all workers that it may want are there, whoever keeps them busy.
            for (var i = 0; i < 50 && (i < 2 || Allocations.Of(() => compiled(x, w, m, n, k, dx, dw)) > 0); i++) compiled(x, w, m, n, k, dx, dw);
            Allocations.AssertNone(() => compiled(x, w, m, n, k, dx, dw));
            Assert.Equal(first, Call());
            return first;
        }).ToList();
        Assert.Equal(runs[0], runs[1]);
        Assert.Equal(runs[0], runs[2]);
    }

    // Of the two schedules of a delegate, one below the limit and one from it on.
    [Theory]
    [InlineData(15, 15, 18, false)]
    [InlineData(7, 100, 100, false)]
    [InlineData(16, 16, 16, true)]
    [InlineData(8, 16, 32, true)]
    public void The_sizes_decide_which_schedule_runs(int m, int n, int k, bool isLarge)
    {
        var (loss, _) = s_flat["rows by columns"];
        var (either, loops, kernel, tape) = (Grad.Compile<Flat>(loss), Grad.Compile<Flat>(loss, new GradOptions { KernelSize = (1, int.MaxValue) }), Grad.Compile<Flat>(loss, s_kernel), Tape.Compile<Flat>(loss));
        var (x, w) = (Numbers(m * k, 1), Numbers(k * n, 2));
        double[] Run(Flat compiled)
        {
            var (dx, dw) = (Poison(m * k), Poison(k * n));
            return [compiled(x, w, m, n, k, dx, dw), .. dx, .. dw];
        }

        var (actual, fromLoops, fromKernel) = (Run(either), Run(loops), Run(kernel));
        Close(Run(tape), actual, "the tape's");
        Close(fromLoops, fromKernel, "the other schedule's");
        Assert.NotEqual(fromLoops, fromKernel);
        Assert.Equal(isLarge ? fromKernel : fromLoops, actual);
    }

    private delegate double Layers(double[,] x, double[][] w, double[] b, double[,] v, double[,] dx, double[][] dw, double[] db, double[,] dv);

    [Fact]
    public void Layers_of_a_network_agree_with_the_tape()
    {
        Expression<Func<double[,], double[][], double[], double[,], double>> loss = (x, w, b, v) => Ad.Let(
            Enumerable.Range(0, x.GetLength(0)).Select(i => Enumerable.Range(0, b.Length).Select(j => Math.Tanh(b[j] + Enumerable.Range(0, w.Length).Sum(q => x[i, q] * w[q][j]))).ToArray()).ToArray(),
            h => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, v.GetLength(1)).Sum(double (int j) => Math.Pow(Enumerable.Range(0, v.GetLength(0)).Sum(q => h[i][q] * v[q, j]) - 1, 2))));
        var compiled = Grad.Compile<Layers>(loss, s_kernel);
        Assert.Equal(6, Products(compiled));
        var tape = Tape.Compile<Layers>(loss);
        foreach (var (m, n, k) in s_sizes.Where(size => size.Columns > 0))
        {
            var (x, v, b) = (Matrix(m, k, 1), Matrix(n, 6, 2), Numbers(n, 3));
            double[][] w = [.. Enumerable.Range(0, k).Select(q => Numbers(n, q + 4))];
            (double Value, double[,] X, double[][] W, double[] B, double[,] V) Run(Layers layers)
            {
                var (dx, dw, db, dv) = (Matrix(m, k, 5), w.Select(row => Poison(row.Length)).ToArray(), Poison(n), Matrix(n, 6, 6));
                return (layers(x, w, b, v, dx, dw, db, dv), dx, dw, db, dv);
            }

            var (expected, actual) = (Run(tape), Run(compiled));
            Close(expected.Value, actual.Value, $"{m} {n} {k}: the value");
            Close([.. expected.X.Cast<double>()], [.. actual.X.Cast<double>()], $"{m} {n} {k}: dx");
            Close([.. expected.W.SelectMany(row => row)], [.. actual.W.SelectMany(row => row)], $"{m} {n} {k}: dw");
            Close(expected.B, actual.B, $"{m} {n} {k}: db");
            Close([.. expected.V.Cast<double>()], [.. actual.V.Cast<double>()], $"{m} {n} {k}: dv");
        }
    }

    private delegate double Batch(double[] x, double[] w, int b, int m, int n, int k, double[] dx, double[] dw);

    // x has an axis more than w, w one more than x, or both have it.
    private static readonly Dictionary<string, Expression<Func<double[], double[], int, int, int, int, double>>> s_batches = new(StringComparer.Ordinal)
    {
        ["first"] = (x, w, b, m, n, k) => Enumerable.Range(0, b).Select(p => Enumerable.Range(0, m).Select(i => Enumerable.Range(0, n).Sum(double (int j) =>
            Math.Sin(Enumerable.Range(0, k).Sum(q => x[(p * m + i) * k + q] * w[q * n + j])))).Sum()).Sum(),
        ["second"] = (x, w, b, m, n, k) => Enumerable.Range(0, b).Select(p => Enumerable.Range(0, m).Select(i => Enumerable.Range(0, n).Sum(double (int j) =>
            Math.Sin(Enumerable.Range(0, k).Sum(q => x[i * k + q] * w[(p * k + q) * n + j])))).Sum()).Sum(),
        ["both"] = (x, w, b, m, n, k) => Enumerable.Range(0, b).Select(p => Enumerable.Range(0, m).Select(i => Enumerable.Range(0, n).Sum(double (int j) =>
            Math.Sin(Enumerable.Range(0, k).Sum(q => x[(p * m + i) * k + q] * w[(p * k + q) * n + j])))).Sum()).Sum(),
        ["inside"] = (x, w, b, m, n, k) => Enumerable.Range(0, m).Select(i => Enumerable.Range(0, b).Select(p => Enumerable.Range(0, n).Sum(double (int j) =>
            Math.Sin(Enumerable.Range(0, k).Sum(q => (x[(i * b + p) * k + q] - 0.1) * w[(q * b + p) * n + j])))).Sum()).Sum(),
        ["summed"] = (x, w, b, m, n, k) => Enumerable.Range(0, m).Select(i => Enumerable.Range(0, n).Select(j =>
            Math.Sin(Enumerable.Range(0, b).Sum(double (int p) => Enumerable.Range(0, k).Sum(q => x[(p * m + i) * k + q] * w[(p * k + q) * n + j])))).Sum()).Sum(),
    };

    public static TheoryData<string> Batches => [.. s_batches.Keys];

    [Theory]
    [MemberData(nameof(Batches))]
    public void Batches_agree_with_the_tape(string name)
    {
        var compiled = Grad.Compile<Batch>(s_batches[name], s_kernel);
        Assert.True(Products(compiled) >= 3, Grad.Report(compiled).Schedule);
        var tape = Tape.Compile<Batch>(s_batches[name]);
        foreach (var (m, n, k) in s_sizes)
        {
            foreach (var b in new[] { 0, 1, 3 })
            {
                var (x, w) = (Numbers(b * m * k, 1), Numbers(Math.Max(b, 1) * k * n, 2));
                var (dx, dw, ex, ew) = (Poison(x.Length), Poison(w.Length), new double[x.Length], new double[w.Length]);
                if (name == "second") (x, dx, ex) = (Numbers(m * k, 1), Poison(m * k), new double[m * k]);
                Close(tape(x, w, b, m, n, k, ex, ew), compiled(x, w, b, m, n, k, dx, dw), $"{name} {b} {m} {n} {k}: the value");
                Close(ex, dx, $"{name} {b} {m} {n} {k}: dx");
                Close(ew, dw, $"{name} {b} {m} {n} {k}: dw");
            }
        }
    }

    // A loop around products stays whole, and they run in blocks one after the other.
    [Theory]
    [MemberData(nameof(Batches))]
    public void Batches_in_blocks_have_the_same_bits_on_any_number_of_threads(string name)
    {
        var (b, m, n, k) = (3, 17, 29, 21);
        var (x, w) = (Numbers((name == "second" ? 1 : b) * m * k, 1), Numbers(b * k * n, 2));
        var runs = new[] { 1, 2, 3 }.Select(threads =>
        {
            var compiled = Grad.Compile<Batch>(s_batches[name], s_kernel with { Threads = threads, SmallestBlock = 0 });
            Assert.Contains("  in one block: its products of matrices run in blocks instead", Grad.Report(compiled).Schedule, StringComparison.Ordinal);
            var (dx, dw) = (Poison(x.Length), Poison(w.Length));
            return (double[])[compiled(x, w, b, m, n, k, dx, dw), .. dx, .. dw];
        }).ToList();
        Assert.Equal(runs[0], runs[1]);
        Assert.Equal(runs[0], runs[2]);
    }

    private delegate float Single(float[,] x, float[,] w, float[,] dx, float[,] dw);

    [Fact]
    public void Single_precision_agrees_with_the_tape()
    {
        Expression<Func<float[,], float[,], float>> loss = (x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(float (int i) => Enumerable.Range(0, w.GetLength(1)).Sum(float (int j) =>
            MathF.Sin(Enumerable.Range(0, w.GetLength(0)).Sum(q => x[i, q] * w[q, j]))));
        var compiled = Grad.Compile<Single>(loss, s_kernel);
        Assert.Equal(3, Products(compiled));
        var tape = Tape.Compile<Single>(loss);
        foreach (var (m, n, k) in s_sizes)
        {
            float[,] Rounded(double[,] matrix)
            {
                var rounded = new float[matrix.GetLength(0), matrix.GetLength(1)];
                for (var i = 0; i < rounded.Length; i++) rounded[i / rounded.GetLength(1), i % rounded.GetLength(1)] = (float)matrix[i / rounded.GetLength(1), i % rounded.GetLength(1)];
                return rounded;
            }

            var (x, w) = (Rounded(Matrix(m, k, 1)), Rounded(Matrix(k, n, 2)));
            var (dx, dw, ex, ew) = (Rounded(Matrix(m, k, 3)), Rounded(Matrix(k, n, 4)), new float[m, k], new float[k, n]);
            Close(tape(x, w, ex, ew), compiled(x, w, dx, dw), $"{m} {n} {k}: the value", 1e-4);
            foreach (var (expected, actual) in ex.Cast<float>().Zip(dx.Cast<float>())) Close(expected, actual, $"{m} {n} {k}: dx", 1e-4);
            foreach (var (expected, actual) in ew.Cast<float>().Zip(dw.Cast<float>())) Close(expected, actual, $"{m} {n} {k}: dw", 1e-4);
        }
    }

    [Fact]
    public void Gradients_are_added_to_what_is_there()
    {
        var (loss, _) = s_flat["rows by columns"];
        var overwriting = Grad.Compile<Flat>(loss, s_kernel);
        var adding = Grad.Compile<Flat>(loss, s_kernel with { GradientMode = GradientMode.Accumulate });
        var (x, w) = (Numbers(9 * 5, 1), Numbers(5 * 7, 2));
        var (dx, dw, ex, ew) = (Numbers(9 * 5, 3), Numbers(5 * 7, 4), Poison(9 * 5), Poison(5 * 7));
        overwriting(x, w, 9, 7, 5, ex, ew);
        adding(x, w, 9, 7, 5, dx, dw);
        Close([.. Numbers(9 * 5, 3).Zip(ex, (a, b) => a + b)], dx, "dx");
        Close([.. Numbers(5 * 7, 4).Zip(ew, (a, b) => a + b)], dw, "dw");
    }

    [Fact]
    public void Strict_sums_stay_in_the_order_that_is_written()
    {
        var (loss, _) = s_flat["rows by columns"];
        var strict = Grad.Compile<Flat>(loss, s_kernel with { FloatMode = FloatMode.Strict });
        Assert.Equal(0, Products(strict));
        var (x, w) = (Numbers(9 * 5, 1), Numbers(5 * 7, 2));
        Assert.Equal(loss.Compile()(x, w, 9, 7, 5), strict(x, w, 9, 7, 5, new double[9 * 5], new double[5 * 7]));
    }

    [Fact]
    public void Calls_allocate_nothing_once_their_sizes_were_seen()
    {
        var compiled = Grad.Compile<Flat>(s_flat["prologues"].Loss);
        var (x, w, dx, dw) = (Numbers(64 * 50, 1), Numbers(50 * 40, 2), Poison(64 * 50), Poison(50 * 40));
        var (small, smallGradient, other, otherGradient) = (x[..20], dx[..20], w[..20], dw[..20]);
        compiled(x, w, 64, 40, 50, dx, dw);
        compiled(small, other, 4, 4, 5, smallGradient, otherGradient);
        Allocations.AssertNone(() =>
        {
            compiled(x, w, 64, 40, 50, dx, dw);
            compiled(small, other, 4, 4, 5, smallGradient, otherGradient);
        });
    }

    [Fact]
    public void Wrong_lengths_are_found_before_anything_is_written()
    {
        var compiled = Grad.Compile<Flat>(s_flat["rows by columns"].Loss, s_kernel);
        var (dx, dw) = (Numbers(9 * 5, 3), Numbers(34, 4));
        Assert.Throws<IndexOutOfRangeException>(() => compiled(Numbers(9 * 5, 1), Numbers(34, 2), 9, 7, 5, dx, dw));
        Assert.Equal(Numbers(9 * 5, 3), dx);
        Assert.Equal(Numbers(34, 4), dw);
    }

    [Fact]
    public void Infinities_and_NaN_come_through()
    {
        var compiled = Grad.Compile<Flat>(s_flat["terms outside"].Loss, s_kernel);
        var (x, w) = (Numbers(9 * 5, 1), Numbers(5 * 7, 2));
        x[7] = double.PositiveInfinity;
        w[9] = 0;
        Assert.True(double.IsNaN(compiled(x, w, 9, 7, 5, new double[9 * 5], new double[5 * 7])));
    }

    /// <summary>How many products are left to the kernel.</summary>
    internal static int Products(Delegate compiled) => Grad.Report(compiled).Schedule.Split("by the matrix kernel").Length - 1;

    internal static double[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() - 0.4)];
    }

    private static double[,] Matrix(int rows, int columns, int seed)
    {
        var (numbers, matrix) = (Numbers(rows * columns, seed), new double[rows, columns]);
        for (var i = 0; i < numbers.Length; i++) matrix[i / columns, i % columns] = numbers[i];
        return matrix;
    }

    // Whatever is not written shows.
    private static double[] Poison(int count) => [.. Enumerable.Repeat(double.NaN, count)];

    private static void Close(double[] expected, double[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Close(expected[i], actual[i], $"{what}[{i}]");
    }

    private static void Close(double expected, double actual, string what, double tolerance = 1e-11) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance * (1 + Math.Abs(expected)), $"{what}: {actual:R} instead of {expected:R}");
}
