namespace ExprGrad.Tests.Taping;

/// <summary>Values known in closed form or from tables (Abramowitz and Stegun; NIST DLMF), and tails where a plain formula would overflow or cancel.</summary>
public sealed class SpecialFunctionTests
{
    private const double EulerGamma = 0.57721566490153286;

    [Fact]
    public void LogGamma_and_Digamma_have_their_known_values_and_slopes()
    {
        AssertValueAndSlope(TapeMath.LogGamma, 1, 0, -EulerGamma);
        AssertValueAndSlope(TapeMath.LogGamma, 0.5, Math.Log(Math.PI) / 2, -EulerGamma - (2 * Math.Log(2)));
        AssertValueAndSlope(TapeMath.LogGamma, 6, Math.Log(120), (137.0 / 60) - EulerGamma);
        AssertValueAndSlope(TapeMath.Digamma, 1, -EulerGamma, Math.PI * Math.PI / 6);
        AssertValueAndSlope(TapeMath.Trigamma, 0.5, Math.PI * Math.PI / 2, -16.828796644234320);
    }

    [Fact]
    public void The_error_functions_have_their_known_values_and_slopes()
    {
        AssertValueAndSlope(TapeMath.Erf, 0, 0, 2 / Math.Sqrt(Math.PI));
        AssertValueAndSlope(TapeMath.Erf, 1, 0.84270079294971487, 2 / Math.Sqrt(Math.PI) / Math.E);
        AssertValueAndSlope(TapeMath.Erfc, 1, 0.15729920705028513, -2 / Math.Sqrt(Math.PI) / Math.E);
        AssertValueAndSlope(TapeMath.NormalCdf, 0, 0.5, 1 / Math.Sqrt(2 * Math.PI));
        AssertValueAndSlope(TapeMath.NormalCdf, -1.96, 0.024997895148220435, 0.05844094433345147);
    }

    [Theory]
    [InlineData(-800)]
    [InlineData(-40)]
    [InlineData(40)]
    [InlineData(800)]
    public void Sigmoid_and_Softplus_neither_overflow_nor_cancel(double at)
    {
        double small = Math.Exp(-Math.Abs(at));
        AssertValueAndSlope(TapeMath.Sigmoid, at, at < 0 ? small : 1, small);
        AssertValueAndSlope(TapeMath.Softplus, at, at < 0 ? small : at, at < 0 ? small : 1);
    }

    [Fact]
    public void Sigmoid_and_Softplus_have_their_known_values_and_slopes()
    {
        AssertValueAndSlope(TapeMath.Sigmoid, 0, 0.5, 0.25);
        AssertValueAndSlope(TapeMath.Softplus, 0, Math.Log(2), 0.5);
        AssertValueAndSlope(TapeMath.Sigmoid, -1, 0.2689414213699951, 0.19661193324148185);
        AssertValueAndSlope(TapeMath.Softplus, 1, 1.3132616875182228, 0.7310585786300049);
    }

    [Fact]
    public void LogSumExp_and_Softmax_neither_overflow_nor_lose_infinities()
    {
        Assert.Equal([0.5, 0.5], TapeTests.Gradient(TapeMath.LogSumExp, 1000, 1000));
        Assert.Equal([1, 0], TapeTests.Gradient(TapeMath.LogSumExp, 1000, double.NegativeInfinity));
        Assert.Equal([0.25, -0.25], TapeTests.Gradient(x => TapeMath.Softmax(x)[0], 1000, 1000));
        Assert.Throws<InvalidOperationException>(() => TapeMath.LogSumExp([]));
        Assert.Throws<InvalidOperationException>(() => TapeMath.Softmax([]));
    }

    [Fact]
    public void NormalCdf_keeps_its_lower_tail() => AssertValueAndSlope(TapeMath.NormalCdf, -20, 2.7536241186062337e-89, 5.520948362159764e-88);

    private static void AssertValueAndSlope(Func<TapeDouble, TapeDouble> function, double at, double value, double slope)
    {
        var tape = new Tape();
        var x = tape.Variable(at);
        var y = function(x);
        tape.Sweep(y);
        AssertClose(value, y.Value);
        AssertClose(slope, tape.Adjoint(x));
    }

    private static void AssertClose(double expected, double actual) =>
        Assert.True(Math.Abs(actual - expected) <= 1e-12 * Math.Abs(expected) + 1e-15 * (expected == 0 ? 1 : 0), $"{actual:R} instead of {expected:R}");
}
