using ExprGrad.Runtime.Vectors;
using Xunit;

namespace ExprGrad.Tests.Runtime.Vectors;

/// <summary>Vector forms beside the scalar primitives themselves, at numbers where functions tend to go wrong.</summary>
public sealed class SpecialValueTests
{
    private static readonly double[] Numbers =
    [
        0.0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1, -1, 0.5, -0.5, 1.5, -1.5, 2, -2, 2.5, -2.5, 3, -3, 0.3, -0.7, 1e300, -1e300, 1e-300, -1e-300,
        double.Epsilon, -double.Epsilon, double.MaxValue, double.MinValue, 4503599627370495.5, -4503599627370495.5, 9007199254740993, 1e-40, -1e-40, 1e38, -1e38, 7, -8,
    ];

    // Those that a float holds, too.
    private static readonly double[] Integers = [0, 1, -1, 2, -2, 3, -3, 4, 5, 6, 7, 8, 12, 15, 100, -100, 127, 128, -126, -127, -150, 280, -400, 1023, 1024, -1022, -1023, -1074, 2098, -2100, 1 << 24, -(1 << 24)];

    private static readonly double[] Modes = [0, 1, 2, 3, 4];

    private static readonly string[] Exact =
    [
        "add", "sub", "mul", "div", "neg", "lt", "le", "gt", "ge", "eq", "ne", "abs", "sqrt", "copySign", "fusedMultiplyAdd", "multiplyAddEstimate", "floor", "ceiling", "truncate", "round", "max", "min",
        "maxNumber", "minNumber", "maxNative", "minNative", "maxMagnitude", "minMagnitude", "maxMagnitudeNumber", "minMagnitudeNumber", "scaleB", .. ExactFunctionTests.Names,
    ];

    // Not for infinity, and not for negative numbers.
    private static readonly string[] Others = ["logOnePlus", "scaledNormalTail"];

    public static TheoryData<string> ExactNames => [.. Exact];

    public static TheoryData<string> FunctionNames => [.. VectorFunctions.Names.Where(IsApproximate)];

    private static bool IsApproximate(string name) => VectorFunctions.Find(name, FunctionsUnderTest.Doubles[0], FloatMode.Fast) is { } method && !VectorFunctions.IsExact(method) && !Others.Contains(name, StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(ExactNames))]
    public void ExactFormsGiveTheBitsOfTheScalarOnes(string name)
    {
        foreach (var vectorType in FunctionsUnderTest.Doubles.Concat(FunctionsUnderTest.Singles))
        {
            var (operands, expected) = Scalar(name, vectorType.GenericTypeArguments[0]);
            var actual = FunctionsUnderTest.Find(name, vectorType, FloatMode.Strict)!(operands);
            for (var i = 0; i < expected.Length; i++)
                Assert.True(Same(expected[i], actual[i]), $"{name}({Text(operands, i)}) = {actual[i]:R}, not {expected[i]:R}, in {vectorType}.");
        }
    }

    // Where the scalar function gives zero, infinity or NaN (but by underflow, or for the last bit) so does the vector.
    [Theory]
    [MemberData(nameof(FunctionNames))]
    public void FunctionsHaveTheSpecialValuesOfTheScalarOnes(string name)
    {
        foreach (var vectorType in FunctionsUnderTest.Doubles.Concat(FunctionsUnderTest.Singles))
        {
            if (FunctionsUnderTest.Find(name, vectorType) is not { } function) continue;
            var (operands, expected) = Scalar(name, vectorType.GenericTypeArguments[0]);
            var actual = function(operands);
            for (var i = 0; i < expected.Length; i++)
            {
                var special = double.IsNaN(expected[i]) || double.IsInfinity(expected[i]) || (expected[i] == 0 && operands.All(operand => Math.Abs(operand[i]) is 0 or > 1e-10));
                var same = special ? Same(expected[i], actual[i]) : double.IsFinite(actual[i]);
                Assert.True(same, $"{name}({Text(operands, i)}) = {actual[i]:R}, not {expected[i]:R}, in {vectorType}.");
            }
        }
    }

    [Fact]
    public void The_scaled_tail_of_infinity_is_that_of_40_and_that_of_NaN_is_NaN()
    {
        double[] t = [0, -0.0, double.Epsilon, 40, 1e300, double.PositiveInfinity, double.NaN];
        foreach (var vectorType in FunctionsUnderTest.Doubles.Concat(FunctionsUnderTest.Singles))
        {
            var actual = FunctionsUnderTest.Find("scaledNormalTail", vectorType)!([t]);
            double[] expected = [0.5, 0.5, 0.5, actual[3], actual[3], actual[3], double.NaN];
            Assert.Equal(expected, actual);
            Assert.Equal(Ad.ScaledNormalTail(40.0), actual[3], 1e-8);
        }
    }

    private static string Text(double[][] operands, int i) => string.Join(", ", operands.Select(operand => operand[i].ToString("R")));

    private static bool Same(double expected, double actual) =>
        (double.IsNaN(expected) && double.IsNaN(actual)) || BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(actual);

    // All numbers, pairs or triples of them (every fifth), and what the primitive makes of them.
    private static (double[][] Operands, double[] Results) Scalar(string name, Type scalar)
    {
        var primitive = new ScalarPrimitive(name, scalar);
        IEnumerable<double[]> points = [[]];
        foreach (var type in primitive.Operands)
        {
            var numbers = type == typeof(int) ? Integers : type.IsEnum ? Modes : Numbers;
            points = points.SelectMany(point => numbers.Select(x => point.Append(x).ToArray()));
        }

        return primitive.At(primitive.Operands.Count < 3 ? points : points.Where((_, i) => i % 5 == 0));
    }
}
