namespace ExprGrad.Ir;

/// <summary>Indices as polynomials of loop indices and of integers that are not looked into.</summary>
internal sealed class IndexForms(Graph graph)
{
    private readonly Dictionary<Node, Polynomial> _forms = [];

    /// <summary>The polynomial, of the same value modulo 2^32.</summary>
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
        return form.Linear(own) is var (stride, start) && Integers(start).Concat(Integers(stride)).All(node => IsAlike(node, loop)) ? stride : null;
    }

    /// <summary>Whether the value is the same in all iterations of a loop, the indices of all other loops the same: also of those inside of it, whose extents may differ.</summary>
    public static bool IsAlike(Node value, Axis loop)
    {
        var (seen, pending) = (new HashSet<Node>(), new Stack<Node>([value]));
        while (pending.TryPop(out var node))
        {
            if (!node.Axes.Contains(loop) || !seen.Add(node) || (node is IndexOf { Axis: var axis } && axis != loop)) continue;
            if (node is not (Apply or Load or In)) return false;
            foreach (var operand in node.Operands) pending.Push(operand);
        }

        return true;
    }

    /// <summary>The index in the first iteration of the loops.</summary>
    public Polynomial Start(Polynomial form, AxisSet loops)
    {
        var indices = loops.Select(NumberOf).ToHashSet();
        return form.With(number => indices.Contains(number) ? Polynomial.Constant(0) : Polynomial.Integer(number))!;
    }

    /// <summary>The loops whose indices are in the polynomial.</summary>
    public IEnumerable<Axis> Loops(Polynomial form) => form.Integers.Select(NodeOf).OfType<IndexOf>().Select(index => index.Axis);

    /// <summary>What the polynomial is made of beside the indices of loops.</summary>
    public IEnumerable<Node> Integers(Polynomial form) => form.Integers.Select(NodeOf).Where(node => node is not IndexOf);

    /// <summary>The polynomial as a node.</summary>
    public Node Write(Polynomial form) => form.Write(NodeOf, number => (Node)graph.Constant(number), (a, b) => graph.Apply(Primitives.Add, a, b), (a, b) => graph.Apply(Primitives.Multiply, a, b));

    private static Node[] PartsOf(Node node) => Inner(node) is { } inner ? [inner] : node is Apply { Primitive: var primitive } && IsArithmetic(primitive) ? node.Operands : [];

    // Of a value in more loops and branches, and of an index with the condition under which it was checked.
    private static Node? Inner(Node node) => node is In || Load.RunsOf(node) is not null ? node.Operands[0] : null;

    private static bool IsArithmetic(Primitive primitive) => primitive == Primitives.Add || primitive == Primitives.Subtract || primitive == Primitives.Multiply;

    private Polynomial? Find(Node node)
    {
        if (Inner(node) is { } inner) return _forms[inner];
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

    // 0, which is the number of none, where nothing has the index in it.
    private int NumberOf(Axis loop) => new IndexOf(loop) is var index && graph.Contains(index) ? graph.Add(index).Id + 1 : 0;
}
