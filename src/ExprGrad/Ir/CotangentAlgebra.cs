namespace ExprGrad.Ir;

/// <summary>
/// Arithmetic for derivatives: the primitives, with identities that keep the sweep's code as short as what one would write by hand. Signs move outward
/// until they meet a subtraction, and quotients share their divisor's part. Values of the function itself are never rewritten here.
/// </summary>
internal sealed class CotangentAlgebra(Graph graph)
{
    // What was there before is part of the function itself.
    private readonly int _firstDerivative = graph.Nodes.Count;

    public Node Negate(Node x) => x switch
    {
        Constant { Value: double value } => graph.Constant(-value),
        Constant { Value: float value } => graph.Constant(-value),
        _ => Negated(x) ?? graph.Apply(Primitives.Negate, x),
    };

    public Node Add(Node a, Node b)
    {
        if (IsConstant(a, 0)) return b;
        if (IsConstant(b, 0)) return a;
        return (Negated(a), Negated(b)) switch
        {
            ({ } p, { } q) => Negate(Add(p, q)),             // -p + -q = -(p + q)
            (null, { } q) => Subtract(a, q),                 // a + -q = a - q
            ({ } p, null) => Subtract(b, p),                 // -p + b = b - p
            _ => graph.Apply(Primitives.Add, a, b),
        };
    }

    public Node Subtract(Node a, Node b)
    {
        if (IsConstant(b, 0)) return a;
        return (Negated(a), Negated(b)) switch
        {
            ({ } p, { } q) => Subtract(q, p),                // -p - -q = q - p
            (null, { } q) => Add(a, q),                      // a - -q = a + q
            ({ } p, null) => Negate(Add(p, b)),              // -p - b = -(p + b)
            _ => graph.Apply(Primitives.Subtract, a, b),
        };
    }

    /// <summary>A partial derivative times a tangent or cotangent.</summary>
    public Node Multiply(Node partial, Node bar)
    {
        if (Negated(partial) is { } p) return Negate(Multiply(p, bar));

        // (p / d) b = p (b / d), which shares b / d with the other operand of a division
        return Quotient(partial, bar) is var (dividend, divisor) ? Product(dividend, Divide(bar, divisor)) : Product(partial, bar);
    }

    private Node Product(Node a, Node b)
    {
        if (IsConstant(a, 1)) return b;
        if (IsConstant(b, 1)) return a;
        if (IsConstant(a, -1)) return Negate(b);
        if (IsConstant(b, -1)) return Negate(a);
        if (Negated(a) is { } p) return Negate(Product(p, b));       // -p b = -(p b)
        if (Negated(b) is { } q) return Negate(Product(a, q));
        return graph.Apply(Primitives.Multiply, a, b);
    }

    public Node Divide(Node a, Node b)
    {
        if (IsConstant(b, 1)) return a;
        if (Negated(a) is { } p) return Negate(Divide(p, b));         // -p / b = -(p / b)
        return graph.Apply(Primitives.Divide, a, b);
    }

    /// <summary>The primitive with its identities if it has any here.</summary>
    public Node Apply(Primitive primitive, Node[] operands)
    {
        if (!operands[0].IsReal) return graph.Apply(primitive, operands);
        if (primitive == Primitives.Add) return Add(operands[0], operands[1]);
        if (primitive == Primitives.Subtract) return Subtract(operands[0], operands[1]);
        if (primitive == Primitives.Multiply) return Product(operands[0], operands[1]);
        if (primitive == Primitives.Divide) return Divide(operands[0], operands[1]);
        if (primitive == Primitives.Negate) return Negate(operands[0]);
        return graph.Apply(primitive, operands);
    }

    public static bool IsConstant(Node node, int value) => node switch
    {
        Constant { Value: double x } => x == value,
        Constant { Value: float x } => x == value,
        _ => false,
    };

    private static Node? Negated(Node node) => node is Apply { Primitive: var primitive } apply && primitive == Primitives.Negate ? apply.Operands[0] : null;

    // A quotient that only the derivative has use for; a constant divided by something is as good as it is.
    private (Node Dividend, Node Divisor)? Quotient(Node partial, Node bar) =>
        partial is Apply { Primitive: var primitive, Operands: [var dividend, var divisor] } && primitive == Primitives.Divide
        && partial.Id >= _firstDerivative && partial.Axes.ContainsAll(bar.Axes) && !(IsConstant(bar, 1) && dividend is Constant)
            ? (dividend, divisor)
            : null;
}
