using System.Linq.Expressions;

namespace ExprGrad.Tests.Emission;

/// <summary>Sums of cheap terms are added up in four parts in Fast mode, and in order in Strict mode.</summary>
public sealed class SplitSumTests
{
    private static readonly Expression<Func<double[], double[], double>> Dot = (a, b) => Enumerable.Range(0, a.Length).Sum(i => a[i] * b[i]);

    public static TheoryData<int> Lengths => [.. Enumerable.Range(0, 14), 100, 1001];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void No_element_is_left_out_or_taken_twice(int length)
    {
        double[] ones = [.. Enumerable.Repeat(1.0, length)], powers = [.. Enumerable.Range(0, length).Select(i => Math.ScaleB(1, i % 40))];
        Assert.Equal(powers.Sum(), Grad.Compile<Func<double[], double[], double>>(Dot)(ones, powers));
        Assert.Equal(powers, Grad.Gradient(Dot)(ones, powers));
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void In_strict_mode_the_order_is_that_of_the_lambda(int length)
    {
        var random = new Random(length);
        double[] a = [.. Enumerable.Range(0, length).Select(i => Math.ScaleB(random.NextDouble() - 0.5, i % 7 * 9))], b = [.. a.Reverse()];
        Assert.Equal(Dot.Compile()(a, b), Grad.Compile<Func<double[], double[], double>>(Dot, new GradOptions { FloatMode = FloatMode.Strict })(a, b));
    }

    [Fact]
    public void Two_sums_of_one_loop_stay_apart()
    {
        var f = Grad.ValueAndGradient((double[] x) => x.Sum() * x.Sum(a => a * a));
        var (value, gradient) = f([1, 2, 3, 4, 5, 6, 7, 8, 9]);
        Assert.Equal(45 * 285, value);
        Assert.Equal([.. Enumerable.Range(1, 9).Select(i => 285.0 + 45 * 2 * i)], gradient);
    }

    [Fact]
    public void A_loop_of_unknown_length_inside_another_is_split_in_each_iteration()
    {
        var f = Grad.ValueAndGradient((double[][] rows) => rows.Sum(row => Math.Sqrt(row.Sum(a => a * a))));
        var (value, gradient) = f([[], [2], [3, 4], [1, 1, 1, 1, 1, 1, 1, 1, 1]]);
        Assert.Equal(10, value);
        Assert.Equal([.. Enumerable.Repeat(1 / 3.0, 9)], gradient[3]);
        Assert.Equal([0.6, 0.8], gradient[2], (a, b) => Math.Abs(a - b) < 1e-15);
    }
}
