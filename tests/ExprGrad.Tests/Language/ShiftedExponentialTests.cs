using System.Linq.Expressions;
using ExprGrad.Ir;
using ExprGrad.Tests.Support;
using GraphAgreement = ExprGrad.Tests.Support.Agreement;

namespace ExprGrad.Tests.Language;

/// <summary>The maximum that a sum of exponentials is shifted by has no derivative: under FloatMode.Fast, and without losing a NaN or an infinity.</summary>
public sealed class ShiftedExponentialTests
{
    private static readonly Expression<Func<double[], double>> s_logSumExp = x => Ad.Let(x.Max(), m => m + Math.Log(x.Sum(v => Math.Exp(v - m))));

    private static readonly Expression<Func<double[,], double[], double>> s_batch = (w, x) =>
        Enumerable.Range(0, x.Length).Sum(i => Ad.Let(
            Enumerable.Range(0, w.GetLength(0)).Select(j => w[j, 0] * x[i] + w[j, 1]).ToArray(),
            z => Ad.Let(z.Max(), m => m + Math.Log(z.Sum(v => Math.Exp(v - m))) - z[0]))) / x.Length;

    private static bool HasSearch(LambdaExpression lambda, FloatMode mode) =>
        LiveNodes.Of(TestPrograms.Lower(lambda).WithGradient(mode)).Any(node => node is Reduce { Kind: ReductionKind.ArgMax });

    [Fact]
    public void The_search_for_the_maximum_goes()
    {
        Assert.True(HasSearch(s_logSumExp, FloatMode.Strict));
        Assert.False(HasSearch(s_logSumExp, FloatMode.Fast));
        Assert.False(HasSearch(s_batch, FloatMode.Fast));
        Expression<Func<double[], double>> weighted = x => -(x.Length * Ad.Let(x.Max(), m => m + Math.Log(x.Sum(v => Math.Exp(v - m)))));
        Assert.False(HasSearch(weighted, FloatMode.Fast));
    }

    [Fact]
    public void It_stays_where_the_identity_could_lose_a_NaN()
    {
        // The cotangent of the shift goes to it, not to the elements; the cotangent of the result may be infinite; another sum.
        Assert.True(HasSearch((double[] x) => x.Max() + Math.Log(x.Sum(v => Math.Exp(2 * v - x.Max()))), FloatMode.Fast));
        Assert.True(HasSearch((double[] x, double y) => y * Ad.Let(x.Max(), m => m + Math.Log(x.Sum(v => Math.Exp(v - m)))), FloatMode.Fast));
        Assert.True(HasSearch((double[] x) => Ad.Let(x.Max(), m => Math.Log(x.Sum(v => Math.Exp(v - m)) + 1)), FloatMode.Fast));
        Assert.True(HasSearch((double[] x) => 2 * x.Max() + Math.Log(x.Sum(v => Math.Exp(v - x.Max()))), FloatMode.Fast));
    }

    [Fact]
    public void Values_and_gradients_agree()
    {
        GraphAgreement.CheckHessian(s_logSumExp, Sample.Numbers(5));
        Agreement.CheckLengths(s_logSumExp);
        GraphAgreement.CheckHessian(s_batch, Sample.Matrix(3, 2), Sample.Numbers(4));
        Agreement.Check(s_batch, Sample.Matrix(3, 2), Sample.Numbers(4));
        Agreement.Check(s_batch, Sample.Matrix(3, 2), Array.Empty<double>());
        Agreement.Check((double[] x) => Ad.Let(x.Max(), m => 2 * m + Math.Log(x.Sum(v => Math.Exp(v - m)))), Sample.Numbers(5));
        Agreement.Check((double[] x, double b) => Ad.Let(x.Select(v => v + b).ToArray(), z => Ad.Let(z.Max(), m => m + Math.Log(z.Sum(v => Math.Exp(v - m))))), Sample.Numbers(5), 0.5);
    }

    public static TheoryData<double[]> Special => new(
        [double.NaN, 1, 2],
        [1, 2, double.NaN],
        [double.NaN, double.NaN],
        [double.PositiveInfinity, 1],
        [1, double.PositiveInfinity, double.PositiveInfinity],
        [double.NegativeInfinity, 1, 2],
        [double.NegativeInfinity, double.NegativeInfinity],
        [double.NegativeInfinity, double.PositiveInfinity, double.NaN],
        [1e308, -1e308],
        [5, 5, 5]);

    [Theory]
    [MemberData(nameof(Special))]
    public void No_NaN_and_no_infinity_is_lost(double[] x)
    {
        Expression<Func<double[], double>> shifted = v => Ad.Let(v.Select(u => u * 1.5).ToArray(), z => Ad.Let(z.Max(), m => m + Math.Log(z.Sum(u => Math.Exp(u - m)))));
        foreach (var lambda in new[] { s_logSumExp, shifted })
        {
            var strict = Executors.Fresh(lambda, new GradOptions { FloatMode = FloatMode.Strict })([x]);
            var fast = Executors.Fresh(lambda, new GradOptions { FloatMode = FloatMode.Fast })([x]);
            Assert.Equal(strict.Value, fast.Value);
            Assert.Equal(strict.Gradient.Length, fast.Gradient.Length);
            for (var i = 0; i < x.Length; i++) Assert.True(strict.Gradient[i].Equals(fast.Gradient[i]) || Math.Abs(strict.Gradient[i] - fast.Gradient[i]) < 1e-15, $"[{i}]: {fast.Gradient[i]}, not {strict.Gradient[i]}");
        }
    }
}
