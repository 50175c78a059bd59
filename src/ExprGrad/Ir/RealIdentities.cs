namespace ExprGrad.Ir;

/// <summary>Identities of real functions that hold bit for bit, for NaN and -0 too.</summary>
internal static class RealIdentities
{
    public static Node? Simplify(Graph graph, Primitive primitive, Node[] operands) => operands switch
    {
        // |-x| = |x|: the sigmoid of x and that of -x, its derivative's other factor, have one exponential.
        [Apply { Operands: [var x] } negated] when negated.Primitive == Primitives.Negate && x.IsReal && primitive == Primitives.Abs => graph.Apply(primitive, x),

        // What rules decide by an operand that is a constant: the derivative of x^2 by that of x^p.
        [Constant { Value: double p }, Constant { Value: double q }] when primitive == Primitives.Equal => graph.Constant(p == q),
        [Constant { Value: float p }, Constant { Value: float q }] when primitive == Primitives.Equal => graph.Constant(p == q),
        [Constant { Value: bool isTrue }, var a, var b] when primitive == Primitives.Select && a.Type == b.Type => isTrue ? a : b,

        // And a special case that an expansion leaves out for a constant.
        [_, Constant { Value: false }] when primitive == Primitives.And => operands[1],
        [var x, Constant { Value: false }] when primitive == Primitives.Or => x,
        [Constant { Value: false }, var x] when primitive == Primitives.Or => x,

        // A float is the same number as a double, and back.
        [Apply { Primitive: ConversionPrimitive { Target: var wide }, Operands: [var x] }] when wide == typeof(double) && x.Type == typeof(float) && primitive is ConversionPrimitive { Target: var narrow } && narrow == x.Type => x,
        [Constant { Value: double p }] when primitive is ConversionPrimitive { Target: var target } && target == typeof(float) => graph.Constant((float)p),
        [Constant { Value: float p }] when primitive is ConversionPrimitive { Target: var target } && target == typeof(double) => graph.Constant((double)p),

        // x^1 = x
        [var x, Constant { Value: 1.0 or 1f }] when primitive == Primitives.Pow => x,
        _ => null,
    };
}
