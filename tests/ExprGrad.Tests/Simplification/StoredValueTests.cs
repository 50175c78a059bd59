using System.Linq.Expressions;
using ExprGrad.Tests.Language;
using GraphAgreement = ExprGrad.Tests.Support.Agreement;

namespace ExprGrad.Tests.Simplification;

/// <summary>Arrays in states, and those of Ad.Recur, are kept: the reversed loop reads what the loop has made, and does not make it again.</summary>
public sealed class StoredValueTests
{
    private static readonly Expression<Func<double[,], double[], double>> s_steps = (w, x) =>
        Ad.Iterate(4, x, h => Enumerable.Range(0, h.Length).Select(i => Math.Tanh(Enumerable.Range(0, h.Length).Sum(j => w[i, j] * h[j]))).ToArray()).Sum(v => v * v);

    private static readonly Expression<Func<double[], double>> s_recurrence = w =>
        Ad.Recur<double>(w.Length, (i, y) => Math.Sin(w[i] + (i < 2 ? 0.5 : y[i - 1] * y[i - 2]) + Enumerable.Range(0, i).Sum(j => y[j] * w[j]))).Sum(v => v * v * v);

    [Theory]
    [InlineData(FloatMode.Strict)]
    [InlineData(FloatMode.Fast)]
    public void The_reversed_loop_reads_the_states(FloatMode mode)
    {
        var schedule = Grad.Report(Grad.ValueAndGradientInto(s_steps, new GradOptions { FloatMode = mode })).Schedule;
        Assert.Equal(1, schedule.Split('\n').Count(line => line.Contains("Math.Tanh(", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_derivatives_are_the_same()
    {
        Agreement.Check(s_steps, Sample.Matrix(9, 9), Sample.Numbers(9));
        GraphAgreement.Check(s_steps, Sample.Matrix(3, 3), Sample.Numbers(3));
        Agreement.CheckLengths(s_recurrence, longest: 9);
        GraphAgreement.Check(s_recurrence, Sample.Numbers(5));
    }

    [Fact]
    public void Of_steps_that_choose_or_make_the_same_for_all_elements()
    {
        Agreement.Check((double[] w, double[] x) => w.Aggregate(x, (h, v) => h.Select((u, i) => u * v > 0 ? Math.Sin(u * v) : Math.Cos(u + (v * i))).ToArray()).Sum(u => u * u), Sample.Numbers(5), Sample.Numbers(9));
        Agreement.Check((double[] w, double[] x) => w.Aggregate(x, (h, v) => h.Select(u => Math.Exp(-Math.Abs(v) * h.Sum(s => s * s))).ToArray()).Sum(u => u * u), Sample.Numbers(5), Sample.Numbers(9));
        Agreement.Check((double[] w, double[] x) => Ad.Scan(x, w, (h, v) => h.Select((u, i) => Math.Pow(u * w[i], 2) + Math.Sin(v)).ToArray()).Sum(h => h.Sum(u => u * u)), Sample.Numbers(3), Sample.Numbers(3));
        Agreement.Check((float[] w, float[] x) => w.Aggregate(x, (h, v) => h.Select(u => MathF.Tanh(u * v)).ToArray()).Sum(u => u * u), Sample.Singles(4), Sample.Singles(3));
    }

    // What is divided in the loop is multiplied by a reciprocal in its reverse: the result of one is no operand of the other.
    [Fact]
    public void Of_steps_whose_results_are_compared_with_their_operands()
    {
        Expression<Func<double[], double[], double>> clamped = (w, x) => Ad.Iterate(3, x, h => h.Select((v, i) => Math.Clamp((h[0] / v) - (w[i] * h[1 - i]), -4.0, 4.0)).ToArray()).Sum();
        Expression<Func<double[], double[], double>> largest = (w, x) => Ad.Iterate(3, x, h => h.Select((v, i) => Math.Max((h[0] / v) - (w[i] * h[1 - i]), -4.0)).ToArray()).Sum();
        foreach (var function in new[] { clamped, largest })
        {
            var agreement = Agreement.Of(function);
            for (var i = 0; i < 40; i++)
            {
                double[] w = [0.3 + (0.013 * i), 0.9 - (0.017 * i)], x = [0.9213 + (0.01 * i), 0.7 + (0.03 * i)];
                agreement.At(w, x);
            }
        }
    }

    [Fact]
    public void Products_of_the_Hessian_and_a_direction()
    {
        var (w, x) = (Sample.Matrix(3, 3), Sample.Numbers(3));
        var (gradient, product) = Grad.HessianVector(s_steps)(w, Sample.Matrix(3, 3), x);
        const double Step = 1e-5;
        var slope = Grad.Gradient(s_steps);
        var (ahead, behind) = (slope(Along(Step), x), slope(Along(-Step), x));
        for (var i = 0; i < 9; i++) Assert.Equal((ahead[i / 3, i % 3] - behind[i / 3, i % 3]) / (2 * Step), product[i / 3, i % 3], 1e-6);
        Assert.Equal(slope(w, x), gradient);

        double[,] Along(double step)
        {
            var at = (double[,])w.Clone();
            for (var i = 0; i < 9; i++) at[i / 3, i % 3] *= 1 + step;
            return at;
        }
    }
}
