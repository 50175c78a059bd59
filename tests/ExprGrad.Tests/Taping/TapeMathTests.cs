using System.Reflection;

namespace ExprGrad.Tests.Taping;

/// <summary>Each function of <see cref="TapeMath"/> against the value of its original, bitwise, and against central differences of that.</summary>
public sealed class TapeMathTests
{
    private const int Samples = 50;
    private const double RelativeTolerance = 1e-7;

    public static readonly TheoryData<UnaryCase> UnaryCases = [.. TapeMathCases.Unary];

    public static readonly TheoryData<SeveralCase> SeveralCases = [.. TapeMathCases.Several];

    [Fact]
    public void Every_function_has_a_case()
    {
        var tested = TapeMathCases.Unary.Select(unary => unary.Name).Concat(TapeMathCases.Several.Select(several => several.Name)).ToHashSet(StringComparer.Ordinal);
        var functions = typeof(TapeMath).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).Select(method => method.Name).Distinct(StringComparer.Ordinal);
        Assert.Equal([], functions.Where(function => !tested.Contains(function)).ToArray());
    }

    [Fact]
    public void Every_real_function_of_Math_is_there()
    {
        string[] notReal = [nameof(Math.BigMul), nameof(Math.DivRem)];
        var functions = typeof(Math).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(method => method.GetParameters()[0].ParameterType == typeof(double))
            .Select(method => (method.Name, method.GetParameters().Length))
            .Where(function => !notReal.Contains(function.Name, StringComparer.Ordinal));
        var taped = typeof(TapeMath).GetMethods(BindingFlags.Public | BindingFlags.Static).Select(method => (method.Name, method.GetParameters().Length)).ToHashSet();
        Assert.Equal([], functions.Where(function => !taped.Contains(function)).ToArray());
    }

    [Theory]
    [MemberData(nameof(UnaryCases))]
    public void A_function_of_one_number_has_its_original_s_value_and_slope(UnaryCase unary)
    {
        var random = new Random(1);
        for (int sample = 0; sample < Samples; sample++)
        {
            double at = unary.Low + ((unary.High - unary.Low) * random.NextDouble());
            var tape = new Tape();
            var x = tape.Variable(at);

            var y = unary.Function(x);
            tape.Sweep(y);

            Assert.Equal(unary.Original(at), y.Value);
            Assert.Equal(unary.Original(at), unary.Function(at).Value);
            Assert.True(unary.Function(at).IsConstant);
            AssertSlope(FiniteDifference.Derivative(unary.Smooth, at), tape.Adjoint(x), unary.RelativeTolerance, $"{unary.Name} at {at:R}");
        }
    }

    [Theory]
    [MemberData(nameof(SeveralCases))]
    public void A_function_of_several_numbers_has_its_original_s_value_and_gradient(SeveralCase several)
    {
        var random = new Random(1);
        for (int sample = 0; sample < Samples; sample++)
        {
            double[] at = [.. several.Box.Select(side => side.Low + ((side.High - side.Low) * random.NextDouble()))];
            double[] expected = FiniteDifference.Gradient(several.Original, at);

            // Every subset of the operands is constant in turn.
            for (int active = 0; active < 1 << at.Length; active++)
                CheckGradient(several, at, expected, active);
        }
    }

    private static void CheckGradient(SeveralCase several, double[] at, double[] expected, int active)
    {
        var tape = new Tape();
        TapeDouble[] operands = [.. at.Select((x, i) => (active >> i & 1) == 1 ? tape.Variable(x) : x)];

        var y = several.Function(operands);
        tape.Sweep(y);

        Assert.Equal(several.Original(at), y.Value);
        Assert.True(active != 0 || y.IsConstant);
        for (int i = 0; i < at.Length; i++)
        {
            if (!operands[i].IsConstant)
                AssertSlope(expected[i], tape.Adjoint(operands[i]), RelativeTolerance, $"{several.Name}, operand {i} at ({string.Join(", ", at)})");
        }
    }

    private static void AssertSlope(double expected, double actual, double tolerance, string where) =>
        Assert.True(Math.Abs(expected - actual) <= tolerance * Math.Max(1, Math.Abs(expected)), $"{where}: {actual:R}, by differences {expected:R}");
}
