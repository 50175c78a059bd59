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

    /// <summary>The sum of two numbers, in the loops that it is used in.</summary>
    public Node Add(Node a, Node b, AxisSet? loops = null)
    {
        if (IsConstant(a, 0)) return b;
        if (IsConstant(b, 0)) return a;
        if ((a, b) is (Constant x, Constant y)) return Folded(x, y, static (p, q) => p + q);
        var ((p, isMinusP), (q, isMinusQ)) = (Signed(a), Signed(b));
        return (isMinusP, isMinusQ) switch
        {
            (true, true) => Negate(graph.Apply(Primitives.Add, p, q)),          // -p + -q = -(p + q)
            (false, true) => Difference(p, q, loops),                           // p + -q = p - q
            (true, false) => Difference(q, p, loops),                           // -p + q = q - p
            _ => graph.Apply(Primitives.Add, p, q),
        };
    }

    public Node Subtract(Node a, Node b)
    {
        if (IsConstant(b, 0)) return a;
        if ((a, b) is (Constant x, Constant y)) return Folded(x, y, static (p, q) => p - q);
        var ((p, isMinusP), (q, isMinusQ)) = (Signed(a), Signed(b));
        return (isMinusP, isMinusQ) switch
        {
            (true, true) => Difference(q, p),                                   // -p - -q = q - p
            (false, true) => graph.Apply(Primitives.Add, p, q),                 // p - -q = p + q
            (true, false) => Negate(graph.Apply(Primitives.Add, p, q)),         // -p - q = -(p + q)
            _ => Difference(p, q),
        };
    }

    // p - p = 0 for a finite p
    private Node Difference(Node p, Node q, AxisSet? loops = null) =>
        p == q && Magnitude.IsFinite(p, loops ?? p.Axes) ? graph.Constant(p.Type == typeof(float) ? 0f : (object)0.0) : graph.Apply(Primitives.Subtract, p, q);

    /// <summary>Two times the number if that takes no operation more than the number itself; null if it does.</summary>
    public Node? Twice(Node x) => x switch
    {
        Constant constant => Folded(constant, constant, static (p, q) => p + q),
        Apply { Primitive: var primitive, Operands: [var operand] } when primitive == Primitives.Negate => Twice(operand) is { } twice ? Negate(twice) : null,
        Apply { Primitive: var primitive, Operands: [Constant factor, var operand] } when primitive == Primitives.Multiply => Product(Twice(factor)!, operand),
        Apply { Primitive: var primitive, Operands: [var operand, Constant factor] } when primitive == Primitives.Multiply => Product(operand, Twice(factor)!),
        _ => null,
    };

    private Constant Folded(Constant a, Constant b, Func<double, double, double> operation) => (a.Value, b.Value) switch
    {
        (float x, float y) => graph.Constant((float)operation(x, y)),
        _ => graph.Constant(operation((double)a.Value, (double)b.Value)),
    };

    /// <summary>A partial derivative times a tangent or cotangent.</summary>
    public Node Multiply(Node partial, Node bar)
    {
        var (p, isMinus) = Signed(partial);

        // (p / d) b = p (b / d), which shares b / d with the other operand of a division
        var product = Quotient(p, bar) is var (dividend, divisor) ? Product(dividend, Divide(bar, divisor)) : Product(p, bar);
        return isMinus ? Negate(product) : product;
    }

    /// <summary>A product with a cotangent, but zero where that is: what was not chosen gets nothing, even where its derivative is infinite (0 * Infinity would be NaN).</summary>
    public Node ZeroWith(Node bar, Node product)
    {
        var zero = graph.Constant(bar.Type == typeof(float) ? 0f : (object)0.0);
        return graph.Apply(Primitives.Select, graph.Apply(Primitives.Equal, bar, zero), zero, product);
    }

    private Node Product(Node a, Node b)
    {
        var ((p, isMinusP), (q, isMinusQ)) = (Signed(a), Signed(b));
        var product = IsConstant(p, 1) ? q
            : IsConstant(q, 1) ? p
            : IsConstant(p, -1) ? Negate(q)
            : IsConstant(q, -1) ? Negate(p)
            : graph.Apply(Primitives.Multiply, p, q);
        return isMinusP == isMinusQ ? product : Negate(product);                // -p q = p (-q) = -(p q)
    }

    public Node Divide(Node a, Node b)
    {
        if (IsConstant(b, 1)) return a;
        var (p, isMinus) = Signed(a);
        var quotient = graph.Apply(Primitives.Divide, p, b);
        return isMinus ? Negate(quotient) : quotient;                           // -p / b = -(p / b)
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

    // Signs may be thousands.
    private static (Node Node, bool IsMinus) Signed(Node node)
    {
        var isMinus = false;
        for (; Negated(node) is { } opposite; isMinus = !isMinus) node = opposite;
        return (node, isMinus);
    }

    private static Node? Negated(Node node) => node is Apply { Primitive: var primitive } apply && primitive == Primitives.Negate ? apply.Operands[0] : null;

    // A quotient that only the derivative has use for; a constant divided by something is as good as it is.
    private (Node Dividend, Node Divisor)? Quotient(Node partial, Node bar) =>
        partial is Apply { Primitive: var primitive, Operands: [var dividend, var divisor] } && primitive == Primitives.Divide
        && partial.Id >= _firstDerivative && partial.Axes.ContainsAll(bar.Axes) && !(IsConstant(bar, 1) && dividend is Constant)
            ? (dividend, divisor)
            : null;
}
