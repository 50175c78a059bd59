using Xunit;

namespace ExprGrad.Tests.Runtime.Vectors;

/// <summary>Vector functions against their true values.</summary>
public sealed class AccuracyTests
{
    private const double Bound = 2;

    public static TheoryData<string> UnaryNames => [.. AccuracyCases.Unary.Keys];

    [Theory]
    [MemberData(nameof(UnaryNames))]
    public void FunctionsOfOneNumberAreWithinTwoUnitsInTheLastPlace(string primitive)
    {
        var function = AccuracyCases.Unary[primitive];
        var samples = AccuracyCases.Samples(function, 4000, seed: 1);
        var exact = Array.ConvertAll(samples, x => function.Exact(x));
        foreach (var vectorType in FunctionsUnderTest.Doubles)
        {
            var actual = FunctionsUnderTest.Find(primitive, vectorType)!([samples]);
            var worst = Enumerable.Range(0, samples.Length).MaxBy(i => exact[i].UlpsTo(actual[i]));
            var error = exact[worst].UlpsTo(actual[worst]);
            Assert.True(error <= Bound, $"{primitive}({samples[worst]:R}) = {actual[worst]:R} is {error:F2} ulp off, in {vectorType}.");
        }
    }

    public static TheoryData<string> BinaryNames => [.. AccuracyCases.Binary.Keys];

    [Theory]
    [MemberData(nameof(BinaryNames))]
    public void FunctionsOfTwoNumbersAreWithinTwoUnitsInTheLastPlace(string primitive)
    {
        var (a, b) = AccuracyCases.Pairs(primitive, 4000, seed: 1);
        var exact = a.Zip(b, (x, y) => AccuracyCases.Binary[primitive](x, y)).ToArray();
        foreach (var vectorType in FunctionsUnderTest.Doubles)
        {
            var actual = FunctionsUnderTest.Find(primitive, vectorType)!([a, b]);
            var worst = Enumerable.Range(0, a.Length).MaxBy(i => exact[i].UlpsTo(actual[i]));
            var error = exact[worst].UlpsTo(actual[worst]);
            Assert.True(error <= Bound, $"{primitive}({a[worst]:R}, {b[worst]:R}) = {actual[worst]:R} is {error:F2} ulp off, in {vectorType}.");
        }
    }
}
