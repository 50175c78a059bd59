using ExprGrad.Runtime.Vectors;
using ExprGrad.Scheduling.Vectors;
using Xunit;

namespace ExprGrad.Tests.Runtime.Vectors;

/// <summary>Functions of vectors that give the bits of the scalar ones, at random numbers and at those next to where they step.</summary>
public sealed class ExactFunctionTests
{
    private const int Points = 20_000;

    /// <summary>The functions.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. VectorFunctions.Names.Where(name => VectorFunctions.Find(name, FunctionsUnderTest.Doubles[0], FloatMode.Strict) is { } method && VectorFunctions.IsFunction(method))];

    public static TheoryData<string> Functions => [.. Names];

    [Theory]
    [MemberData(nameof(Functions))]
    public void Each_lane_has_the_bits_of_the_scalar_function(string name)
    {
        foreach (var vectorType in FunctionsUnderTest.Doubles.Concat(FunctionsUnderTest.Singles))
        {
            var scalar = vectorType.GenericTypeArguments[0];
            var primitive = new ScalarPrimitive(name, scalar);
            var (operands, expected) = primitive.At(RandomPoints(primitive.Operands, new Random(1), scalar == typeof(double)));
            var actual = FunctionsUnderTest.Find(name, vectorType, FloatMode.Strict)!(operands);
            Assert.True(expected.Length > Points / 4);
            for (var i = 0; i < expected.Length; i++)
            {
                Assert.True(
                    Bits(expected[i]) == Bits(actual[i]), $"{name}({string.Join(", ", operands.Select(operand => operand[i].ToString("R")))}) = {actual[i]:R}, not {expected[i]:R}, in {vectorType}.");
            }
        }
    }

    // What has another form in fast mode is computed one by one in the strict one.
    [Fact]
    public void Functions_that_are_computed_one_by_one_cost_as_much() => Assert.All(
        Names, name => Assert.Equal(VectorFunctions.Find(name, FunctionsUnderTest.Doubles[0], FloatMode.Fast)!.DeclaringType!.Name != "Exact`3", SingleLanes.Has(name, isExact: true) && !SingleLanes.Has(name, isExact: false)));

    // The sign of NaN is nobody's.
    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value);

    private static IEnumerable<double[]> RandomPoints(IReadOnlyList<Type> operands, Random random, bool isDouble)
    {
        // Of any exponent, or of an ordinary one.
        double Real(int i)
        {
            var sign = random.Next(2) == 0 ? 1 : -1;
            return sign * Math.ScaleB(1 + random.NextDouble(), i % 4 == 0 ? random.Next(isDouble ? -1074 : -149, isDouble ? 1023 : 127) : random.Next(-6, 6));
        }

        double Next(double x) => random.Next(4) switch
        {
            0 => isDouble ? Math.BitIncrement(x) : MathF.BitIncrement((float)x),
            1 => isDouble ? Math.BitDecrement(x) : MathF.BitDecrement((float)x),
            _ => x,
        };

        for (var i = 0; i < Points; i++)
        {
            var point = new double[operands.Count];
            for (var k = 0; k < point.Length; k++)
                point[k] = operands[k] == typeof(int) ? random.Next(-2, i % 3 == 0 ? 1100 : 12) * (i % 5 == 0 ? -1 : 1) : operands[k].IsEnum ? random.Next(5) : Real(i);

            // Multiples of a number, and the middles between them: of the other one, or of a power of ten.
            var unit = operands.Count > 1 && operands[0] == operands[1] ? point[1] : Math.Pow(10, -random.Next(6));
            if (i % 2 == 0) point[0] = Next(isDouble ? random.Next(-2000, 2000) * 0.5 * unit : (float)(random.Next(-2000, 2000) * 0.5) * (float)unit);
            if (i % 6 == 1 && point.Length > 1) point[0] = Next(random.NextInt64(1L << random.Next(1, 62)) * unit);
            yield return point;
        }
    }
}
