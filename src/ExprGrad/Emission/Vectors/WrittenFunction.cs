using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Emission.Vectors;

/// <summary>An elementary function of vectors, written down as assignments in the order in which they are computed.</summary>
/// <remarks>It is the method that computes the function, run on vectors that note what is done with them.</remarks>
internal sealed class WrittenFunction
{
    private static readonly ConcurrentDictionary<MethodInfo, WrittenFunction> All = [];

    private readonly ParameterExpression[] _parameters;
    private readonly ParameterExpression[] _variables;
    private readonly Expression[] _code;

    private WrittenFunction(MethodInfo method)
    {
        _parameters = [.. method.GetParameters().Select(parameter => Expression.Variable(parameter.ParameterType, parameter.Name))];
        var code = new List<BinaryExpression>();
        var result = (TracedVector)Traced(method).Invoke(null, [.. _parameters.Select(parameter => (object)new TracedVector(parameter, code))])!;
        _variables = [.. _parameters, .. code.Select(assignment => (ParameterExpression)assignment.Left)];
        _code = [.. code, result.Value];
    }

    /// <summary>The function that the method computes.</summary>
    public static WrittenFunction Of(MethodInfo method) => All.GetOrAdd(method, static method => new WrittenFunction(method));

    /// <summary>Its value.</summary>
    public BlockExpression On(IEnumerable<Expression> operands) => Expression.Block(_variables, [.. _parameters.Zip(operands, Expression.Assign), .. _code]);

    // The same method on vectors that are written down.
    private static MethodInfo Traced(MethodInfo method)
    {
        static Type Operations(Type vector) => typeof(TracedOperations<,>).MakeGenericType(vector, vector.GenericTypeArguments[0]);
        var (type, vector) = (method.DeclaringType!.GetGenericTypeDefinition(), method.ReturnType);
        if (type == typeof(Exact<,,>)) return type.MakeGenericType(typeof(TracedVector), vector.GenericTypeArguments[0], Operations(vector)).GetMethod(method.Name)!;
        if (type == typeof(Elementary<,>)) return type.MakeGenericType(typeof(TracedVector), Operations(vector)).GetMethod(method.Name)!;
        var wide = method.DeclaringType.GenericTypeArguments[2];
        return type.MakeGenericType(typeof(TracedVector), Operations(vector), typeof(TracedVector), typeof(TracedWidening<,>).MakeGenericType(vector, wide), Operations(wide)).GetMethod(method.Name)!;
    }
}
