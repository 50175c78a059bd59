using ExprGrad.Ir;

namespace ExprGrad.Simplification;

/// <summary>Indices as polynomials of loop indices and of integers that are not looked into.</summary>
internal sealed class IndexForms(Graph graph)
{
    private readonly Dictionary<Node, Polynomial> _forms = [];

    /// <summary>The polynomial, of the same value modulo 2^32 where no check in the index fails.</summary>
    public Polynomial Of(Node index)
    {
        var pending = new Stack<Node>([index]);
        while (pending.TryPeek(out var node))
        {
            var waiting = pending.Count;
            if (!_forms.ContainsKey(node))
            {
                foreach (var part in PartsOf(node).Where(part => !_forms.ContainsKey(part))) pending.Push(part);
            }

            if (pending.Count > waiting) continue;
            pending.Pop();
            if (!_forms.ContainsKey(node)) _forms.Add(node, Find(node) ?? Integer(node));
        }

        return _forms[index];
    }

    /// <summary>How far the index goes from one iteration of a loop to the next, the indices of all other loops the same; null if that differs between iterations, or can't be told.</summary>
    public Polynomial? Stride(Polynomial form, Axis loop)
    {
        var own = NumberOf(loop);
        return form.Linear(own) is var (stride, start) && !start.Integers.Concat(stride.Integers).Any(number => NodeOf(number) is not IndexOf && NodeOf(number).Axes.Contains(loop)) ? stride : null;
    }

    /// <summary>The index in the first iteration of the loops.</summary>
    public Polynomial Start(Polynomial form, AxisSet loops)
    {
        var indices = loops.Select(NumberOf).ToHashSet();
        return form.With(number => indices.Contains(number) ? Polynomial.Constant(0) : Polynomial.Integer(number))!;
    }

    private static Node[] PartsOf(Node node) =>
        Load.Unchecked(node) is var inner && inner != node ? [inner] : node is Apply { Primitive: var primitive } && IsArithmetic(primitive) ? node.Operands : [];

    private static bool IsArithmetic(Primitive primitive) => primitive == Primitives.Add || primitive == Primitives.Subtract || primitive == Primitives.Multiply;

    private Polynomial? Find(Node node)
    {
        if (Load.Unchecked(node) is var inner && inner != node) return _forms[inner];
        return node switch
        {
            Constant { Value: int value } => Polynomial.Constant(value),
            Apply { Primitive: var primitive, Operands: [var a, var b] } when primitive == Primitives.Add => Polynomial.Sum(_forms[a], _forms[b]),
            Apply { Primitive: var primitive, Operands: [var a, var b] } when primitive == Primitives.Subtract => Polynomial.Sum(_forms[a], _forms[b], -1),
            Apply { Primitive: var primitive, Operands: [var a, var b] } when primitive == Primitives.Multiply => Polynomial.Product(_forms[a], _forms[b]),
            _ => null,
        };
    }

    private static Polynomial Integer(Node node) => Polynomial.Integer(node.Id + 1);

    private Node NodeOf(int number) => graph.Nodes[number - 1];

    private int NumberOf(Axis loop) => graph.Add(new IndexOf(loop)).Id + 1;
}
