using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ExprGrad.Benchmarks.GradBench;

/// <summary>The lambdas in static fields that another one is composed of.</summary>
internal static class ComposedLambdas
{
    /// <summary>Makes all of them: a class runs what its static fields begin with no earlier than when one is read.</summary>
    public static void Make(LambdaExpression lambda)
    {
        var (pending, seen) = (new Stack<LambdaExpression>([lambda]), new HashSet<LambdaExpression>());
        while (pending.TryPop(out var next))
        {
            if (seen.Add(next)) new Fields(pending).Visit(next);
        }
    }

    private sealed class Fields(Stack<LambdaExpression> found) : ExpressionVisitor
    {
        protected override Expression VisitMember(MemberExpression node)
        {
            if (node is { Expression: null, Member: FieldInfo { IsStatic: true } field })
            {
                RuntimeHelpers.RunClassConstructor(field.DeclaringType!.TypeHandle);
                if (field.GetValue(null) is LambdaExpression lambda) found.Push(lambda);
            }

            return base.VisitMember(node);
        }
    }
}
