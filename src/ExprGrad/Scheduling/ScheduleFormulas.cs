using System.Linq.Expressions;
using ExprGrad.Diagnostics;
using ExprGrad.Ir;
using ExprGrad.Ir.Families;

namespace ExprGrad.Scheduling;

/// <summary>
/// The nodes of a schedule as formulas of C#: a placed node is its name, with the indices of its buffer if it has one; a floating one is the formula that
/// is computed where it is used. Variables of these expressions are texts.
/// </summary>
internal sealed class ScheduleFormulas(Schedule schedule, GraphNames names)
{
    private readonly Dictionary<Node, Expression> _known = [];

    /// <summary>The node as it is used.</summary>
    public string Use(Node node) => CSharpWriter.WriteFormula(Expressed(node));

    /// <summary>What a placed node is computed from.</summary>
    public string Definition(Node node) => CSharpWriter.WriteFormula(Made(node));

    /// <summary>The place of a node: <c>%3</c>, or <c>%3[i0, i1]</c> in a buffer.</summary>
    /// <param name="node">A placed node.</param>
    /// <param name="index">The text of the index along an axis of the buffer.</param>
    public string Place(Node node, Func<Axis, string> index)
    {
        var axes = schedule.Placements[node].Layout?.Axes ?? [];
        // A state has one place: during the loop, and after it.
        if (axes.Count == 0 && node is Final final) node = final.Carry;
        return axes.Count == 0 ? names.Of(node) : $"{names.Of(node)}[{string.Join(", ", axes.Select(index))}]";
    }

    public string Place(Node node) => Place(node, names.Of);

    private bool IsPlaced(Node node) => schedule.Placements.ContainsKey(node);

    // Without recursion, though what floats is cheap and nests accordingly: branches entered in branches cost nothing.
    private Expression Expressed(Node root)
    {
        var pending = new Stack<Node>([root]);
        while (pending.TryPeek(out var node))
        {
            var waiting = pending.Count;
            if (!_known.ContainsKey(node) && !IsPlaced(node))
            {
                foreach (var part in schedule.PartsOf(node).Where(part => !_known.ContainsKey(part))) pending.Push(part);
            }

            if (pending.Count > waiting) continue;
            pending.Pop();
            if (!_known.ContainsKey(node)) _known.Add(node, IsPlaced(node) ? Text(node.Type, Place(node)) : Made(node));
        }

        return _known[root];
    }

    private Expression Made(Node node)
    {
        if (schedule.Program.Expansions.TryGetValue(node, out var expansion)) return Expressed(expansion);
        Expression[] operands = [.. schedule.PartsOf(node).Select(Expressed)];
        return node switch
        {
            Constant constant => Expression.Constant(constant.Value, constant.Type),
            Parameter parameter => Text(parameter.Type, names.Of(parameter.Slot)),
            IndexOf index => Text(typeof(int), names.Of(index.Axis)),
            In => operands[0],
            Apply when Load.RunsOf(node) is not null => operands[0],
            Apply apply => apply.Primitive.Emit(operands),
            Load => Expression.ArrayIndex(operands[0], operands[1..]),
            Length { Dimension: 0 } when operands[0].Type.GetArrayRank() == 1 => Expression.ArrayLength(operands[0]),
            Length length => Expression.Call(operands[0], nameof(Array.GetLength), null, Expression.Constant(length.Dimension)),
            RangeChecked => Expression.Call(typeof(CheckFunctions), nameof(CheckFunctions.CheckRow), [operands[0].Type.GetElementType()!], operands),
            Member member => Expression.MakeMemberAccess(operands[0], member.Info),
            At at => Text(at.Type, ReadAt(at)),
            Call call => call.Of(operands),
            _ => throw new InvalidOperationException($"{node.GetType().Name} has no formula."),
        };
    }

    private string ReadAt(At at)
    {
        return Place(schedule.SourceOf(at), axis => Array.IndexOf(at.Replaced, axis) is var i and >= 0 ? Use(at.Indices[i]) : names.Of(axis));
    }

    private static ParameterExpression Text(Type type, string text) => Expression.Parameter(type, text);
}
