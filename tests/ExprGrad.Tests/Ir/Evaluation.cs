using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.ExceptionServices;
using ExprGrad.Ir;

namespace ExprGrad.Tests.Ir;

/// <summary>Runs primitives and formulas by compiling what they emit.</summary>
internal static class Evaluation
{
    private static readonly ConcurrentDictionary<LambdaExpression, Delegate> Compiled = [];
    private static readonly ConcurrentDictionary<(Primitive Primitive, string Types), LambdaExpression> Emitted = [];

    public static object Run(Primitive primitive, params object[] operands) => Run(Emit(primitive, operands), operands);

    public static double RunReal(Primitive primitive, params object[] operands) => ToDouble(Run(primitive, operands));

    /// <summary>A derivative rule or an expansion, with operands and what else it takes.</summary>
    public static object Run(LambdaExpression lambda, params object[] arguments)
    {
        try
        {
            return Compiled.GetOrAdd(lambda, key => key.Compile()).DynamicInvoke(arguments)!;
        }
        catch (TargetInvocationException exception) when (exception.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Throw(inner);
            throw;
        }
    }

    /// <summary>The partial derivative with respect to an operand; a selective rule passes or drops the cotangent.</summary>
    public static double Partial(Primitive primitive, int operand, object[] operands, double cotangent = 1)
    {
        if (primitive.Class == DerivativeClass.ZeroDerivative) return 0;
        var real = RealType(operands);
        var result = Run(primitive, operands);
        object[] arguments = [.. operands, result];
        if (primitive.Class == DerivativeClass.Selective) arguments = [.. arguments, Real(cotangent, real)];
        return ToDouble(Run(primitive.Rules[operand]!.For(real), arguments));
    }

    public static double ToDouble(object value) => Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);

    public static object Real(double value, Type type) => type == typeof(float) ? (object)(float)value : value;

    public static object[] InFloat(params object[] operands) =>
        Array.ConvertAll(operands, operand => operand is double value ? (object)(float)value : operand);

    public static object[] InDouble(params object[] operands) =>
        Array.ConvertAll(operands, operand => operand is float value ? (object)(double)value : operand);

    public static Type RealType(object[] operands) => Array.Exists(operands, operand => operand is float) ? typeof(float) : typeof(double);

    /// <summary>Equal to the last bit, but for what a NaN carries.</summary>
    public static bool SameBits(object a, object b) => (a, b) switch
    {
        (double x, double y) => double.IsNaN(x) ? double.IsNaN(y) : BitConverter.DoubleToInt64Bits(x) == BitConverter.DoubleToInt64Bits(y),
        (float x, float y) => float.IsNaN(x) ? float.IsNaN(y) : BitConverter.SingleToInt32Bits(x) == BitConverter.SingleToInt32Bits(y),
        _ => a.Equals(b),
    };

    private static LambdaExpression Emit(Primitive primitive, object[] operands) =>
        Emitted.GetOrAdd((primitive, string.Join(',', operands.Select(operand => TypeOf(operand).Name))), key =>
        {
            ParameterExpression[] parameters = [.. operands.Select(operand => Expression.Parameter(TypeOf(operand)))];
            return Expression.Lambda(key.Primitive.Emit(parameters), parameters);
        });

    private static Type TypeOf(object? operand) => operand?.GetType() ?? typeof(object);
}
