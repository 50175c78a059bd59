using System.Linq.Expressions;

namespace ExprGrad.Tests.Language;

/// <summary><c>new T[n]</c>, an array of zeros.</summary>
public sealed class ZeroArrayTests
{
    private static readonly double[] s_x = [1.5, 0.4, -0.6, 2.2, 0.9];
    private static readonly double[,] s_w = { { 0.2, -0.5, 0.3 }, { 0.7, 0.1, -0.4 }, { -0.2, 0.6, 0.5 } };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void It_is_a_state_to_begin_with(int hidden) => Check(
        (double[,] w, double[] xs, int n) => xs.Aggregate(
            new double[n],
            (h, x) => Enumerable.Range(0, n).Select(r => Math.Tanh(Enumerable.Range(0, n).Sum(c => w[r, c] * h[c]) + x * w[r, 0])).ToArray()).Sum(v => v * v),
        s_w, s_x, hidden);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(17)]
    public void It_has_its_length_and_elements(int count) => Check(
        (double[] x, int n) => new double[n].Length * x[0] + (new double[n + 1])[n] * x[1] + new float[n].Sum() * x[2] + new int[n].Count(i => i == 0) * x[3] + new double[n].Select((z, i) => (z + x[4]) * i).Sum(),
        s_x, count);

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Its_length_may_be_one_of_an_array(int count) => Check((double[] x) => new double[x.Length].Zip(x, (zero, v) => zero - Math.Exp(v)).Sum(), s_x[..count]);

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(2)]
    public void A_negative_length_is_the_exception_of_CSharp(int count) => Check((double[] x, int n) => x[0] * x[0] + new double[n].Sum(), s_x, count);

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void In_a_branch_only_where_it_is_taken(int count) => Check((double[] x, int n) => n > 0 ? new double[n].Select(z => z + x[0]).Sum() : x[1] * x[1], s_x, count);

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void A_negative_length_in_a_branch_on_numbers(int count) => Check((double[] x, int n) => x.Sum(v => v > 1 ? new double[n].Sum(z => z + v) : v * v), s_x, count);

    private static void Check(LambdaExpression lambda, object? first, object? second = null, object? third = null) => _ = lambda.Parameters.Count switch
    {
        1 => Agreement.Check(lambda, first),
        2 => Agreement.Check(lambda, first, second),
        _ => Agreement.Check(lambda, first, second, third),
    };
}
