using System.Linq.Expressions;
using ExprGrad.Tests.Language;

namespace ExprGrad.Tests.Emission;

/// <summary>Loops with functions that few loops have: they run in lanes, under <see cref="FloatMode.Strict"/> where the functions are exact, with the values and gradients of all executors.</summary>
public sealed class FunctionLaneTests
{
    private static readonly Dictionary<string, Expression<Func<double[], double[], int, double>>> s_exact = new(StringComparer.Ordinal)
    {
        ["remainder"] = (w, p, n) => w.Sum(v => v * ((3 * v + 0.0123) % 0.7)),
        ["remainder by elements"] = (w, p, n) => Enumerable.Range(0, w.Length).Sum(i => (5 + i) * w[i] % (w[i] * w[i] + 0.1)),
        ["IEEE remainder"] = (w, p, n) => w.Sum(v => v * Math.IEEERemainder(3 * v + 0.0123, p[0])),
        ["clamp"] = (w, p, n) => w.Sum(v => v * Math.Clamp(v, -1, 1.5)),
        ["digits"] = (w, p, n) => w.Sum(v => v * Math.Round(1.3713 * v, 2)),
        ["a mode"] = (w, p, n) => w.Sum(v => v * (Math.Round(1.3713 * v, MidpointRounding.AwayFromZero) + Math.Round(1.1 * v, MidpointRounding.ToZero))),
        ["digits by a mode"] = (w, p, n) => w.Sum(v => v * Math.Round(1.3713 * v, 1, MidpointRounding.ToPositiveInfinity)),
        ["clamp between bounds"] = (w, p, n) => w.Sum(v => v * Math.Clamp(v, 1.1 * p[1], p[2])),
        ["clamp between bounds that vary"] = (w, p, n) => Enumerable.Range(0, w.Length).Sum(i => w[i] * Math.Clamp(w[i], -0.1 * i, 1.1)),
        ["digits that are given"] = (w, p, n) => w.Sum(v => v * Math.Round(1.3713 * v, n)),
        ["digits that vary"] = (w, p, n) => Enumerable.Range(0, w.Length).Sum(i => w[i] * Math.Round(1.3713 * w[i], i % 4, MidpointRounding.AwayFromZero)),
        ["a power of two"] = (w, p, n) => w.Sum(v => v * Math.ScaleB(v, n - 3)),
        ["powers of two"] = (w, p, n) => Enumerable.Range(0, w.Length).Sum(i => Math.ScaleB(w[i] * w[i], 2 - i % 5)),
        ["between two numbers"] = (w, p, n) => w.Sum(v => v * double.Lerp(v, p[0], p[1])) + w.Sum(v => double.Lerp(p[2], 3, v)),
        ["neighbours"] = (w, p, n) => w.Sum(v => v * Math.BitIncrement(v) + Math.BitDecrement(1.1 * v) * p[0]),
        ["as the hardware compares"] = (w, p, n) => w.Sum(v => v * double.MaxNative(v, p[0]) + double.MinNative(1.1 * v, v * v)),
        ["clamp as the hardware compares"] = (w, p, n) => w.Sum(v => v * double.ClampNative(v, -1.1, p[2])),
        ["nearly fused"] = (w, p, n) => w.Sum(v => v * double.MultiplyAddEstimate(v, p[0], p[1])),
        ["estimates"] = (w, p, n) => Enumerable.Range(0, w.Length).Sum(i => Math.IEEERemainder(3 * w[i] + 0.0123, p[0]) * w[i] * (Math.ReciprocalEstimate(i + 0.7) + Math.ReciprocalSqrtEstimate(n + 0.3 * i))),
        ["angles"] = (w, p, n) => w.Sum(v => v * double.DegreesToRadians(v) + double.RadiansToDegrees(v * v)),
        ["in a branch"] = (w, p, n) => w.Sum(v => v > 0 ? Math.Clamp(v, 0.7, 1.3) * v : v % 0.37),
    };

    private static readonly Dictionary<string, Expression<Func<double[], double[], int, double>>> s_others = new(StringComparer.Ordinal)
    {
        ["complement of the error function"] = (w, p, n) => w.Sum(v => v * Ad.Erfc(p[1] * v)),
        ["normal distribution"] = (w, p, n) => w.Sum(v => Math.Log(Ad.NormalCdf(v * p[0])) + Ad.NormalCdf(-2 * v)),
        ["log gamma"] = (w, p, n) => w.Sum(v => Ad.LogGamma(v + 0.05)),
        ["digamma"] = (w, p, n) => w.Sum(v => p[2] * Ad.LogGamma(4 * v * v + 0.1) * v),
        ["polygamma"] = (w, p, n) => Enumerable.Range(0, w.Length).Sum(i => Math.Exp(-w[i]) * Math.Sin(w[i]) * Math.Tanh(w[i]) * Ad.Polygamma(i % 3, w[i] * w[i] + 1)),
        ["polygamma of one order"] = (w, p, n) => w.Sum(v => Math.Exp(-v) * Math.Sin(v) * Math.Tanh(v) * Ad.Polygamma(n, v * v + 1)),
        ["root"] = (w, p, n) => w.Sum(v => double.RootN(v * v + 0.1, 5) + double.RootN(v, 3)),
        ["roots"] = (w, p, n) => Enumerable.Range(0, w.Length).Sum(i => double.RootN(w[i] * w[i], i % 7 + n) * p[1]),
        ["logarithm"] = (w, p, n) => w.Sum(v => Math.Log(v * v, 3)),
        ["logarithm of some base"] = (w, p, n) => w.Sum(v => Math.Log(v * v + 0.2, p[0] + 1)),
        ["logarithm of bases"] = (w, p, n) => w.Sum(v => Math.Log(p[0], v * v + 1.1)),
    };

    public static TheoryData<string> Exact => [.. s_exact.Keys];

    [Theory]
    [MemberData(nameof(Exact))]
    public void Loops_with_exact_functions_agree_in_every_width(string name) => LanesUnderTest.InEveryWidth(s_exact[name], 2);

    // A sum is added up in its order under Strict, but the gradient's loop may run in lanes.
    [Theory]
    [MemberData(nameof(Exact))]
    public void Loops_with_exact_functions_run_in_lanes_in_both_modes(string name)
    {
        Assert.Contains("in 8 lanes", ScheduleOf(s_exact[name], FloatMode.Fast), StringComparison.Ordinal);
        Assert.DoesNotContain("has no form in lanes", ScheduleOf(s_exact[name], FloatMode.Fast), StringComparison.Ordinal);
        Assert.DoesNotContain("has no form in lanes", ScheduleOf(s_exact[name], FloatMode.Strict), StringComparison.Ordinal);
    }

    public static TheoryData<string> Others => [.. s_others.Keys];

    [Theory]
    [MemberData(nameof(Others))]
    public void Loops_with_other_functions_do_in_fast_mode(string name)
    {
        LanesUnderTest.InEveryWidth(s_others[name], 2);
        Assert.Contains("in 8 lanes", ScheduleOf(s_others[name], FloatMode.Fast), StringComparison.Ordinal);
        Assert.DoesNotContain("has no form in lanes", ScheduleOf(s_others[name], FloatMode.Fast), StringComparison.Ordinal);
    }

    private static readonly Expression<Func<double[], double>>[] s_long =
    [
        x => Ad.Let(x.Select(v => Math.IEEERemainder(3 * v, 0.79) * v * Ad.LogGamma(v)).ToArray(), y => Enumerable.Range(0, y.Length).Sum(i => y[y.Length - 1 - i] * x[i])),
        x => Ad.Let(x.Select(v => Math.IEEERemainder(3 * v, 0.79) * Ad.StopGradient(Ad.Erfc(v))).ToArray(), y => Enumerable.Range(0, y.Length).Sum(i => y[y.Length - 1 - i] * x[i])),
    ];

    // Computed one by one, beside what lanes do; the sums have a loop of their own.
    [Fact]
    public void Long_functions_have_the_bits_of_scalars_in_strict_mode()
    {
        foreach (var loss in s_long)
        {
            var scalar = Grad.Compile<Elements>(loss, new GradOptions { FloatMode = FloatMode.Strict, VectorBits = 0 });
            var x = Sample.Numbers(37);
            var (expected, actual) = (new double[37], new double[37]);
            var value = scalar(x, expected);
            foreach (var width in LanesUnderTest.Widths)
            {
                var lanes = Grad.Compile<Elements>(loss, new GradOptions { FloatMode = FloatMode.Strict, VectorBits = width });
                if (width > 0) Assert.Contains($"in {width / 64} lanes", Grad.Report(lanes).Schedule, StringComparison.Ordinal);
                Assert.Equal(value, lanes(x, actual));
                Assert.Equal(expected, actual);
            }
        }
    }

    [Fact]
    public void Functions_that_are_computed_one_by_one_stay_scalar_where_nothing_else_gains() => Assert.Contains(
        "lanes would not make it faster", ScheduleOf((Expression<Func<double[], double[], int, double>>)((w, p, n) => w.Sum(v => v * Math.ReciprocalEstimate(v))), FloatMode.Fast), StringComparison.Ordinal);

    // Integers that no float holds, too.
    [Fact]
    public void Integers_that_are_given_are_operands_in_lanes_of_floats()
    {
        Expression<Func<float[], int, float>>[] losses =
        [
            (x, n) => x.Sum(v => v * MathF.ScaleB(v, n)), (x, n) => x.Sum(v => v * MathF.Round(1.41f * v, n)), (x, n) => x.Sum(v => v * MathF.Round(1.41f * v, n, MidpointRounding.AwayFromZero)),
        ];
        foreach (var loss in losses)
        {
            var expected = Grad.Compile<SinglesByNumber>(loss, new GradOptions { VectorBits = 0 });
            foreach (var width in new[] { 128, 256, 512 })
            {
                var actual = Grad.Compile<SinglesByNumber>(loss, new GradOptions { VectorBits = width });
                Assert.Contains($"in {width / 32} lanes", Grad.Report(actual).Schedule, StringComparison.Ordinal);
                foreach (var n in new[] { 0, 2, 6, 7, -3, 127, -140, 16777217, -16777219, int.MaxValue, int.MinValue })
                {
                    var x = Sample.Singles(7);
                    var (dx, dy) = (new float[7], new float[7]);
                    var (value, other) = (0f, 0f);
                    Assert.Equal(Record.Exception(() => value = expected(x, n, dx))?.Message, Record.Exception(() => other = actual(x, n, dy))?.Message);
                    Assert.True(value == other || Math.Abs(value - other) <= 1e-6f * Math.Abs(value), $"{loss}, {n}: {other:R}, not {value:R}");
                    Assert.Equal(dx, dy);
                }
            }
        }
    }

    // Of the iterations that there are and the branches that are taken, the first to be refused throws, with its own numbers.
    [Fact]
    public void Operands_that_are_refused_throw_as_they_do_in_scalars()
    {
        Expression<Func<double[], double[], int, double>>[] losses =
        [
            (w, p, n) => Enumerable.Range(0, w.Length).Sum(i => w[i] * Math.Clamp(w[i], p[i], 1)), (w, p, n) => w.Sum(v => v > 0.8 ? v * Math.Clamp(v, v * v, n + 1) : v * v),
            (w, p, n) => Enumerable.Range(0, w.Length).Sum(i => w[i] * Math.Round(p[i] * 1.37, n)), (w, p, n) => Enumerable.Range(0, w.Length).Sum(i => w[i] * Math.Round(p[i], i - n)),
            (w, p, n) => Enumerable.Range(0, w.Length).Sum(i => w[i] * double.ClampNative(w[i], p[i], 1)),
            (w, p, n) => w.Sum(v => v * Math.Round(v, 16)), (w, p, n) => w.Sum(v => v > 3 ? Math.Clamp(v, 2.5, 1.5) : v * v),
        ];
        foreach (var loss in losses)
        {
            var expected = loss.Compile();
            Assert.Contains("in 8 lanes", ScheduleOf(loss, FloatMode.Fast), StringComparison.Ordinal);
            foreach (var width in LanesUnderTest.Widths)
            {
                var actual = Grad.Compile<Gradient>(loss, new GradOptions { VectorBits = width });
                foreach (var length in new[] { 0, 1, 7, 9, 37 })
                {
                    foreach (var (place, bound, n) in new[] { (0, 0.5, 2), (0, 2.75, 16), (length / 2, 3.5, -1), (length - 1, 2.25, 2) })
                    {
                        var (w, p) = (Sample.Numbers(length), new double[length]);
                        if (length > 0) p[place] = bound;
                        string? Thrown(Action call) => Record.Exception(call) is { } thrown ? $"{thrown.GetType()}: {thrown.Message}" : null;
                        Assert.Equal(Thrown(() => expected(w, p, n)), Thrown(() => actual(w, p, n, new double[length])));
                    }
                }
            }
        }
    }

    // All that Math.Log(x, b) has special cases for; a division by the logarithm of the base may be a multiplication in fast mode.
    [Fact]
    public void Logarithms_of_all_bases_are_those_of_the_method()
    {
        Expression<Func<double[], double>> literal = x => Math.Log(x[0], 1) + Math.Log(x[1], 0) + Math.Log(x[2], double.PositiveInfinity) + Math.Log(x[3], 2);
        Expression<Func<double[], double>> given = x => Math.Log(x[0], x[1]);
        double[] numbers = [0, -0.0, 1, 2, 0.5, -3, double.PositiveInfinity, double.NegativeInfinity, double.NaN, double.Epsilon];
        foreach (var loss in new[] { literal, given })
        {
            var (strict, fast, expected) = (Grad.Compile<Elements>(loss, new GradOptions { FloatMode = FloatMode.Strict }), Grad.Compile<Elements>(loss), loss.Compile());
            foreach (var x in numbers.SelectMany(a => numbers, (a, b) => new[] { a, b, a, b }))
            {
                Assert.Equal(expected(x), strict(x, new double[4]));
                Assert.Equal(expected(x), fast(x, new double[4]), 1e-12);
            }
        }
    }

    [Fact]
    public void Loops_of_floats_do_too()
    {
        Expression<Func<float[], float>>[] losses =
        [
            x => x.Sum(v => Ad.LogGamma(v * v + 1)), x => x.Sum(v => v * (3 * v % 0.77f)), x => x.Sum(v => MathF.IEEERemainder(3 * v, 0.79f)),
            x => x.Sum(v => v * Math.Clamp(v, -1, 1.5f)), x => x.Sum(v => v * MathF.Round(1.41f * v, 0)), x => x.Sum(v => v * MathF.Round(1.1f * v, MidpointRounding.ToNegativeInfinity)),
            x => x.Sum(v => v * MathF.ScaleB(v, -3)), x => x.Sum(v => float.RootN(v * v + 0.1f, 5)), x => x.Sum(v => MathF.Log(v * v, 3)),
            x => x.Sum(v => v * Ad.Erfc(v)), x => x.Sum(v => v * Ad.NormalCdf(v)), x => x.Sum(v => v * float.Lerp(v, 3, 0.3f)), x => x.Sum(v => v * MathF.BitIncrement(v) + MathF.BitDecrement(v)),
            x => x.Sum(v => v * float.MaxNative(v, 0.7f) + float.MinNative(v, 0.3f * v)), x => x.Sum(v => v * float.ClampNative(v, -1, 1.5f)),
            x => x.Sum(v => v * float.DegreesToRadians(v) + float.RadiansToDegrees(v)),
        ];
        foreach (var loss in losses)
        {
            Assert.Contains("in 16 lanes", Grad.Report(Grad.Compile<Singles>(loss, new GradOptions { VectorBits = 512 })).Schedule, StringComparison.Ordinal);
            foreach (var width in LanesUnderTest.Widths)
            {
                var agreement = Language.Agreement.Of(loss, GradOptions.Default with { VectorBits = width });
                foreach (var length in new[] { 0, 1, 5, 8 }) agreement.At(Sample.Singles(length));
            }
        }
    }

    private static string ScheduleOf(LambdaExpression loss, FloatMode mode) => Grad.Report(Grad.Compile<Gradient>(loss, new GradOptions { VectorBits = 512, FloatMode = mode })).Schedule;

    private delegate double Gradient(double[] w, double[] p, int n, double[] dw);

    private delegate double Elements(double[] x, double[] dx);

    private delegate float Singles(float[] x, float[] dx);

    private delegate float SinglesByNumber(float[] x, int n, float[] dx);
}
