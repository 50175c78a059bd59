using Xunit;

namespace ExprGrad.Tests.Runtime.Vectors;

/// <summary>Vector functions against their true values.</summary>
public sealed class AccuracyTests
{
    private const double Bound = 2;

    public static TheoryData<string> UnaryNames => [.. AccuracyCases.Unary.Keys];

    public static TheoryData<string> BinaryNames => [.. AccuracyCases.Binary.Keys];

    [Theory]
    [MemberData(nameof(UnaryNames))]
    public void FunctionsOfOneNumberAreWithinTwoUnitsInTheLastPlace(string primitive)
    {
        var function = AccuracyCases.Unary[primitive];
        var samples = AccuracyCases.Samples(function, 2000, seed: 1);
        Check(primitive, [samples], point => function.Exact(point[0]), FunctionsUnderTest.Doubles, 53, -1074);
        double[] singles = [.. samples.Select(x => (double)(float)x).Where(x => double.IsFinite(x) && (function.Domain?.Invoke(x) ?? true))];
        Check(primitive, [singles], point => function.InSingle(point[0]), FunctionsUnderTest.Singles, 24, -149);
    }

    // Where erfc becomes smaller than the normal numbers, of doubles and of floats.
    [Fact]
    public void The_last_of_a_tail_is_within_two_units_too()
    {
        var random = new Random(1);
        double[] doubles = [.. Enumerable.Range(0, 1000).Select(_ => 26 + (1.5 * random.NextDouble()))];
        double[] singles = [.. Enumerable.Range(0, 1000).Select(_ => (double)(float)(9 + (1.5 * random.NextDouble())))];
        Check("erfc", [doubles], point => PreciseMath.Erfc(point[0]), FunctionsUnderTest.Doubles, 53, -1074);
        Check("erfc", [singles], point => PreciseMath.Erfc(point[0]), FunctionsUnderTest.Singles, 24, -149);
    }

    [Theory]
    [MemberData(nameof(BinaryNames))]
    public void FunctionsOfTwoNumbersAreWithinTwoUnitsInTheLastPlace(string primitive)
    {
        var function = AccuracyCases.Binary[primitive];
        var (a, b) = AccuracyCases.Pairs(primitive, 2000, seed: 1);
        Check(primitive, [a, b], point => function(point[0], point[1]), FunctionsUnderTest.Doubles, 53, -1074);
        var singles = a.Zip(b, (x, y) => (A: (double)(float)x, B: (double)(float)y)).Where(pair => IsUsable(pair.A) && IsUsable(pair.B)).ToArray();
        double[][] operands = [[.. singles.Select(pair => pair.A)], [.. singles.Select(pair => pair.B)]];
        Check(primitive, operands, point => function(point[0], point[1]), FunctionsUnderTest.Singles, 24, -149);

        static bool IsUsable(double x) => double.IsFinite(x) && x != 0;
    }

    private static void Check(string primitive, double[][] operands, Func<double[], Precise> function, Type[] vectorTypes, int digits, int least)
    {
        var points = Enumerable.Range(0, operands[0].Length).Select(i => Array.ConvertAll(operands, operand => operand[i])).ToArray();
        var exact = Array.ConvertAll(points, point => function(point));
        foreach (var vectorType in vectorTypes)
        {
            var actual = FunctionsUnderTest.Find(primitive, vectorType)!(operands);
            var worst = Enumerable.Range(0, points.Length).MaxBy(i => exact[i].UlpsTo(actual[i], digits, least));
            var error = exact[worst].UlpsTo(actual[worst], digits, least);
            Assert.True(error <= Bound, $"{primitive}({string.Join(", ", points[worst])}) = {actual[worst]:R} is {error:F2} ulp off, in {vectorType}.");
        }
    }
}
