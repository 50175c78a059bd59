using System.Linq.Expressions;
using ExprGrad.Runtime.Vectors;
using ExprGrad.Tests.Ir;
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

    private static readonly string[] Exact =
    [
        "add", "sub", "mul", "div", "neg", "lt", "le", "gt", "ge", "eq", "ne", "abs", "sqrt", "copySign", "fusedMultiplyAdd", "floor", "ceiling", "truncate", "round", "max", "min",
        "maxNumber", "minNumber", "maxMagnitude", "minMagnitude", "maxMagnitudeNumber", "minMagnitudeNumber",
    ];

    // Masks have tests of their own; logOnePlus is not for infinity.
    private static readonly string[] Others = ["select", "and", "or", "xor", "not", "logOnePlus"];

    public static TheoryData<string> ExactNames => [.. Exact];

    public static TheoryData<string> FunctionNames => [.. VectorFunctions.Names.Except(Exact, StringComparer.Ordinal).Except(Others, StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(ExactNames))]
    public void PlainOperationsGiveTheBitsOfTheScalarOnes(string name)
    {
        foreach (var vectorType in FunctionsUnderTest.Doubles.Concat(FunctionsUnderTest.Singles))
        {
            var (operands, expected) = Scalar(name, vectorType.GenericTypeArguments[0]);
            var actual = FunctionsUnderTest.Find(name, vectorType)!(operands);
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

    private static string Text(double[][] operands, int i) => string.Join(", ", operands.Select(operand => operand[i].ToString("R")));

    // Masks come as all bits set, which is NaN, or none.
    private static bool Same(double expected, double actual) =>
        (double.IsNaN(expected) && double.IsNaN(actual)) || BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(actual);

    // All numbers, pairs or triples of them (every fifth), and what the primitive makes of them.
    private static (double[][] Operands, double[] Results) Scalar(string name, Type scalar)
    {
        var primitive = PrimitiveNamed.Get(name);
        ParameterExpression[] parameters = [.. Enumerable.Range(0, primitive.Arity).Select(_ => Expression.Parameter(typeof(double)))];
        var body = primitive.Emit([.. parameters.Select(parameter => Expression.Convert(parameter, scalar))]);
        Expression real = body.Type == typeof(bool)
            ? Expression.Condition(body, Expression.Constant(double.NaN), Expression.Constant(0.0))
            : Expression.Convert(body, typeof(double));
        var run = Expression.Lambda(real, parameters).Compile();
        var points = Numbers.Select(x => new[] { x });
        for (var i = 1; i < primitive.Arity; i++) points = points.SelectMany(point => Numbers.Select(x => point.Append(x).ToArray()));
        var chosen = (primitive.Arity < 3 ? points : points.Where((_, i) => i % 5 == 0)).ToArray();
        double[][] operands = [.. Enumerable.Range(0, primitive.Arity).Select(k => chosen.Select(point => (double)Narrowed(point[k], scalar)).ToArray())];
        var results = chosen.Select(point => run.DynamicInvoke([.. point.Cast<object>()])).Cast<double>().ToArray();
        return (operands, results);
    }

    private static double Narrowed(double x, Type scalar) => scalar == typeof(float) ? (float)x : x;
}
