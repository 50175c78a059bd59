using static ExprGrad.TapeMath;
using static ExprGrad.Tests.Taping.ConventionTests.Points;

namespace ExprGrad.Tests.Taping;

/// <summary>The table of docs/conventions.md, row by row: what a derivative is where the function has none, or no finite one.</summary>
public sealed class ConventionTests
{
    public static readonly TheoryData<string, Func<TapeDouble[], TapeDouble>, double[], double[]> Table = new()
    {
        // Kinks
        { "Abs at 0", x => Abs(x[0]), [0], [0] },
        { "Abs at -0", x => Abs(x[0]), [-0.0], [0] },
        { "CopySign at 0", x => CopySign(x[0], x[1]), [0, -1], [0, 0] },
        { "CopySign with a negative zero", x => CopySign(x[0], x[1]), [3, -0.0], [-1, 0] },
        { "Relu at 0", x => Relu(x[0]), [0], [0] },
        { "Clamp at its lower end", x => Clamp(x[0], x[1], x[2]), [-1, -1, 1], [1, 0, 0] },
        { "Clamp at its upper end", x => Clamp(x[0], x[1], x[2]), [1, -1, 1], [1, 0, 0] },
        { "Clamp below", x => Clamp(x[0], x[1], x[2]), [-2, -1, 1], [0, 1, 0] },
        { "Clamp above", x => Clamp(x[0], x[1], x[2]), [2, -1, 1], [0, 0, 1] },
        { "Clamp to a point", x => Clamp(x[0], x[1], x[2]), [1, 1, 1], [1, 0, 0] },

        // Ties
        { "Max tie", x => Max(x[0], x[1]), [2, 2], [0.5, 0.5] },
        { "Max tie of zeros", x => Max(x[0], x[1]), [-0.0, 0.0], [0.5, 0.5] },
        { "Max of x and x", x => Max(x[0], x[0]), [2], [1] },
        { "Max tie with a constant", x => Max(x[0], 0), [0], [0.5] },
        { "Min tie", x => Min(x[0], x[1]), [2, 2], [0.5, 0.5] },
        { "Min tie with a constant", x => Min(0, x[0]), [0], [0.5] },
        { "MaxNumber tie", x => MaxNumber(x[0], x[1]), [2, 2], [0.5, 0.5] },
        { "MinNumber tie", x => MinNumber(x[0], x[1]), [2, 2], [0.5, 0.5] },
        { "MaxNative tie", x => MaxNative(x[0], x[1]), [2, 2], [0.5, 0.5] },
        { "MinNative tie", x => MinNative(x[0], x[1]), [2, 2], [0.5, 0.5] },
        { "MaxMagnitude tie", x => MaxMagnitude(x[0], x[1]), [-2, -2], [0.5, 0.5] },
        { "MaxMagnitude of opposites", x => MaxMagnitude(x[0], x[1]), [-2, 2], [0, 1] },
        { "MinMagnitude tie", x => MinMagnitude(x[0], x[1]), [2, 2], [0.5, 0.5] },
        { "MinMagnitude of opposites", x => MinMagnitude(x[0], x[1]), [-2, 2], [1, 0] },

        // NaN
        { "Max with NaN", x => Max(x[0], x[1]), [NaN, 2], [NaN, NaN] },
        { "Min with NaN", x => Min(x[0], x[1]), [2, NaN], [NaN, NaN] },
        { "MaxMagnitude with NaN", x => MaxMagnitude(x[0], x[1]), [2, NaN], [NaN, NaN] },
        { "MaxNumber with NaN", x => MaxNumber(x[0], x[1]), [NaN, 2], [0, 1] },
        { "MinNumber with NaN", x => MinNumber(x[0], x[1]), [2, NaN], [1, 0] },
        { "MaxNumber of NaN", x => MaxNumber(x[0], x[1]), [NaN, NaN], [NaN, NaN] },
        { "Abs of NaN", x => Abs(x[0]), [NaN], [NaN] },
        { "Relu of NaN", x => Relu(x[0]), [NaN], [NaN] },
        { "Clamp of NaN", x => Clamp(x[0], x[1], x[2]), [NaN, -1, 1], [NaN, NaN, NaN] },
        { "CopySign of NaN", x => CopySign(x[0], x[1]), [NaN, -1], [NaN, NaN] },

        // Steps
        { "Floor at a step", x => Floor(x[0]) + x[0], [2], [1] },
        { "Ceiling at a step", x => Ceiling(x[0]) + x[0], [2], [1] },
        { "Round at a step", x => Round(x[0]) + x[0], [2.5], [1] },
        { "Truncate at a step", x => Truncate(x[0]) + x[0], [2], [1] },
        { "Sign at 0", x => Sign(x[0]) + x[0], [0], [1] },
        { "% at a step", x => x[0] % x[1], [6, 3], [1, -2] },
        { "% of a negative number", x => x[0] % x[1], [-7, 3], [1, 2] },
        { "IEEERemainder", x => IEEERemainder(x[0], x[1]), [8, 3], [1, -3] },
        { "IEEERemainder between two integers", x => IEEERemainder(x[0], x[1]), [7.5, 3], [1, -2] },

        // Singular points
        { "Sqrt at 0", x => Sqrt(x[0]), [0], [Inf] },
        { "Sqrt at -0", x => Sqrt(x[0]), [-0.0], [Inf] },
        { "Sqrt below 0", x => Sqrt(x[0]), [-1], [NaN] },
        { "Cbrt at 0", x => Cbrt(x[0]), [0], [Inf] },
        { "RootN at 0", x => RootN(x[0], 3), [0], [Inf] },
        { "RootN at -0", x => RootN(x[0], 2), [-0.0], [Inf] },
        { "Log at 0", x => Log(x[0]), [0], [Inf] },
        { "Asin at 1", x => Asin(x[0]), [1], [Inf] },
        { "Acos at -1", x => Acos(x[0]), [-1], [-Inf] },
        { "Acosh at 1", x => Acosh(x[0]), [1], [Inf] },
        { "Acosh below 1", x => Acosh(x[0]), [-2], [NaN] },
        { "Atanh at -1", x => Atanh(x[0]), [-1], [Inf] },
        { "1 / x at 0", x => 1 / x[0], [0], [-Inf] },
        { "Hypot at the origin", x => Hypot(x[0], x[1]), [0, 0], [0, 0] },
        { "Atan2 at the origin", x => Atan2(x[0], x[1]), [0, 0], [0, 0] },
        { "Atan2Pi at the origin", x => Atan2Pi(x[0], x[1]), [0, 0], [0, 0] },

        // Infinities and zeros
        { "Sqrt(x x) at 0", x => Sqrt(x[0] * x[0]), [0], [NaN] },
        { "0 Sqrt(x) at 0", x => 0 * Sqrt(x[0]), [0], [0] },
        { "Sqrt(Max(x, y)) at 0", x => Sqrt(Max(x[0], x[1])), [0, -1], [Inf, 0] },

        // Pow
        { "x^0", x => Pow(x[0], x[1]), [3, 0], [0, Math.Log(3)] },
        { "0^0", x => Pow(x[0], x[1]), [0, 0], [0, -Inf] },
        { "0^y", x => Pow(x[0], x[1]), [0, 2], [0, 0] },
        { "Infinity^-1", x => Pow(x[0], x[1]), [Inf, -1], [0, 0] },
        { "0^1", x => Pow(x[0], x[1]), [0, 1], [1, 0] },
        { "0^0.5", x => Pow(x[0], x[1]), [0, 0.5], [Inf, 0] },
        { "0^-1", x => Pow(x[0], x[1]), [0, -1], [-Inf, -Inf] },
        { "a negative base and an integer exponent", x => Pow(x[0], x[1]), [-2, 3], [12, NaN] },
        { "a negative base and a constant exponent", x => Pow(x[0], 3), [-2], [12] },
        { "NaN^0", x => Pow(x[0], 0), [NaN], [0] },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void The_derivative_is_the_table_s(string name, Func<TapeDouble[], TapeDouble> function, double[] at, double[] expected)
    {
        double[] actual = TapeTests.Gradient(function, at);
        Assert.True(expected.SequenceEqual(actual), $"{name}: ({string.Join(", ", actual)}) instead of ({string.Join(", ", expected)})");
    }

    [Fact]
    public void With_NaN_native_functions_pass_the_cotangent_to_what_they_return()
    {
        foreach (double[] at in new double[][] { [NaN, 2, 3], [1, NaN, 3], [1, 2, NaN], [4, NaN, 3] })
        {
            AssertGoesToResult(at, x => MaxNative(x[0], x[1]));
            AssertGoesToResult(at, x => MinNative(x[0], x[1]));
            AssertGoesToResult(at, x => ClampNative(x[0], x[1], x[2]));
        }

        // What they return may differ from one call to the next.
        static void AssertGoesToResult(double[] at, Func<TapeDouble[], TapeDouble> function)
        {
            double result = 0;
            double[] gradient = TapeTests.Gradient(
                x =>
                {
                    var y = function(x);
                    result = y.Value;
                    return y;
                },
                at);
            if (double.IsNaN(result))
                Assert.Contains(double.NaN, gradient);
            else
                Assert.Equal(at.Select(x => x == result ? 1.0 : 0), gradient);
        }
    }

    [Fact]
    public void Clamp_with_crossed_bounds_throws_the_exception_of_Math()
    {
        var x = new Tape().Variable(1);
        Assert.Throws<ArgumentException>(() => Clamp(x, 2, 1));
        Assert.Throws<ArgumentException>(() => ClampNative(x, 2, 1));
    }

    [Fact]
    public void Sign_of_NaN_is_the_exception_of_Math() => Assert.Throws<ArithmeticException>(() => Sign(double.NaN));

    internal static class Points
    {
        public const double NaN = double.NaN;
        public const double Inf = double.PositiveInfinity;
    }
}
