using System.Linq.Expressions;
using ExprGrad.Ir;
using ExprGrad.Tests.Support;
using GraphAgreement = ExprGrad.Tests.Support.Agreement;

namespace ExprGrad.Tests.Language;

/// <summary>The derivative of a largest or smallest element is taken of that element alone, where nothing needs those of the others.</summary>
public sealed class ExtremeElementTests
{
    private static readonly Expression<Func<double[,], double[,], double>> s_nearest = (p, c) =>
        Enumerable.Range(0, p.GetLength(0)).Sum(i => Enumerable.Range(0, c.GetLength(0)).Min(j =>
            Enumerable.Range(0, c.GetLength(1)).Sum(d => (p[i, d] - c[j, d]) * (p[i, d] - c[j, d]))));

    [Fact]
    public void Distances_to_the_nearest_center()
    {
        GraphAgreement.CheckHessian(s_nearest, Sample.Matrix(3, 2), Sample.Matrix(2, 2));
        Agreement.Check(s_nearest, Sample.Matrix(3, 2), Sample.Matrix(2, 2));
        Agreement.Check(s_nearest, Sample.Matrix(0, 2), Sample.Matrix(0, 0));
        Agreement.Check(s_nearest, Sample.Matrix(3, 0), Sample.Matrix(2, 0));
        Agreement.Check(s_nearest, Sample.Matrix(3, 2), Sample.Matrix(0, 0));
    }

    [Fact]
    public void Only_the_nearest_center_is_looked_at_again()
    {
        var gradient = TestPrograms.Lower(s_nearest).WithGradient();
        Assert.All(gradient.Arrays.SelectMany(output => output.Contributions), contribution => Assert.Equal(2, contribution.Domain.Loops.Count));
        Assert.DoesNotContain(LiveNodes.Of(gradient), node => node is Scatter);
    }

    [Fact]
    public void What_has_other_uses_gets_all_its_cotangents_together()
    {
        Expression<Func<double[,], double[], double>> both = (w, x) => Ad.Let(
            Enumerable.Range(0, w.GetLength(0)).Select(j => Enumerable.Range(0, x.Length).Sum(d => w[j, d] * x[d])).ToArray(), v => v.Max() * v.Sum(u => Math.Exp(u)));
        GraphAgreement.CheckHessian(both, Sample.Matrix(3, 2), Sample.Numbers(2));
        Agreement.Check(both, Sample.Matrix(3, 2), Sample.Numbers(2));
        Assert.Contains(LiveNodes.Of(TestPrograms.Lower(both).WithGradient()), node => node is Scatter);
    }

    [Fact]
    public void Extremes_in_extremes()
    {
        Expression<Func<double[,], double[,], double>> distance = (p, c) =>
            Enumerable.Range(0, p.GetLength(0)).Select(i => Enumerable.Range(0, c.GetLength(0)).Select(j =>
                Math.Exp(Enumerable.Range(0, 2).Max(d => Enumerable.Range(0, d + 1).Sum(e => p[i, d] * c[j, e])))).Min()).Max();
        GraphAgreement.Check(distance, Sample.Matrix(3, 2), Sample.Matrix(2, 2));
        Agreement.Check(distance, Sample.Matrix(3, 2), Sample.Matrix(2, 2));
        Agreement.Check(distance, Sample.Matrix(0, 2), Sample.Matrix(2, 2));
    }

    [Fact]
    public void Extremes_of_filtered_and_of_stateful_elements()
    {
        Agreement.Check((double[,] w, double[] x) => Enumerable.Range(0, w.GetLength(0)).Where(j => w[j, 0] > -1).Max(j => x.Sum(v => v * w[j, 1])), Sample.Matrix(4, 2), Sample.Numbers(3));
        Agreement.Check((double[,] w, double[] x) => Enumerable.Range(0, w.GetLength(0)).Max(j => x.Aggregate(1.0, (s, v) => Math.Sin(s * v + w[j, 1]))), Sample.Matrix(4, 2), Sample.Numbers(3));
        Agreement.Check((double[,] w, double[] x) => x.Aggregate(1.0, (s, v) => s * Enumerable.Range(0, w.GetLength(0)).Max(j => Enumerable.Range(0, 2).Sum(d => w[j, d] * v + s))), Sample.Matrix(4, 2), Sample.Numbers(3));
        Agreement.Check((double[,] w, double[] x) => x.Sum(v => v > 0 ? Enumerable.Range(0, w.GetLength(0)).Max(j => Enumerable.Range(0, 2).Sum(d => w[j, d] * v)) : v), Sample.Matrix(4, 2), Sample.Numbers(3));
        Agreement.Check(
            (double[,] w, double[] x) => Enumerable.Range(0, w.GetLength(0)).Max(j => Enumerable.Range(0, 2).Select(d => Math.Exp(w[j, d])).ToArray().Sum(u => u * x[0]) + Enumerable.Range(0, 2).Sum(d => w[j, d])),
            Sample.Matrix(4, 2), Sample.Numbers(3));
    }

    [Fact]
    public void Of_equal_elements_the_first_gets_all()
    {
        double[,] same = { { 1, 2 }, { 1, 2 }, { 0, 1 } };
        Expression<Func<double[,], double>> largest = w => Enumerable.Range(0, w.GetLength(0)).Max(j => Enumerable.Range(0, 2).Sum(d => w[j, d] * w[j, d]));
        GraphAgreement.CheckGradient([2, 4, 0, 0, 0, 0], largest, same);
        Expression<Func<double[,], double>> smallest = w => Enumerable.Range(0, w.GetLength(0)).Min(j => Enumerable.Range(0, 2).Sum(d => -w[j, d] * w[j, d]));
        GraphAgreement.CheckGradient([-2, -4, 0, 0, 0, 0], smallest, same);
    }

    [Fact]
    public void NaN_is_the_smallest_element_and_never_the_largest()
    {
        double[,] values = { { 1, 2 }, { double.NaN, 2 }, { 0, 1 } };
        Expression<Func<double[,], double>> largest = w => Enumerable.Range(0, w.GetLength(0)).Max(j => Enumerable.Range(0, 2).Sum(d => w[j, d] * w[j, d]));
        Expression<Func<double[,], double>> smallest = w => Enumerable.Range(0, w.GetLength(0)).Min(j => Enumerable.Range(0, 2).Sum(d => w[j, d] * w[j, d]));
        Assert.Equal([2, 4, 0, 0, 0, 0], Executors.Fresh(largest, GradOptions.Default)([values]).Gradient);
        Assert.Equal([0, 0, double.NaN, 4, 0, 0], Executors.Fresh(smallest, GradOptions.Default)([values]).Gradient);
    }

    [Fact]
    public void The_elements_that_lose_may_have_infinite_derivatives()
    {
        Expression<Func<double[,], double>> lambda = w => Enumerable.Range(0, w.GetLength(0)).Max(j => Enumerable.Range(0, 2).Sum(d => Math.Sqrt(w[j, d])));
        Assert.Equal([0, 0, 0.25, 0.5], Executors.Fresh(lambda, GradOptions.Default)([new double[,] { { 0, 0 }, { 4, 1 } }]).Gradient);
    }

    // The element is computed once more, at its index: without the loop nothing but the branch keeps what is the same for all elements from being computed.
    [Fact]
    public void What_may_fail_stays_in_its_branch()
    {
        Expression<Func<double[], int, double>> mean = (a, b) => a.Length > 0 ? Enumerable.Range(0, a.Length).Select(i => a.Average() * (i + b)).Min() : 2.0;
        Expression<Func<double[], int, double>> element = (a, b) => b < a.Length ? Enumerable.Range(0, 3).Select(i => a[b] * i).Max() : 2.0;
        Expression<Func<double[], int, double>> quotient = (a, b) => b != 0 ? Enumerable.Range(1, 3).Select(i => a[0] * i * (a.Length / b)).Min() : 2.0;
        Agreement.Check(mean, Array.Empty<double>(), 2);
        Agreement.Check(mean, Sample.Numbers(3), 2);
        Agreement.Check(element, Array.Empty<double>(), 0);
        Agreement.Check(element, Sample.Numbers(3), 3);
        Agreement.Check(element, Sample.Numbers(3), 2);
        Agreement.Check(quotient, Sample.Numbers(3), 0);
        Agreement.Check(quotient, Sample.Numbers(3), 2);
    }
}
