using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.Intrinsics;
using ExprGrad.Diagnostics;
using ExprGrad.Emission.Vectors;
using ExprGrad.Runtime.Vectors;
using ExprGrad.Tests.Compilation;
using ExprGrad.Tests.Runtime.Vectors;

namespace ExprGrad.Tests.Emission;

/// <summary>Elementary functions of vectors as expressions, beside the methods that they are written down from.</summary>
public sealed class WrittenFunctionTests
{
    private static readonly double[] Numbers =
    [
        0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1, -1, 0.3, -0.7, 1.5, -2.5, 7, -8, 21, 100, -110, 700, -740, 1e5, 3e9, -1e12, 1e300, 1e-9, -1e-300, double.Epsilon, 1e-40,
    ];

    public static TheoryData<string> Functions =>
        [.. VectorFunctions.Names.Where(name => VectorFunctions.Find(name, typeof(Vector512<double>), FloatMode.Fast) is { } method && VectorFunctions.IsFunction(method))];

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_written_function_gives_the_bits_of_the_method(string name)
    {
        foreach (var mode in Enum.GetValues<FloatMode>())
        {
            foreach (var vectorType in FunctionsUnderTest.Doubles.Concat(FunctionsUnderTest.Singles))
            {
                if (VectorFunctions.Find(name, vectorType, mode) is not { } method) continue;
                var operands = Operands(method.GetParameters().Length);
                var expected = FunctionsUnderTest.Find(name, vectorType, mode)!(operands);
                var actual = FunctionsUnderTest.OnArrays(vectorType, type => Written(method, type), method.GetParameters().Length)(operands);
                Assert.Equal(expected.Select(Bits), actual.Select(Bits));
            }
        }
    }

    [Theory]
    [MemberData(nameof(CompilersUnderTest.All), MemberType = typeof(CompilersUnderTest))]
    public void Functions_are_compiled_as_they_are_written_down_and_shown_as_calls(IDelegateCompiler compiler)
    {
        var x = Expression.Parameter(typeof(Vector256<double>), "x");
        Expression Of(string primitive, Expression operand) => new ElementaryCall(Expression.Call(VectorFunctions.Find(primitive, x.Type, FloatMode.Fast)!, operand));
        var both = Expression.Add(Of("exp", Of("exp", x)), Of("tanh", Of("log", x)));
        Assert.Equal(
            "Elementary<Vector256<double>, Lanes256<double>>.Exp(Elementary<Vector256<double>, Lanes256<double>>.Exp(x)) + Elementary<Vector256<double>, Lanes256<double>>.Tanh(Elementary<Vector256<double>, Lanes256<double>>.Log(x))",
            CSharpWriter.Write(both, int.MaxValue));
        var calls = new CallList();
        calls.Visit(both);
        Assert.DoesNotContain(calls.Methods, VectorFunctions.IsFunction);

        Vector256<double> Direct(Vector256<double> y) => Elementary<Vector256<double>, Lanes256<double>>.Exp(Elementary<Vector256<double>, Lanes256<double>>.Exp(y))
            + Elementary<Vector256<double>, Lanes256<double>>.Tanh(Elementary<Vector256<double>, Lanes256<double>>.Log(y));
        var y = Vector256.Create(0.5, 1, 1.5, 2);
        Assert.Equal(Direct(y), ((Func<Vector256<double>, Vector256<double>>)compiler.Compile(Expression.Lambda<Func<Vector256<double>, Vector256<double>>>(both, x)))(y));
    }

    // The sign of NaN is nobody's.
    private static long Bits(double value) => BitConverter.DoubleToInt64Bits(double.IsNaN(value) ? double.NaN : value);

    private static Delegate Written(MethodInfo method, Type type)
    {
        var parameters = method.GetParameters().Select(parameter => Expression.Parameter(parameter.ParameterType)).ToArray();
        return Expression.Lambda(type, WrittenFunction.Of(method).On(parameters), parameters).Compile();
    }

    // All pairs, for functions of two numbers, and all triples.
    private static double[][] Operands(int arity)
    {
        IEnumerable<double[]> points = [[]];
        for (var i = 0; i < arity; i++) points = points.SelectMany(_ => Numbers, (point, number) => (double[])[.. point, number]);
        return [.. Enumerable.Range(0, arity).Select(i => points.Select(point => point[i]).ToArray())];
    }

    // What a visitor meets is what a node reduces to.
    private sealed class CallList : ExpressionVisitor
    {
        public List<MethodInfo> Methods { get; } = [];

        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            Methods.Add(node.Method);
            return base.VisitMethodCall(node);
        }
    }
}
