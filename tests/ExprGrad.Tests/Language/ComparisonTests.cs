namespace ExprGrad.Tests.Language;

public sealed class ComparisonTests
{
    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    [InlineData(double.NaN, 2)]
    [InlineData(2, double.NaN)]
    [InlineData(0, -0.0)]
    public void All_comparisons_of_reals(double x, double y)
    {
        Agreement.Of((double a, double b) => a < b ? 2 * a : 3 * b).AtKink(x, y);
        Agreement.Of((double a, double b) => a <= b ? 2 * a : 3 * b).AtKink(x, y);
        Agreement.Of((double a, double b) => a > b ? 2 * a : 3 * b).AtKink(x, y);
        Agreement.Of((double a, double b) => a >= b ? 2 * a : 3 * b).AtKink(x, y);
        Agreement.Of((double a, double b) => a == b ? 2 * a : 3 * b).AtKink(x, y);
        Agreement.Of((double a, double b) => a != b ? 2 * a : 3 * b).AtKink(x, y);
        Agreement.Of((float a, float b) => a < b ? 2 * a : 3 * b).AtKink((float)x, (float)y);
        Agreement.Of((float a, float b) => a >= b ? 2 * a : 3 * b).AtKink((float)x, (float)y);
        Agreement.Of((float a, float b) => a == b ? 2 * a : 3 * b).AtKink((float)x, (float)y);
    }

    [Fact]
    public void A_negated_comparison_is_not_the_opposite_one_for_NaN()
    {
        var negated = Agreement.Of((double a, double b) => !(a < b) ? 2 * a : 3 * b);
        Assert.Equal([2.0, 0.0], negated.AtKink(double.NaN, 1.0).Gradient);
        Assert.Equal([0.0, 3.0], negated.AtKink(0.0, 1.0).Gradient);
    }

    [Fact]
    public void Comparisons_of_integers_and_booleans()
    {
        foreach (var n in new[] { -1, 0, 1 })
        {
            Agreement.Check((double[] w, int k) => (k < 0 ? w[0] : k == 0 ? w[1] : w[2]) * w[0], Sample.Numbers(3), n);
            Agreement.Check((double[] w, int k) => k >= 0 == k <= 0 ? w[0] : k != 0 ? w[1] * 2 : w[2], Sample.Numbers(3), n);
        }
    }

    [Fact]
    public void Classification_functions_choose_between_arms()
    {
        foreach (var x in new[] { 1.5, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 2.0, -3.0 })
        {
            Agreement.Of((double a) => double.IsNaN(a) ? 7 : double.IsInfinity(a) ? 5 : a * a).AtKink(x);
            Agreement.Of((double a) => double.IsFinite(a) && double.IsInteger(a) ? a * 3 : double.IsNegative(a) ? -2.0 : 1).AtKink(x);
            Agreement.Of((double a) => double.IsPositiveInfinity(a) ? 1 : double.IsEvenInteger(a) ? a * 3 : a * 5).AtKink(x);
        }
    }
}
