using System.Linq.Expressions;
using ExprGrad.Runtime.Vectors;
using ExprGrad.Tests.Language;
using ExprGrad.Tests.Runtime.Vectors;

namespace ExprGrad.Tests.Emission;

/// <summary>Products of the derivative with exponentials that are smaller than any normal number: 0 in <see cref="FloatMode.Fast"/>, since some processors take a hundred times as long for them.</summary>
public sealed class SubnormalTests
{
    // A component is less likely than another one by e^-720, which is no normal number.
    private const double FarOff = 720;

    [Theory]
    [InlineData(FloatMode.Fast)]
    [InlineData(FloatMode.Strict)]
    public void A_weight_that_is_no_normal_number_contributes_nothing_in_fast_mode_alone(FloatMode mode)
    {
        foreach (var width in LanesUnderTest.Widths)
        {
            var gradient = Grad.Gradient((double[,] m, double[] a, double[,] x) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) =>
                Ad.LogSumExp(a.Select((v, j) => v - Enumerable.Range(0, x.GetLength(1)).Sum(double (int d) => m[j, d] * x[i, d])).ToArray())), new GradOptions { FloatMode = mode, VectorBits = width });
            var (points, columns) = (17, 5);
            var x = new double[points, columns];
            for (var i = 0; i < points; i++) x[i, 0] = 1e6;
            var m = gradient(new double[2, columns], [0, -FarOff], x);
            Assert.Equal(-1e6 * points, m[0, 0]);
            if (mode == FloatMode.Fast) Assert.Equal(0, m[1, 0]);
            else Assert.Equal(-1e6 * points * Math.Exp(-FarOff), m[1, 0], 1e-9 * 1e6 * points * Math.Exp(-FarOff));
        }
    }

    [Fact]
    public void The_values_themselves_are_kept()
    {
        foreach (var options in LanesUnderTest.Ways)
        {
            var (value, gradient) = Grad.ValueAndGradient((double[] x) => x.Sum(v => Ad.Let(Math.Exp(v), e => Enumerable.Range(0, 9).Sum(k => (k + 1) / 45.0 * Math.Log(e)))), options)([-709, -708.5, -1, -709]);
            Assert.Equal(-2127.5, value, 1e-9);
            Assert.All(gradient, g => Assert.Equal(1, g, 1e-9));
        }
    }

    // Forward mode multiplies with the exponential first, and divides by it then.
    [Fact]
    public void Tangents_are_kept()
    {
        double[] x = [-709, -708.5, -1, -709], w = [1, 2, 3], direction = [1, -2, 3, 0.5];
        Expression<Func<double[], double[], double>> loss = (x, w) => Ad.Let(x.Select(v => Math.Exp(v)).ToArray(), e => w.Sum(double (double u) => e.Sum(v => Math.Log(v * u))));
        foreach (var options in LanesUnderTest.Ways) Assert.Equal(3 * direction.Sum(), Grad.Jvp(loss, options)(x, direction, w).Tangent, 1e-9);
    }

    [Fact]
    public void All_other_numbers_stay_as_they_are()
    {
        foreach (var vector in FunctionsUnderTest.Doubles.Concat(FunctionsUnderTest.Singles))
        {
            var smallest = vector.GenericTypeArguments[0] == typeof(double) ? 2.2250738585072014e-308 : 1.17549435e-38f;
            double[] kept = [0, 1, -3, smallest, -smallest, double.PositiveInfinity, double.NegativeInfinity, double.NaN];
            double[] less = [smallest / 2, -smallest / 2, smallest / 4096];
            var toZero = FunctionsUnderTest.OnArrays(vector, type => VectorFunctions.SubnormalsToZero(vector).CreateDelegate(type), 1);
            Assert.Equal(kept, toZero([kept]));
            Assert.All(toZero([less]), number => Assert.Equal(0, number));
        }
    }
}
