using System.Linq.Expressions;

namespace ExprGrad.Ir;

/// <summary>Identities of index arithmetic, exact in int; they keep indices simple enough to prove in range and loops equal enough to share.</summary>
internal static class IntegerIdentities
{
    private const int MostTerms = 3;

    public static Node? Simplify(Graph graph, Primitive primitive, Node[] operands)
    {
        if (primitive is not OperatorPrimitive { NodeType: var type } || operands is not [var a, var b] || a.Type != typeof(int)) return null;
        var x = (a as Constant)?.Value as int?;
        var y = (b as Constant)?.Value as int?;
        return (type, x, y) switch
        {
            (ExpressionType.Add, { } p, { } q) => graph.Constant(unchecked(p + q)),
            (ExpressionType.Subtract, { } p, { } q) => graph.Constant(unchecked(p - q)),
            (ExpressionType.Multiply, { } p, { } q) => graph.Constant(unchecked(p * q)),
            (ExpressionType.LessThan, { } p, { } q) => graph.Constant(p < q),
            (ExpressionType.GreaterThan, { } p, { } q) => graph.Constant(p > q),
            (ExpressionType.Add, 0, _) or (ExpressionType.Multiply, 1, _) => b,
            (ExpressionType.Add or ExpressionType.Subtract, _, 0) or (ExpressionType.Multiply or ExpressionType.Divide, _, 1) => a,
            (ExpressionType.Subtract, _, _) when a == b => graph.Constant(0),
            // a - (a - b)
            (ExpressionType.Subtract, _, _) when Operands(b, Primitives.Subtract) is [var p, var q] && p == a => q,
            // (a - c) + c
            (ExpressionType.Add, _, { }) when Operands(a, Primitives.Subtract) is [var p, var q] && q == b => p,
            (ExpressionType.Subtract, _, _) => Without(graph, a, b, MostTerms),
            _ => null,
        };
    }

    // A sum of a few terms without one of them: (p + b) - b, ((b + p) + q) - b.
    private static Node? Without(Graph graph, Node sum, Node term, int terms)
    {
        if (terms == 0 || Operands(sum, Primitives.Add) is not [var p, var q]) return null;
        if (q == term) return p;
        if (p == term) return q;
        if (Without(graph, q, term, terms - 1) is { } right) return graph.Apply(Primitives.Add, p, right);
        return Without(graph, p, term, terms - 1) is { } left ? graph.Apply(Primitives.Add, left, q) : null;
    }

    private static Node[] Operands(Node node, Primitive of) => node is Apply apply && apply.Primitive == of ? apply.Operands : [];
}
