using System.Linq.Expressions;
using ExprGrad.Tests.Language;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Emission;

/// <summary>Sums of floats: in double one number at a time, as LINQ adds them, and in the lanes of vectors by runs of floats that a double takes together.</summary>
public sealed class FloatSumTests
{
    private static readonly Dictionary<string, (Expression<Func<float[], float[][], float[], float>> Single, Expression<Func<double[], double[][], double[], double>> Double)> s_losses = new(StringComparer.Ordinal)
    {
        ["products"] = (
            (w, x, y) => w.Zip(y, (a, b) => a * b).Sum(),
            (w, x, y) => w.Zip(y, (a, b) => a * b).Sum()),
        ["mean square"] = (
            (w, x, y) => w.Length == 0 ? 0 : w.Zip(y, (a, b) => (a - b) * (a - b)).Average(),
            (w, x, y) => w.Length == 0 ? 0 : w.Zip(y, (a, b) => (a - b) * (a - b)).Average()),
        ["log-sum-exp"] = (
            (w, x, y) => w.Length == 0 ? 0 : Ad.LogSumExp(w),
            (w, x, y) => w.Length == 0 ? 0 : Ad.LogSumExp(w)),
        ["logistic"] = (
            (w, x, y) => x.Length == 0 ? 0 : Enumerable.Range(0, x.Length).Average(float (int i) => Ad.Softplus(-y[i] * Enumerable.Range(0, w.Length).Sum(j => w[j] * x[i][j]))),
            (w, x, y) => x.Length == 0 ? 0 : Enumerable.Range(0, x.Length).Average(double (int i) => Ad.Softplus(-y[i] * Enumerable.Range(0, w.Length).Sum(j => w[j] * x[i][j])))),
        ["averages of averages"] = (
            (w, x, y) => w.Length * x.Length == 0 ? 0 : Enumerable.Range(0, x.Length).Average(float (int i) => MathF.Tanh(Enumerable.Range(0, w.Length).Average(j => w[j] * x[i][j] * y[i]))),
            (w, x, y) => w.Length * x.Length == 0 ? 0 : Enumerable.Range(0, x.Length).Average(double (int i) => Math.Tanh(Enumerable.Range(0, w.Length).Average(j => w[j] * x[i][j] * y[i])))),
        ["three columns"] = (
            (w, x, y) => w.Length < 3 ? 0 : Enumerable.Range(0, x.Length).Sum(float (int i) => MathF.Sin(Enumerable.Range(0, 3).Sum(j => w[j] * x[i][j]))),
            (w, x, y) => w.Length < 3 ? 0 : Enumerable.Range(0, x.Length).Sum(double (int i) => Math.Sin(Enumerable.Range(0, 3).Sum(j => w[j] * x[i][j])))),
        ["all elements, with one weight"] = (
            (w, x, y) => w.Length == 0 ? 0 : Enumerable.Range(0, x.Length).Sum(float (int i) => Enumerable.Range(0, w.Length).Sum(j => MathF.Cos(w[0] * x[i][j]))),
            (w, x, y) => w.Length == 0 ? 0 : Enumerable.Range(0, x.Length).Sum(double (int i) => Enumerable.Range(0, w.Length).Sum(j => Math.Cos(w[0] * x[i][j])))),
        ["pairs"] = (
            (w, x, y) => y.Sum(float (float b) => MathF.Tanh(b * w.SelectMany(u => w.Select(v => u * v)).Sum(p => p * b))),
            (w, x, y) => y.Sum(double (double b) => Math.Tanh(b * w.SelectMany(u => w.Select(v => u * v)).Sum(p => p * b)))),
        ["where"] = (
            (w, x, y) => w.Where(v => v > 0.1f).Sum(v => MathF.Log(v) + 1 / v),
            (w, x, y) => w.Where(v => v > 0.1f).Sum(v => Math.Log(v) + 1 / v)),
        ["sums of states"] = (
            (w, x, y) => Enumerable.Range(0, 3).Aggregate(1f, (s, k) => MathF.Tanh(s * 0.5f + w.Sum(v => MathF.Sin(v * s)))),
            (w, x, y) => Enumerable.Range(0, 3).Aggregate(1.0, (s, k) => Math.Tanh(s * 0.5f + w.Sum(v => Math.Sin(v * s))))),
        ["states in a short loop"] = (
            (w, x, y) => w.Length < 2 ? 0 : w.Sum(float (float v) => Enumerable.Range(0, 2).Sum(float (int j) => Enumerable.Range(0, 3).Aggregate(w[j], (s, k) => MathF.Sin(s * v)))),
            (w, x, y) => w.Length < 2 ? 0 : w.Sum(double (double v) => Enumerable.Range(0, 2).Sum(double (int j) => Enumerable.Range(0, 3).Aggregate(w[j], (s, k) => Math.Sin(s * v))))),
        ["short loops in short ones"] = (
            (w, x, y) => w.Length < 3 ? 0 : w.Sum(float (float v) => Enumerable.Range(0, 2).Sum(float (int j) => MathF.Tanh(v * w[j] * Enumerable.Range(0, 3).Sum(k => MathF.Cos(v * w[j] * w[k]))))),
            (w, x, y) => w.Length < 3 ? 0 : w.Sum(double (double v) => Enumerable.Range(0, 2).Sum(double (int j) => Math.Tanh(v * w[j] * Enumerable.Range(0, 3).Sum(k => Math.Cos(v * w[j] * w[k])))))),
        ["doubles of its own"] = (
            (w, x, y) => (float)(w.Sum(v => (double)v * v) + w.Sum()),
            (w, x, y) => w.Sum(v => v * v) + w.Sum()),
        ["neighbours"] = (
            (w, x, y) => Enumerable.Range(0, Math.Max(w.Length - 1, 0)).Sum(i => MathF.Tanh(w[i + 1] - w[i])),
            (w, x, y) => Enumerable.Range(0, Math.Max(w.Length - 1, 0)).Sum(i => Math.Tanh(w[i + 1] - w[i]))),
    };

    public static TheoryData<string> Losses => [.. s_losses.Keys];

    // Around the lanes of a vector and those of a round, and more than the lanes of narrow vectors take in a run.
    private static readonly (int Columns, int Rows)[] s_sizes = [(0, 0), (0, 3), (1, 1), (3, 5), (15, 16), (16, 17), (17, 65), (64, 33), (65, 2), (130, 70), (1100, 3), (5, 1300)];

    private static readonly int[] s_threads = [1, 2, 3, 8];

    [Theory]
    [MemberData(nameof(Losses))]
    public void In_every_way_to_run_they_are_close_to_those_of_doubles(string name)
    {
        var (single, exact) = s_losses[name];
        var oracle = Grad.Compile<Doubles>(exact, new GradOptions { VectorBits = 0 });
        var ways = LanesUnderTest.Ways.Select(way => (way, Grad.Compile<Singles>(single, way))).ToList();
        foreach (var (columns, rows) in s_sizes)
        {
            var (w, x, y) = Inputs(columns, rows);
            var (expected, actual) = (new double[columns], new float[columns]);
            var value = oracle(Wide(w), Array.ConvertAll(x, Wide), Wide(y), expected);
            var largest = expected.Select(Math.Abs).DefaultIfEmpty().Max();
            foreach (var (way, function) in ways)
            {
                Array.Fill(actual, float.NaN);
                var at = $"{name}, {columns} columns, {rows} rows, {way}";
                Close(value, function(w, x, y, actual), Math.Abs(value), at);
                for (var i = 0; i < columns; i++) Close(expected[i], actual[i], largest, $"{at}: element {i}");
            }
        }
    }

    // The tape, whole loops and blocks, with checkpoints and without, and differences.
    [Theory]
    [MemberData(nameof(Losses))]
    public void All_executors_agree(string name)
    {
        var agreement = Language.Agreement.Of(s_losses[name].Single);
        foreach (var (columns, rows) in new[] { (1, 1), (3, 5), (5, 17) })
        {
            var (w, x, y) = Inputs(columns, rows);
            agreement.At(w, x, y);
        }
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Strict_ones_have_the_bits_of_the_lambda(string name)
    {
        var loss = s_losses[name].Single;
        var plain = loss.Compile();
        var ways = LanesUnderTest.Ways.Select(way => Grad.Compile<Func<float[], float[][], float[], float>>(loss, way with { FloatMode = FloatMode.Strict })).ToList();
        foreach (var (columns, rows) in s_sizes)
        {
            var (w, x, y) = Inputs(columns, rows);
            var bits = BitConverter.SingleToInt32Bits(plain(w, x, y));
            foreach (var function in ways) Assert.Equal(bits, BitConverter.SingleToInt32Bits(function(w, x, y)));
        }
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Every_number_of_threads_gives_the_same_bits(string name)
    {
        var functions = Array.ConvertAll(s_threads, threads => Grad.Compile<Singles>(s_losses[name].Single, new GradOptions { Threads = threads, SmallestBlock = 0 }));
        foreach (var (columns, rows) in s_sizes)
        {
            var (w, x, y) = Inputs(columns, rows);
            var results = Array.ConvertAll(functions, function =>
            {
                var gradient = new float[columns];
                return (float[])[function(w, x, y, gradient), .. gradient];
            });
            foreach (var result in results) Assert.Equal(Array.ConvertAll(results[0], BitConverter.SingleToInt32Bits), Array.ConvertAll(result, BitConverter.SingleToInt32Bits));
        }
    }

    // Added up as floats these would be wrong in the third digit in lanes, and in the second one by one.
    [Fact]
    public void Ten_million_equal_terms_keep_their_digits()
    {
        var x = new float[10_000_000];
        Array.Fill(x, 0.1f);
        var (total, mean) = (0.1f * 1e7, (double)0.1f);
        foreach (var way in LanesUnderTest.Ways)
        {
            Near(total, Grad.Compile<Func<float[], float>>((float[] x) => x.Sum(), way)(x), $"the sum, {way}");
            Near(mean, Grad.Compile<Func<float[], float>>((float[] x) => x.Average(v => v * 1f), way)(x), $"the average, {way}");
            Near(total, Grad.Compile<OfNumber>((float a, float[] x) => x.Sum(v => a * v), way)(2, x, out var gradient) / 2, $"the value, {way}");
            Near(total, gradient, $"the derivative, {way}");
        }
    }

    // The sums of each lane, of all terms of a lane, and of elements that all lanes add to.
    [Fact]
    public void Long_sums_inside_of_loops_in_lanes_keep_their_digits()
    {
        const int Rows = 19, Columns = 30_000, Deep = 40;
        var x = new float[Rows, Columns];
        foreach (ref var element in System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref x[0, 0], x.Length)) element = 0.1f;
        var row = 0.1f * (double)Columns;
        foreach (var way in LanesUnderTest.Ways)
        {
            Near(Rows * Math.Sqrt(row), InRows(), $"a sum of each row, {way}");
            Near(Rows * Math.Sqrt(row), InNest(), $"in loops inside each other, {way}");
            Near(Rows * row, Grad.Compile<OfMatrix>((float a, float[,] x) => Enumerable.Range(0, x.GetLength(0)).Sum(float (int i) => Enumerable.Range(0, x.GetLength(1)).Sum(j => a * x[i, j])), way)(1, x, out var gradient), $"all, {way}");
            Near(Rows * row, gradient, $"the derivative of all, {way}");

            float InRows() => Grad.Compile<Func<float[,], float>>((float[,] x) => Enumerable.Range(0, x.GetLength(0)).Sum(float (int i) => MathF.Sqrt(Enumerable.Range(0, x.GetLength(1)).Sum(j => x[i, j]))), way)(x);
            float InNest() => Grad.Compile<Func<float[,], int, float>>((float[,] x, int deep) => Enumerable.Range(0, x.GetLength(0)).Sum(float (int i) =>
                MathF.Sqrt(Enumerable.Range(0, x.GetLength(1) / deep).SelectMany(j => Enumerable.Range(0, deep).Select(k => x[i, j * deep + k])).Sum())), way)(x, Deep);
        }
    }

    [Theory]
    [InlineData("products")]
    [InlineData("mean square")]
    [InlineData("log-sum-exp")]
    [InlineData("logistic")]
    [InlineData("sums of states")]
    public void They_run_in_lanes_of_floats(string name)
    {
        var schedule = Grad.Report(Grad.Compile<Singles>(s_losses[name].Single, new GradOptions { VectorBits = 512 })).Schedule;
        Assert.Contains(" in 16 lanes", schedule, StringComparison.Ordinal);
        Assert.DoesNotContain("and other numbers of the loop are", schedule, StringComparison.Ordinal);
    }

    [Fact]
    public void They_allocate_nothing()
    {
        foreach (var way in LanesUnderTest.Ways)
        {
            foreach (var (loss, _) in s_losses.Values)
            {
                var function = Grad.Compile<Singles>(loss, way);
                var (w, x, y) = Inputs(70, 20);
                var gradient = new float[70];
                function(w, x, y, gradient);
                Allocations.AssertNone(() => function(w, x, y, gradient));
            }
        }
    }

    [Fact]
    public void Infinite_terms_give_what_they_give_in_order()
    {
        foreach (var way in LanesUnderTest.Ways)
        {
            var sum = Grad.Compile<Func<float[], float>>((float[] x) => x.Sum(v => v * 2), way);
            foreach (var length in new[] { 1, 40, 3000 })
            {
                var x = new float[length];
                x[length / 2] = float.PositiveInfinity;
                Assert.Equal(float.PositiveInfinity, sum(x));
                x[0] = float.NaN;
                Assert.Equal(float.NaN, sum(x));
            }
        }
    }

    private static (float[] W, float[][] X, float[] Y) Inputs(int columns, int rows) =>
        (Narrow(Numbers(columns)), [.. Enumerable.Range(0, rows).Select(i => Narrow(Numbers(columns).Select(number => number * (1 + (0.01 * (i % 7))))))], Narrow(Numbers(rows)));

    // Of either sign, none of them near a limit of the losses, and such that sums stay about as large as their terms.
    private static IEnumerable<double> Numbers(int count) => Sample.Numbers(8) is var few ? Enumerable.Range(0, count).Select(i => few[i % 8] + (0.001 * (i % 11))) : [];

    private static float[] Narrow(IEnumerable<double> numbers) => [.. numbers.Select(number => (float)number)];

    private static double[] Wide(float[] numbers) => Array.ConvertAll(numbers, number => (double)number);

    private static void Close(double expected, double actual, double size, string what) =>
        Assert.True(Math.Abs(expected - actual) <= 1e-4 * Math.Max(1, size), $"{what}: {actual} instead of {expected}");

    private static void Near(double expected, double actual, string what) => Assert.True(Math.Abs(expected - actual) <= 1e-6 * expected, $"{what}: {actual} instead of {expected}");

    private delegate float Singles(float[] w, float[][] x, float[] y, float[] dw);

    private delegate double Doubles(double[] w, double[][] x, double[] y, double[] dw);

    private delegate float OfNumber(float a, float[] x, out float da);

    private delegate float OfMatrix(float a, float[,] x, out float da);
}
