using System.Linq.Expressions;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Language;

/// <summary>Sums and averages of sequences whose last element is made in a way of its own: it is added behind the others, and no loop asks for each element whether it is the last.</summary>
public sealed class LastElementTests
{
    private static readonly Expression<Func<double[], int, double>>[] s_losses =
    [
        (x, n) => Ad.Scan(x[0], Enumerable.Range(0, n), (s, i) => Math.Sin(s * x[i % 3])).Sum(),
        (x, n) => Ad.Scan(x[0], Enumerable.Range(0, n), (s, i) => Math.Sin(s * x[i % 3])).Sum(s => s * s),
        (x, n) => Ad.Scan(x[0], Enumerable.Range(0, n), (s, i) => Math.Sin(s * x[i % 3])).Select(s => s * s).Average(),
        (x, n) => Ad.Scan(ValueTuple.Create(x[0], x[1]), Enumerable.Range(0, n), (s, i) => ValueTuple.Create(s.Item2, Math.Sin(s.Item1 * x[2]))).Sum(s => s.Item1 * s.Item2),
        (x, n) => x.Take(n).Append(x[0] * x[1]).Sum(v => v * v),
        (x, n) => x.Take(n).Append(x[0] * x[1]).Average(),
        (x, n) => x.Concat(Enumerable.Repeat(x[2], 1)).Sum(v => Math.Exp(v) * n),
        (x, n) => Enumerable.Range(0, n).Append(3).Average() * x[0],
        (x, n) => Enumerable.Range(0, n).Append(3).Average(i => x[0] * i),
        (x, n) => Enumerable.Range(0, n).Append(3).Sum() * x[0],
        (x, n) => Enumerable.Range(0, n).Sum(k => Ad.Scan(x[0], Enumerable.Range(0, k), (s, i) => s * x[1]).Append(x[2]).Sum()),
        (x, n) => Enumerable.Range(0, n).Sum(k => k > 1 ? x.Take(k).Append(x[k - 2]).Sum(v => v * v) : x[0]),
    ];

    private static readonly Expression<Func<float[], int, float>>[] s_floats =
    [
        (x, n) => x.Take(n).Append(x[1]).Sum(v => v * v),
        (x, n) => x.Take(n).Append(x[1]).Average(),
    ];

    public static TheoryData<int> Losses => [.. Enumerable.Range(0, s_losses.Length)];

    [Theory]
    [MemberData(nameof(Losses))]
    public void All_executors_agree(int loss)
    {
        var agreement = Agreement.Of(s_losses[loss]);
        foreach (var n in new[] { 0, 1, 2, 5 }) agreement.At(new[] { 0.7, -0.4, 1.3 }, n);
    }

    [Fact]
    public void Floats_too()
    {
        foreach (var loss in s_floats)
        {
            var agreement = Agreement.Of(loss);
            foreach (var n in new[] { 0, 1, 2, 5 }) agreement.At(new[] { 0.7f, -0.4f, 1.3f }, n);
        }
    }

    [Fact]
    public void Any_number_of_elements_may_be_appended()
    {
        const int Count = 3000;
        var x = Expression.Parameter(typeof(double[]), "x");
        Expression<Func<double, double>> square = v => v * v;
        Expression items = x;
        for (var i = 0; i < Count; i++)
        {
            items = Expression.Call(typeof(Enumerable), nameof(Enumerable.Append), [typeof(double)], items, Expression.ArrayIndex(x, Expression.Constant(i % 2)));
            if (i % 1000 == 0) items = Expression.Call(typeof(Enumerable), nameof(Enumerable.Select), [typeof(double), typeof(double)], items, square);
        }

        var loss = Expression.Lambda<Func<double[], double>>(Expression.Call(typeof(Enumerable), nameof(Enumerable.Sum), null, items), x);
        double[] at = [1.25, 0.5, 0.75];
        var (value, gradient) = SmallStack.Run(() => Grad.ValueAndGradient(loss))(at);
        var plain = loss.Compile();
        Assert.Equal(plain(at), value, 1e-9);
        double[] differences = FiniteDifference.Gradient(plain, at);
        for (var i = 0; i < at.Length; i++) Assert.Equal(differences[i], gradient[i], 1e-4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void No_loop_has_a_branch(int loss)
    {
        var report = Grad.Report(Grad.ValueAndGradient(s_losses[loss]));
        Assert.DoesNotContain("if ", report.Schedule, StringComparison.Ordinal);
    }
}
