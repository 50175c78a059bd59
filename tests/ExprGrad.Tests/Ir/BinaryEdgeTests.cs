using ExprGrad.Ir;

namespace ExprGrad.Tests.Ir;

/// <summary>The derivatives of functions of several operands at the edges of their domains, each written out.</summary>
public sealed class BinaryEdgeTests
{
    private const double Inf = double.PositiveInfinity;
    private const double NaN = double.NaN;
    private const double Ln2 = 0.69314718055994531;

    /// <summary>Name, operands, partial derivatives.</summary>
    public static TheoryData<string, double[], double[]> Cases => new()
    {
        // d/dx is 0 where p = 0, d/dp is 0 where x^p = 0; a negative x has no derivative by p.
        { "pow", [0, 0], [0, -Inf] },
        { "pow", [0, 2], [0, 0] },
        { "pow", [-0.0, 3], [0, 0] },
        { "pow", [0, 1], [1, 0] },
        { "pow", [0, 0.5], [Inf, 0] },
        { "pow", [0, -1], [-Inf, -Inf] },
        { "pow", [-2, 3], [12, NaN] },
        { "pow", [-2, 0.5], [NaN, NaN] },
        { "pow", [2, 0], [0, Ln2] },
        { "pow", [1, 5], [5, 0] },
        { "pow", [Inf, 2], [Inf, Inf] },
        { "pow", [Inf, -1], [0, 0] },
        { "pow", [2, Inf], [Inf, Inf] },
        { "pow", [2, -Inf], [NaN, 0] },
        { "pow", [NaN, 0], [0, NaN] },
        { "pow", [NaN, 2], [NaN, NaN] },
        { "pow", [2, NaN], [NaN, NaN] },
        { "pow", [1e200, 2], [2e200, Inf] },
        { "pow", [1e-200, 2], [2e-200, 0] },

        { "hypot", [0, 0], [0, 0] },
        { "hypot", [-0.0, 0], [0, 0] },
        { "hypot", [0, -2], [0, -1] },
        { "hypot", [3, 4], [0.6, 0.8] },
        { "hypot", [1e200, 1e200], [0.70710678118654752, 0.70710678118654752] },
        { "hypot", [1e-200, -1e-200], [0.70710678118654752, -0.70710678118654752] },
        { "hypot", [NaN, 1], [NaN, NaN] },
        { "hypot", [Inf, 1], [NaN, 0] },

        { "atan2", [0, 0], [0, 0] },
        { "atan2", [-0.0, 0], [0, 0] },
        { "atan2", [0, 1], [1, 0] },
        { "atan2", [0, -1], [-1, 0] },
        { "atan2", [1, 0], [0, -1] },
        { "atan2", [-1, 0], [0, 1] },
        { "atan2", [1e200, 1e200], [5e-201, -5e-201] },
        { "atan2", [1e-200, 1e-200], [5e199, -5e199] },
        { "atan2", [Inf, 1], [0, 0] },
        { "atan2", [1, -Inf], [0, 0] },
        { "atan2", [NaN, 1], [NaN, NaN] },
        { "atan2", [1, NaN], [NaN, NaN] },
        { "atan2Pi", [0, 0], [0, 0] },
        { "atan2Pi", [1, 0], [0, -1 / Math.PI] },

        { "add", [Inf, -Inf], [1, 1] },
        { "sub", [Inf, Inf], [1, -1] },
        { "mul", [0, Inf], [Inf, 0] },
        { "mul", [NaN, 2], [2, NaN] },
        { "div", [1, 0], [Inf, -Inf] },
        { "div", [1, -0.0], [-Inf, -Inf] },
        { "div", [0, 0], [Inf, NaN] },
        { "div", [1, Inf], [0, 0] },
        { "div", [Inf, 2], [0.5, -Inf] },

        // 0.3 / 0.1 rounds up to 3, but 0.1 goes into 0.3 only twice.
        { "rem", [0.3, 0.1], [1, -2] },
        { "rem", [7, 0], [1, NaN] },
        { "rem", [5, Inf], [1, 0] },
        { "rem", [Inf, 5], [1, NaN] },
        { "rem", [-7, 2], [1, 3] },
        { "ieeeRemainder", [7.9, 2], [1, -4] },
        { "ieeeRemainder", [7, 0], [1, NaN] },

        { "logBase", [8, 2], [1 / (8 * Ln2), -3 / (2 * Ln2)] },
        { "logBase", [0, 2], [Inf, Inf] },
        { "logBase", [1, 10], [0.43429448190325183, 0] },
        { "logBase", [NaN, 2], [NaN, NaN] },
        { "lerp", [1, 3, 0], [1, 0, 2] },
        { "lerp", [1, 3, NaN], [NaN, NaN, 2] },
        { "fusedMultiplyAdd", [2, 3, Inf], [3, 2, 1] },
        { "multiplyAddEstimate", [2, 3, NaN], [3, 2, 1] },

        // All to x on the closed interval; NaN bounds bound nothing.
        { "clamp", [-1, -1, 1], [1, 0, 0] },
        { "clamp", [1, -1, 1], [1, 0, 0] },
        { "clamp", [2, 2, 2], [1, 0, 0] },
        { "clamp", [-Inf, -1, 1], [0, 1, 0] },
        { "clamp", [Inf, -1, 1], [0, 0, 1] },
        { "clamp", [NaN, -1, 1], [NaN, NaN, NaN] },
        { "clamp", [0, NaN, 1], [1, 0, 0] },
        { "clampNative", [-1, -1, 1], [1, 0, 0] },
        { "clampNative", [1, -1, 1], [1, 0, 0] },
        { "clampNative", [-5, -1, 1], [0, 1, 0] },
        { "clampNative", [5, -1, 1], [0, 0, 1] },

        { "copySign", [0, -1], [0, 0] },
        { "copySign", [2, -0.0], [-1, 0] },
        { "copySign", [-2, 0], [-1, 0] },
        { "copySign", [-Inf, -1], [1, 0] },
        { "copySign", [NaN, 1], [NaN, NaN] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_derivatives_at_an_edge_are_as_written(string name, double[] operands, double[] expected)
    {
        var primitive = PrimitiveNamed.Get(name);
        object[] boxed = Array.ConvertAll(operands, value => (object)value);
        for (var i = 0; i < operands.Length; i++)
        {
            var actual = Evaluation.Partial(primitive, i, boxed);
            Assert.True(UnaryEdgeTests.IsNear(expected[i], actual, 1e-15), $"operand {i}: {actual}, not {expected[i]}");

            // The huge and the tiny are beyond a float, and 0.3 / 0.1 rounds the other way.
            if (operands.Any(value => Math.Abs(value) is < 0.5 and > 0 or > 100 and < Inf)) continue;
            var inFloat = Evaluation.Partial(primitive, i, Evaluation.InFloat(boxed));
            Assert.True(UnaryEdgeTests.IsNear(expected[i], inFloat, 1e-6), $"operand {i} in float: {inFloat}, not {expected[i]}");
        }
    }

    // The extremes, and below the functions with an integer, have tests of their own. A choice has no edge.
    [Fact]
    public void Every_function_of_several_operands_is_here() => Assert.Empty(
        PrimitiveRegistry.Default.All.Where(primitive => primitive.Arity > 1 && primitive.Rules.Any(rule => rule is not null)).Select(primitive => primitive.Name)
            .Except([.. Cases.Select(row => row.Data.Item1), .. ExtremaTests.Names.Select(row => row.Data), "rootN", "scaleB", "polygamma", "select"], StringComparer.Ordinal));

    [Theory]
    [InlineData(1, 1, -2.4041138063191886)]
    [InlineData(2, 1, 6.4939394022668291)]
    [InlineData(1, Inf, 0)]
    [InlineData(3, NaN, NaN)]
    public void A_polygamma_function_has_the_next_one_as_slope(int n, double x, double expected) =>
        Assert.True(UnaryEdgeTests.IsNear(expected, Evaluation.Partial(PrimitiveNamed.Get("polygamma"), 1, [n, x]), 1e-14));

    [Theory]
    [InlineData(0, 2, Inf)]
    [InlineData(0, 3, Inf)]
    [InlineData(0, 1, 1)]
    [InlineData(0, -1, -Inf)]
    [InlineData(-8, 3, 1.0 / 12)]
    [InlineData(Inf, 2, 0)]
    [InlineData(NaN, 2, NaN)]
    [InlineData(-4, 2, NaN)]
    public void A_root_has_the_slope_of_its_inverse_function(double x, int n, double expected) =>
        Assert.True(UnaryEdgeTests.IsNear(expected, Evaluation.Partial(PrimitiveNamed.Get("rootN"), 0, [x, n]), 1e-15));

    [Theory]
    [InlineData(1e-300, 1000, 1.0715086071862673e301)]
    [InlineData(3, -1074, double.Epsilon)]
    [InlineData(0, 4, 16)]
    public void Scaling_by_a_power_of_two_has_that_power_as_slope(double x, int n, double expected) =>
        Assert.Equal(expected, Evaluation.Partial(PrimitiveNamed.Get("scaleB"), 0, [x, n]));
}
