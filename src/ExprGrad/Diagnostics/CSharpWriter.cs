using System.Linq.Expressions;
using ExprGrad.Diagnostics.CSharp;

namespace ExprGrad.Diagnostics;

/// <summary>Writes expression trees as C#. No tree is too deep for it: nothing here recurses over nodes.</summary>
internal static class CSharpWriter
{
    /// <summary>
    /// Writes <paramref name="expression"/> on one line, cut with … so that it has at most <paramref name="maxLength"/> characters.
    /// Takes time in proportion to the text that is written, however large the tree.
    /// </summary>
    internal static string Write(Expression expression, int maxLength = int.MaxValue) =>
        new Printer(maxLength, StatementLayout.None, new LocalNames()).Print(p => p.Root(expression));

    /// <summary>Writes an expression whose variables are texts that stand as they are: <c>%3 * w[i0]</c>.</summary>
    internal static string WriteFormula(Expression expression) =>
        new Printer(int.MaxValue, StatementLayout.None, new LocalNames { AreTexts = true }).Print(p => p.Root(expression));

    /// <summary>Writes a lambda, of statements perhaps, as indented C#.</summary>
    /// <param name="lambda">The lambda.</param>
    /// <param name="rename">Gives variables other names by those that they have.</param>
    internal static string WriteLambda(LambdaExpression lambda, Func<string, string>? rename = null) =>
        new Printer(int.MaxValue, StatementLayout.Of(lambda), new LocalNames { Rename = rename }).Print(p => p.Root(lambda));

    /// <summary>The lambda's signature: <c>(double[] w, double y) => double</c>.</summary>
    internal static string Signature(LambdaExpression lambda)
    {
        var parameters = lambda.Parameters.Select(p => $"{CSharpNames.Of(p)} {p.Name}".TrimEnd());
        return $"({string.Join(", ", parameters)}) => {CSharpNames.Of(lambda.ReturnType)}";
    }

    /// <summary>The delegate's signature: <c>double Loss(ReadOnlySpan&lt;double&gt; w, out double dy)</c>.</summary>
    internal static string Signature(Type delegateType)
    {
        var invoke = delegateType.GetMethod("Invoke") ?? throw new ArgumentException("A delegate type is needed.", nameof(delegateType));
        var parameters = invoke.GetParameters().Select(p => p switch
        {
            { ParameterType.IsByRef: false } => $"{CSharpNames.Of(p.ParameterType)} {p.Name}",
            _ => $"{(p.IsOut ? "out" : p.IsIn ? "in" : "ref")} {CSharpNames.Of(p.ParameterType.GetElementType()!)} {p.Name}",
        });
        return $"{CSharpNames.Of(invoke.ReturnType)} {CSharpNames.Of(delegateType)}({string.Join(", ", parameters)})";
    }
}
