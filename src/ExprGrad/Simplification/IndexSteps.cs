using ExprGrad.Ir;

namespace ExprGrad.Simplification;

/// <summary>How far an index goes from one iteration of a loop to the next, the indices of all other loops the same.</summary>
internal static class IndexSteps
{
    /// <summary>The constant step, in wrapping arithmetic; null if it is none.</summary>
    public static int? Along(Axis axis, Node index)
    {
        var steps = new Dictionary<Node, int?>();
        var pending = new Stack<Node>([index]);
        while (pending.TryPeek(out var node))
        {
            var waiting = pending.Count;
            if (!steps.ContainsKey(node))
            {
                foreach (var part in PartsOf(node).Where(part => part.Axes.Contains(axis) && !steps.ContainsKey(part))) pending.Push(part);
            }

            if (pending.Count > waiting) continue;
            pending.Pop();
            if (!steps.ContainsKey(node)) steps.Add(node, Find(node));
        }

        return steps[index];

        int? Of(Node node) => node.Axes.Contains(axis) ? steps[node] : 0;

        int? Find(Node node) => node switch
        {
            _ when !node.Axes.Contains(axis) => 0,
            IndexOf own => own.Axis == axis ? 1 : 0,
            In entered => Of(entered.Value),
            Apply { Primitive: var primitive, Operands: [var a, ..] } when primitive == Primitives.CheckedIf => Of(a),
            Apply { Primitive: var primitive, Operands: [var a, var b] } when primitive == Primitives.Add => unchecked(Of(a) + Of(b)),
            Apply { Primitive: var primitive, Operands: [var a, var b] } when primitive == Primitives.Subtract => unchecked(Of(a) - Of(b)),
            Apply { Primitive: var primitive, Operands: [Constant { Value: int factor }, var b] } when primitive == Primitives.Multiply => unchecked(factor * Of(b)),
            Apply { Primitive: var primitive, Operands: [var a, Constant { Value: int factor }] } when primitive == Primitives.Multiply => unchecked(Of(a) * factor),
            Apply or Load => node.Operands.All(operand => Of(operand) == 0) ? 0 : null,
            _ => null,
        };
    }

    private static IEnumerable<Node> PartsOf(Node node) => node is Apply or Load or In ? node.Operands : [];
}
