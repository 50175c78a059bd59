using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties;

/// <summary>What the gradient of a lambda is of, by its parameters alone.</summary>
internal static class Request
{
    /// <summary>
    /// The number of leading parameters that are differentiated: all, if they are scalars of one real type; else the first.
    /// </summary>
    public static int ActiveCount(LambdaExpression lambda)
    {
        var type = lambda.Parameters[0].Type;
        return (type == typeof(double) || type == typeof(float)) && lambda.Parameters.All(p => p.Type == type)
            ? lambda.Parameters.Count
            : 1;
    }
}
