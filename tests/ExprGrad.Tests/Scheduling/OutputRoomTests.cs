using System.Linq.Expressions;
using ExprGrad.Tests.Emission;

namespace ExprGrad.Tests.Scheduling;

/// <summary>Buffers in the arrays of gradients: where nothing reads them once the gradient is stored, and only there.</summary>
public sealed class OutputRoomTests
{
    private const int Count = 37;

    private static readonly double[] s_x = Numbers(0), s_y = Numbers(1);

    private delegate double One(double[] x, double[] dx);

    private delegate double Two(double[] x, double[] y, double[] dx, double[] dy);

    private delegate double OfSpan(ReadOnlySpan<double> x, Span<double> dx);

    private delegate double OfMatrix(double[,] m, double[,] dm);

    private delegate double OfFirst(double[,] a, double[,] b, double[,] da);

    private delegate double OfBoth(double[,] a, double[] b, double[,] da, double[] db);

    private delegate double OfFloats(float[] x, float[] dx);

    // Losses of one array, and whether a buffer lies in its gradient.
    private static readonly Dictionary<string, (Expression<Func<double[], double>> Loss, bool IsInOutput)> s_ofOne = new(StringComparer.Ordinal)
    {
        ["exponentials"] = (x => Ad.LogSumExp(x), true),
        ["powers"] = (x => Ad.Let(x.Sum(v => Math.Pow(v, 1.7)), s => Math.Exp(s / 100) * x.Max()), false),
        ["chain"] = (x => Ad.Let(x.Select(v => Math.Exp(v)).ToArray(), e => Ad.Let(e.Sum(), s => e.Sum(v => Math.Sqrt(v / s)))), true),
        ["read in reverse"] = (x => Ad.Let(x.Select(v => Math.Exp(v)).ToArray(), e => Ad.Let(e.Sum(), s => Enumerable.Range(0, x.Length).Sum(i => e[i] * e[x.Length - 1 - i] / s))), true),
        ["one element read at the end"] = (x => Ad.Let(x.Select(v => Math.Exp(v)).ToArray(), e => Ad.Let(e.Sum(), s => Math.Log(s) * e[0])), false),
        ["shifted"] = (x => Ad.Let(x.Select(v => Math.Exp(v)).ToArray(), e => Ad.Let(e.Sum(), s => Enumerable.Range(1, x.Length - 1).Sum(i => e[i - 1] / (s + e[i])))), true),
        ["read in reverse at last"] = (x => Ad.Let(x.Select(v => Math.Exp(Ad.StopGradient(v))).ToArray(), e => Ad.Let(e.Sum(), s => Enumerable.Range(0, x.Length).Sum(i => x[i] * e[x.Length - 1 - i] / s))), false),
        ["half of it"] = (x => Ad.Let(Enumerable.Range(0, x.Length / 2).Select(i => Math.Exp(x[i])).ToArray(), e => Math.Log(e.Sum()) * Math.Log(e.Sum())), false),
        ["repeated elements"] = (x => Ad.Let(Enumerable.Range(0, x.Length).Select(i => Math.Exp(x[i / 2])).ToArray(), e => Math.Log(e.Sum())), false),
        ["branches"] = (x => Ad.Let(x.Select(v => v > 1 ? Math.Exp(v) : Math.Sin(v)).ToArray(), e => Ad.Let(e.Sum(v => v * v), s => Math.Log(s))), false),
    };

    public static TheoryData<string> OfOne => [.. s_ofOne.Keys];

    [Theory]
    [MemberData(nameof(OfOne))]
    public void Gradients_of_one_array_agree(string name)
    {
        var (loss, isInOutput) = s_ofOne[name];
        var expected = new double[Count];
        var value = Tape.Compile<One>(loss)(s_x, expected);
        foreach (var options in LanesUnderTest.Ways)
        {
            var gradient = Grad.Compile<One>(loss, options);
            var dx = Garbage();
            Assert.Equal(value, gradient(s_x, dx), 1e-12 * Math.Abs(value));
            AssertClose(expected, dx);
            Assert.Equal(isInOutput && options.Threads is null or 1, Schedule(gradient).Contains("where gradient x will be", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Gradients_are_added_to_and_hold_no_buffer_then()
    {
        var (once, twice) = (Garbage(), new double[Count]);
        Grad.Compile<One>(s_ofOne["exponentials"].Loss)(s_x, once);
        var adding = Grad.Compile<One>(s_ofOne["exponentials"].Loss, new GradOptions { GradientMode = GradientMode.Accumulate });
        Assert.DoesNotContain("will be", Schedule(adding), StringComparison.Ordinal);
        adding(s_x, twice);
        adding(s_x, twice);
        AssertClose([.. once.Select(g => 2 * g)], twice);
    }

    [Fact]
    public void Each_of_two_gradients_has_its_own_buffer()
    {
        Expression<Func<double[], double[], double>> loss = (x, y) => Ad.LogSumExp(x) * Ad.LogSumExp(y);
        var gradient = Grad.Compile<Two>(loss);
        Assert.Contains("where gradient x will be", Schedule(gradient), StringComparison.Ordinal);
        Assert.Contains("where gradient y will be", Schedule(gradient), StringComparison.Ordinal);
        Compare(loss);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_a_second_gradient_reads_later_stays_until_then(bool isOfFirst)
    {
        Expression<Func<double[], double[], double>> loss = isOfFirst
            ? (x, y) => Ad.Let(x.Select(v => Math.Exp(Ad.StopGradient(v))).ToArray(), e => Ad.Let(e.Sum(), s => Enumerable.Range(0, x.Length).Sum(i => (x[i] + y[i] * y[i]) * e[i] / s)))
            : (x, y) => Ad.Let(y.Select(v => Math.Exp(Ad.StopGradient(v))).ToArray(), e => Ad.Let(e.Sum(), s => Enumerable.Range(0, y.Length).Sum(i => (x[i] + y[i] * y[i]) * e[i] / s)));
        Compare(loss);
        var lines = Schedule(Grad.Compile<Two>(loss)).Split('\n', StringSplitOptions.TrimEntries);
        var exponentials = lines.Single(line => line.Contains("] = Math.Exp", StringComparison.Ordinal)).Split('[')[0];
        var buffer = lines.Single(line => line.StartsWith($"buffer {exponentials}:", StringComparison.Ordinal));
        Assert.Equal(!isOfFirst, buffer.Contains("where gradient y will be", StringComparison.Ordinal));
    }

    [Fact]
    public void A_buffer_of_another_arrays_length_lies_in_the_workspace() => Compare((x, y) => Ad.Let(y.Select((w, i) => Math.Exp(w * x[i])).ToArray(), e => Math.Log(e.Sum())));

    [Fact]
    public void Matrices_agree()
    {
        Expression<Func<double[,], double>> loss = m => Ad.Let(
            Enumerable.Range(0, m.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, m.GetLength(1)).Sum(double (int j) => Math.Exp(m[i, j]))), s => Math.Log(s));
        Compare(loss, isInOutput: true);
    }

    // Whatever lies side by side in the buffer: rows in lanes would have columns so.
    [Fact]
    public void Matrices_of_which_columns_are_read_agree()
    {
        Compare(m => Ad.Let(
            Enumerable.Range(0, m.GetLength(0)).Sum(double (int i) => Ad.Let(
                Enumerable.Range(0, m.GetLength(1)).Sum(double (int j) => Math.Exp(m[i, j])),
                row => Enumerable.Range(0, m.GetLength(1)).Sum(double (int j) => Math.Exp(m[i, j]) * Math.Sqrt(row + Math.Exp(m[i, j]))))),
            s => Math.Log(s)));
        Compare(m => Ad.Let(
            Enumerable.Range(0, m.GetLength(1)).Sum(double (int j) => Enumerable.Range(0, m.GetLength(0)).Sum(double (int i) => Math.Exp(m[i, j]))), s => Math.Log(s)));
        Compare(m => Ad.Let(
            Enumerable.Range(0, m.GetLength(1)).Sum(double (int j) => Ad.LogSumExp(Enumerable.Range(0, m.GetLength(0)).Select(i => Math.Exp(m[i, j])).ToArray())), s => Math.Log(s)));
    }

    // A buffer that is read across has its elements in another order than the gradient.
    [Fact]
    public void Matrices_that_are_read_across_agree()
    {
        Expression<Func<double[,], double[,], double>> ofData = (a, b) => Ad.Let(
            Enumerable.Range(0, a.GetLength(0)).Select(i => Enumerable.Range(0, a.GetLength(1)).Select(j => Math.Exp(a[i, j] + b[j, i])).ToArray()).ToArray(),
            e => Math.Log(e.Select(r => r.Sum()).Sum()));
        Expression<Func<double[,], double[], double>> byColumns = (a, b) => Ad.Let(
            Enumerable.Range(0, a.GetLength(0)).Select(i => Enumerable.Range(0, a.GetLength(1)).Select(j => Math.Exp(a[i, j] * b[i])).ToArray()).ToArray(),
            e => Math.Log(Enumerable.Range(0, a.GetLength(1)).Select(j => Enumerable.Range(0, a.GetLength(0)).Select(i => e[i][j]).Sum()).Sum()));
        var (tapeOfData, tapeByColumns) = (Tape.Compile<OfFirst>(ofData), Tape.Compile<OfBoth>(byColumns));
        foreach (var options in LanesUnderTest.Ways)
        {
            var (gradientOfData, gradientByColumns) = (Grad.Compile<OfFirst>(ofData, options), Grad.Compile<OfBoth>(byColumns, options));
            foreach (var (rows, columns) in new[] { (2, 2), (2, 4), (9, 5), (17, 18) })
            {
                double[,] a = Matrix(rows, columns), across = Matrix(columns, rows);
                var b = s_y[..rows];
                var (expectedOfData, actualOfData) = (new double[rows, columns], new double[rows, columns]);
                tapeOfData(a, across, expectedOfData);
                gradientOfData(a, across, actualOfData);
                Close(expectedOfData, actualOfData);
                var (expected, actual) = ((new double[rows, columns], new double[rows]), (new double[rows, columns], new double[rows]));
                tapeByColumns(a, b, expected.Item1, expected.Item2);
                gradientByColumns(a, b, actual.Item1, actual.Item2);
                Close(expected.Item1, actual.Item1);
                AssertClose(expected.Item2, actual.Item2);
            }
        }

        static void Close(double[,] expected, double[,] actual) => AssertClose([.. expected.Cast<double>()], [.. actual.Cast<double>()]);
    }

    private static double[,] Matrix(int rows, int columns)
    {
        var m = new double[rows, columns];
        for (var i = 0; i < m.Length; i++) m[i / columns, i % columns] = Math.Cos(1.3 * i);
        return m;
    }

    private static void Compare(Expression<Func<double[,], double>> loss, bool? isInOutput = null)
    {
        var tape = Tape.Compile<OfMatrix>(loss);
        foreach (var options in LanesUnderTest.Ways)
        {
            var gradient = Grad.Compile<OfMatrix>(loss, options);
            if (isInOutput is { } isIn && options.Threads is null or 1) Assert.Equal(isIn, Schedule(gradient).Contains("where gradient m will be", StringComparison.Ordinal));
            foreach (var (rows, columns) in new[] { (5, 7), (41, 2), (2, 41), (33, 19) })
            {
                var m = Matrix(rows, columns);
                var (expected, dm) = (new double[rows, columns], new double[rows, columns]);
                var value = tape(m, expected);
                Assert.Equal(value, gradient(m, dm), 1e-12 * Math.Abs(value));
                AssertClose([.. expected.Cast<double>()], [.. dm.Cast<double>()]);
            }
        }
    }

    [Fact]
    public void Floats_agree()
    {
        Expression<Func<float[], double>> loss = x => Ad.Let(x.Select(v => MathF.Exp(v)).ToArray(), e => (double)MathF.Log(e.Sum()));
        float[] x = [.. s_x.Select(v => (float)v)];
        var (expected, dx) = (new float[Count], new float[Count]);
        foreach (var options in LanesUnderTest.Ways)
        {
            Assert.Equal(Tape.Compile<OfFloats>(loss)(x, expected), Grad.Compile<OfFloats>(loss, options)(x, dx), 1e-5);
            Assert.Equal(expected, dx, (a, b) => Math.Abs(a - b) <= 1e-6);
        }
    }

    [Fact]
    public void Nothing_is_written_beside_the_gradient()
    {
        const int Beside = 16;
        foreach (var options in LanesUnderTest.Ways)
        {
            var gradient = Grad.Compile<OfSpan>(s_ofOne["exponentials"].Loss, options);
            for (var count = 1; count <= Count; count++)
            {
                var memory = Enumerable.Repeat(7.0, Beside + count + Beside).ToArray();
                gradient(s_x.AsSpan(0, count), memory.AsSpan(Beside, count));
                Assert.Equal(1, memory[Beside..^Beside].Sum(), 1e-12);
                Assert.All(memory[..Beside].Concat(memory[^Beside..]), number => Assert.Equal(7, number));
            }
        }
    }

    [Fact]
    public void What_cannot_be_a_gradients_array_is_refused_before_it_is_written()
    {
        var gradient = Grad.Compile<One>(s_ofOne["exponentials"].Loss);
        var x = s_x.ToArray();
        Assert.Throws<ArgumentException>(() => gradient(x, x));
        Assert.Equal(s_x, x);
        var dx = Garbage();
        Assert.ThrowsAny<Exception>(() => gradient(s_x[1..], dx));
        Assert.All(dx, g => Assert.True(double.IsNaN(g)));
    }

    private static void Compare(Expression<Func<double[], double[], double>> loss)
    {
        var (dx, dy) = (new double[Count], new double[Count]);
        var value = Tape.Compile<Two>(loss)(s_x, s_y, dx, dy);
        foreach (var options in LanesUnderTest.Ways)
        {
            var (ax, ay) = (Garbage(), Garbage());
            Assert.Equal(value, Grad.Compile<Two>(loss, options)(s_x, s_y, ax, ay), 1e-12 * Math.Abs(value));
            AssertClose(dx, ax);
            AssertClose(dy, ay);
        }
    }

    private static void AssertClose(double[] expected, double[] actual) => Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) <= 1e-12 * Math.Max(1, Math.Abs(a)));

    private static double[] Numbers(int phase) => [.. Enumerable.Range(0, Count).Select(i => 1.2 + Math.Cos(phase + (1.3 * i)))];

    private static double[] Garbage()
    {
        var garbage = new double[Count];
        Array.Fill(garbage, double.NaN);
        return garbage;
    }

    private static string Schedule(Delegate compiled) => Grad.Report(compiled).Schedule;
}
