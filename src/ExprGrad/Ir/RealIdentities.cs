namespace ExprGrad.Ir;

/// <summary>Identities of real functions that hold bit for bit, for NaN and -0 too.</summary>
internal static class RealIdentities
{
    public static Node? Simplify(Graph graph, Primitive primitive, Node[] operands) => operands switch
    {
        // |-x| = |x|: the sigmoid of x and that of -x, its derivative's other factor, have one exponential.
        [Apply { Operands: [var x] } negated] when negated.Primitive == Primitives.Negate && x.IsReal && primitive == Primitives.Abs => graph.Apply(primitive, x),
        _ => null,
    };
}
