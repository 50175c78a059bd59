namespace ExprGrad.Tests.Language;

public sealed class ArithmeticTests
{
    [Fact]
    public void Addition_and_subtraction()
    {
        Agreement.Check((double x, double y) => x + y - (x - y) - (2 - x) + (y - 3), 1.5, -2.5);
        Agreement.Check((float x, float y) => x + y - (x - y) - (2 - x) + (y - 3), 1.5f, -2.5f);
    }

    [Fact]
    public void Multiplication_and_division()
    {
        Agreement.Check((double x, double y) => (x * y * x / (y + 4)) + (3 / x) - (x / 7), 1.5, -2.5);
        Agreement.Check((float x, float y) => (x * y * x / (y + 4)) + (3 / x) - (x / 7), 1.5f, -2.5f);
    }

    [Fact]
    public void Unary_plus_and_minus()
    {
        Agreement.Check((double x) => -x * +x - -(-x), 1.5);
        Agreement.Check((float x) => -x * +x - -(-x), 1.5f);
    }

    [Theory]
    [InlineData(7.3, 2)]
    [InlineData(-7.3, 2)]
    [InlineData(7.3, -2.2)]
    [InlineData(0.4, 0.7)]
    public void Remainder_of_reals(double x, double y)
    {
        Agreement.Check((double a, double b) => (a % b) * a, x, y);
        Agreement.Check((float a, float b) => (a % b) * a, (float)x, (float)y);
    }

    [Fact]
    public void Division_by_zero_gives_what_CSharp_gives()
    {
        var quotient = Agreement.Of((double x, double y) => x / y);
        Assert.Equal(double.PositiveInfinity, quotient.AtKink(1.0, 0.0).Number);
        Assert.True(double.IsNaN(quotient.AtKink(0.0, 0.0).Number));
        Assert.Equal(double.NegativeInfinity, quotient.AtKink(1.0, -0.0).Number);
    }

    [Fact]
    public void Signed_zeros_are_kept()
    {
        Assert.True(double.IsNegative(Agreement.Check((double x) => -x, 0.0).Number));
        Assert.True(double.IsNegative(Agreement.Check((double x) => x * 0, -3.0).Number));
        Assert.False(double.IsNegative(Agreement.Check((double x) => 0 - x, 0.0).Number));
        Assert.True(double.IsNegative(Agreement.Of((double x) => x + -0.0).At(-0.0).Number));
        Assert.False(double.IsNegative(Agreement.Of((double x) => x + 0.0).At(-0.0).Number));
    }

    [Fact]
    public void Products_with_zero_keep_NaN_and_infinity()
    {
        Assert.True(double.IsNaN(Agreement.Of((double x) => x * 0).AtKink(double.PositiveInfinity).Number));
        Assert.True(double.IsNaN(Agreement.Of((double x) => 0 * x).AtKink(double.NaN).Number));
        Assert.True(double.IsNaN(Agreement.Of((double x) => x - x).AtKink(double.PositiveInfinity).Number));
        Assert.True(double.IsNaN(Agreement.Of((double x) => x / x).AtKink(0.0).Number));
    }

    [Fact]
    public void Sums_are_not_reassociated_in_strict_mode()
    {
        Agreement.Of((double x, double y, double z) => x + y + z).AtKink(1e16, 1.0, -1e16);
        Agreement.Of((double x, double y, double z) => x + (y + z)).AtKink(1e16, 1.0, -1e16);
    }

    [Fact]
    public void Constants_alone_give_a_zero_gradient() => Assert.Equal([0.0], Agreement.Check((double x) => 2.5, 1.0).Gradient);

    [Fact]
    public void The_parameter_alone_has_gradient_one() => Assert.Equal([1.0], Agreement.Check((double x) => x, 3.0).Gradient);

    [Fact]
    public void A_parameter_that_is_not_used_has_gradient_zero() => Assert.Equal([0.0, 2.0], Agreement.Check((double x, double y) => 2 * y, 3.0, 4.0).Gradient);

    [Fact]
    public void Arithmetic_with_integers_converts_them()
    {
        var n = 3;
        Agreement.Check((double x) => (n * x) + (x / n) + (n - x) - n, 1.5);
        Agreement.Check((float x) => (n * x) + (x / n) + (n - x) - n, 1.5f);
    }
}
