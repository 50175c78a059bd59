using System.Linq.Expressions;
using ExprGrad.Runtime;
using ExprGrad.Runtime.Threading;
using ExprGrad.Scheduling;

namespace ExprGrad.Emission.Splitting;

/// <summary>
/// Spans of buffers that each method takes from the workspace again. No field can hold a span: methods get those of others as arguments, sixteen bytes of the stack each, and with thousands of
/// them a few calls in each other need more than threads have. Where there are many, those are taken again that alone have their place in the workspace.
/// </summary>
internal static class SpansAgain
{
    private static readonly Dictionary<string, string> s_again = new(StringComparer.Ordinal)
    {
        [nameof(Workspace.Span)] = nameof(Workspace.Again),
        [nameof(Workspace.Grow)] = nameof(Workspace.Again),
        [nameof(Workspace.Objects)] = nameof(Workspace.ObjectsAgain),
        [nameof(Workspace.GrowObjects)] = nameof(Workspace.ObjectsAgain),
        [nameof(BlockCall.Buffer)] = nameof(BlockCall.BufferAgain),
        [nameof(BlockCall.ObjectBuffer)] = nameof(BlockCall.ObjectBufferAgain),
    };

    /// <summary>Gives such variables their places.</summary>
    public static void Find(Code code)
    {
        var spans = code.Locals.Count(local => local.Variable.Type.IsByRefLike);
        if (spans <= Lifetimes.MostSharing) return;
        var locals = code.Locals.ToDictionary(local => local.Variable);
        var writes = new int[code.Locals.Count];
        for (var i = 0; i < code.Touches.Count; i++)
        {
            if (code.Touches[i] is (TouchKind.Write or TouchKind.Assign, var id)) writes[id]++;
        }

        var taken = code.Lists.SelectMany(list => list.Statements).Select(statement => Taken(statement.Expression)).OfType<TakenSpan>();
        foreach (var place in taken.GroupBy(span => (span.Owner, span.Slot)))
        {
            var first = place.First();
            if (place.Any(span => span.Variable != first.Variable) || writes[locals[first.Variable].Id] != place.Count()) continue;
            var local = locals[first.Variable];
            local.Page = locals[first.Owner];
            local.Place = Expression.Call(first.Owner, first.Again, local.Variable.Type.GetGenericArguments(), Expression.Constant(first.Slot));
            local.IsTakenAgain = true;
        }
    }

    private static TakenSpan? Taken(Expression statement) =>
        statement is BinaryExpression { NodeType: ExpressionType.Assign, Left: ParameterExpression { Type.IsByRefLike: true } variable, Right: MethodCallExpression { Object: ParameterExpression owner, Method.Name: var name, Arguments: [ConstantExpression { Value: int slot }, ..] } }
        && (owner.Type == typeof(Workspace) || owner.Type == typeof(BlockCall)) && s_again.TryGetValue(name, out var again)
            ? new TakenSpan(variable, owner, slot, again)
            : null;

    /// <summary>A statement that gives a variable a span.</summary>
    /// <param name="Variable">The variable.</param>
    /// <param name="Owner">Whose method gives the span.</param>
    /// <param name="Slot">Which buffer it is.</param>
    /// <param name="Again">The method that gives it again.</param>
    private sealed record TakenSpan(ParameterExpression Variable, ParameterExpression Owner, int Slot, string Again);
}
