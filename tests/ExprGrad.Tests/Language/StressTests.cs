namespace ExprGrad.Tests.Language;

/// <summary>Loops that are long and deep, in lanes and on threads, beside derivatives written by hand.</summary>
public sealed class StressTests
{
    private const double Tolerance = 1e-10;

    private static readonly Dictionary<string, GradOptions> s_modes = new(StringComparer.Ordinal)
    {
        ["one at a time"] = new() { VectorBits = 0 },
        ["in lanes"] = new(),
        ["in narrow lanes"] = new() { VectorBits = 128 },
        ["on threads"] = new() { Threads = 3 },
        ["strict"] = new() { FloatMode = FloatMode.Strict },
        ["strict on threads"] = new() { FloatMode = FloatMode.Strict, Threads = 2 },
    };

    private delegate double OfVector(ReadOnlySpan<double> x, Span<double> dx);

    private delegate double OfTable(double[] table, int[] at, double[] dtable);

    private delegate double OfMatrices(double[,] a, double[,] b, double[,] da, double[,] db);

    public static TheoryData<string> Modes => [.. s_modes.Keys];

    [Theory]
    [MemberData(nameof(Modes))]
    public void Ten_million_elements(string mode)
    {
        var x = Ramp(10_000_000);
        var dx = new double[x.Length];
        var value = Grad.Compile<OfVector>((double[] x) => x.Average(e => 1 / (1 + e * e)), s_modes[mode])(x, dx);
        var (expected, wrong) = (0.0, 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            var (e, y) = (x[i], 1 / (1 + (x[i] * x[i])));
            expected += y / x.Length;
            wrong = Math.Max(wrong, Math.Abs(dx[i] + (2 * e * y * y / x.Length)));
        }

        Near(expected, value, "the value");
        Assert.True(wrong <= Tolerance / x.Length, $"an element is wrong by {wrong}");
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Ten_million_elements_of_a_small_table(string mode)
    {
        var (table, at) = (Ramp(1_000), new int[10_000_000]);
        for (var i = 0; i < at.Length; i++) at[i] = (int)(i * 7919L % table.Length);
        var gradient = new double[table.Length];
        var value = Grad.Compile<OfTable>((double[] table, int[] at) => at.Sum(k => table[k] * table[k]), s_modes[mode])(table, at, gradient);
        Near(table.Sum(e => e * e) * 10_000, value, "the value");
        for (var k = 0; k < table.Length; k++) Near(2 * table[k] * 10_000, gradient[k], $"element {k}");
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_triangle_of_a_million_pairs(string mode)
    {
        var x = Ramp(1_500);
        var (expected, actual, sum) = (new double[x.Length], new double[x.Length], 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var d = x[i] - x[j];
                var e = Math.Exp(-d * d);
                sum += e;
                expected[i] -= 2 * d * e;
                expected[j] += 2 * d * e;
            }
        }

        var value = Grad.Compile<OfVector>((double[] x) => Enumerable.Range(0, x.Length).Sum(i => Enumerable.Range(0, i).Sum(j => Math.Exp(-(x[i] - x[j]) * (x[i] - x[j])))), s_modes[mode])(x, actual);
        Near(sum, value, "the value");
        Near(expected, actual);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void A_triangle_in_a_triangle(string mode)
    {
        var x = Ramp(120);
        var (expected, actual, sum) = (new double[x.Length], new double[x.Length], 0.0);
        for (var i = 0; i < x.Length; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                for (var k = j; k < i; k++)
                {
                    var y = Math.Tanh(x[i] + (x[j] * x[k]));
                    sum += y;
                    expected[i] += 1 - (y * y);
                    expected[j] += (1 - (y * y)) * x[k];
                    expected[k] += (1 - (y * y)) * x[j];
                }
            }
        }

        var value = Grad.Compile<OfVector>(
            (double[] x) => Enumerable.Range(0, x.Length).Sum(i => Enumerable.Range(0, i + 1).Sum(j => Enumerable.Range(j, i - j).Sum(k => Math.Tanh(x[i] + x[j] * x[k])))), s_modes[mode])(x, actual);
        Near(sum, value, "the value");
        Near(expected, actual);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public void Four_loops(string mode)
    {
        var (a, b) = (Matrix(23, 31), Matrix(19, 27));
        var (ea, eb, da, db, sum) = (new double[23, 31], new double[19, 27], new double[23, 31], new double[19, 27], 0.0);
        for (var i = 0; i < 23; i++)
        {
            for (var j = 0; j < 31; j++)
            {
                for (var k = 0; k < 19; k++)
                {
                    for (var l = 0; l < 27; l++)
                    {
                        var (y, slope) = (Math.Sin(a[i, j] * b[k, l]), Math.Cos(a[i, j] * b[k, l]));
                        sum += y;
                        ea[i, j] += slope * b[k, l];
                        eb[k, l] += slope * a[i, j];
                    }
                }
            }
        }

        var value = Grad.Compile<OfMatrices>(
            (double[,] a, double[,] b) => Enumerable.Range(0, a.GetLength(0)).Select(i => Enumerable.Range(0, a.GetLength(1)).Select(j =>
                Enumerable.Range(0, b.GetLength(0)).Sum(k => Enumerable.Range(0, b.GetLength(1)).Sum(l => Math.Sin(a[i, j] * b[k, l])))).Sum()).Sum(), s_modes[mode])(a, b, da, db);
        Near(sum, value, "the value");
        Near(ea.Cast<double>(), da.Cast<double>());
        Near(eb.Cast<double>(), db.Cast<double>());
    }

    // A convolution: the element that inner loops read moves with the outer ones.
    [Theory]
    [MemberData(nameof(Modes))]
    public void Four_loops_over_windows(string mode)
    {
        var (a, b) = (Matrix(90, 110), Matrix(5, 7));
        var (ea, eb, da, db, sum) = (new double[90, 110], new double[5, 7], new double[90, 110], new double[5, 7], 0.0);
        for (var i = 0; i <= 85; i++)
        {
            for (var j = 0; j <= 103; j++)
            {
                var y = 0.0;
                for (var k = 0; k < 5; k++)
                {
                    for (var l = 0; l < 7; l++) y += a[i + k, j + l] * b[k, l];
                }

                sum += y * y;
                for (var k = 0; k < 5; k++)
                {
                    for (var l = 0; l < 7; l++)
                    {
                        ea[i + k, j + l] += 2 * y * b[k, l];
                        eb[k, l] += 2 * y * a[i + k, j + l];
                    }
                }
            }
        }

        var value = Grad.Compile<OfMatrices>(
            (double[,] a, double[,] b) => Enumerable.Range(0, a.GetLength(0) - b.GetLength(0) + 1).Select(i => Enumerable.Range(0, a.GetLength(1) - b.GetLength(1) + 1).Select(j =>
                Math.Pow(Enumerable.Range(0, b.GetLength(0)).Sum(k => Enumerable.Range(0, b.GetLength(1)).Sum(l => a[i + k, j + l] * b[k, l])), 2)).Sum()).Sum(), s_modes[mode])(a, b, da, db);
        Near(sum, value, "the value");
        Near(ea.Cast<double>(), da.Cast<double>());
        Near(eb.Cast<double>(), db.Cast<double>());
    }

    private static double[] Ramp(int length)
    {
        var numbers = new double[length];
        for (var i = 0; i < length; i++) numbers[i] = (i * 0.6180339887498949 % 1) - 0.3;
        return numbers;
    }

    private static double[,] Matrix(int rows, int columns)
    {
        var (numbers, matrix) = (Ramp(rows * columns), new double[rows, columns]);
        for (var i = 0; i < numbers.Length; i++) matrix[i / columns, i % columns] = numbers[i];
        return matrix;
    }

    private static void Near(IEnumerable<double> expected, IEnumerable<double> actual)
    {
        foreach (var ((first, second), i) in expected.Zip(actual).Select((pair, i) => (pair, i))) Near(first, second, $"element {i}");
    }

    private static void Near(double expected, double actual, string what) =>
        Assert.True(Math.Abs(expected - actual) <= Tolerance * (1 + Math.Abs(expected)), $"{what}: {actual:R} instead of {expected:R}");
}
