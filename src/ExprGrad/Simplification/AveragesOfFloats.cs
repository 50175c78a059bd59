using ExprGrad.Ir;

namespace ExprGrad.Simplification;

/// <summary>
/// Averages of floats, and their derivatives, which LINQ's rule has as quotients in double, as quotients of floats: a loop in lanes has numbers of one kind. Within the accuracy that
/// <see cref="FloatMode.Fast"/> promises, not bit for bit.
/// </summary>
internal static class AveragesOfFloats
{
    public static Program Run(Program program)
    {
        var graph = program.Graph;
        if (graph.Nodes.All(node => node.Type != typeof(float))) return program;
        var expansions = new Dictionary<Node, Node>(program.Expansions);
        foreach (var node in LiveNodes.Of(program))
        {
            if (!IsConversion(node, typeof(float)) || In.Through(node.Operands[0]) is not Apply { Operands: [var dividend, var divisor] } quotient || quotient.Primitive != Primitives.Divide) continue;
            if (Narrowed(In.Through(dividend), graph) is not { } single || Count(In.Through(divisor), graph) is not { } count) continue;
            expansions.Add(node, graph.In(graph.Apply(Primitives.Divide, single, count), node.Axes));
        }

        return program with { Expansions = expansions };
    }

    // A float that was made a double, or a sum of such: as a float.
    private static Node? Narrowed(Node node, Graph graph) => node is Reduce { Kind: ReductionKind.Sum } sum
        ? IsWidened(In.Through(sum.Body), typeof(float)) ? graph.Sum(sum.Reduced, graph.In(In.Through(sum.Body).Operands[0], sum.Body.Axes)) : null
        : IsWidened(node, typeof(float)) ? node.Operands[0] : null;

    private static Node? Count(Node node, Graph graph) => IsWidened(node, typeof(int)) ? graph.Apply(Primitives.Convert(typeof(float)), node.Operands[0]) : null;

    private static bool IsWidened(Node node, Type from) => IsConversion(node, typeof(double)) && node.Operands[0].Type == from;

    private static bool IsConversion(Node node, Type to) => node is Apply { Primitive: ConversionPrimitive { Target: var target } } && target == to;
}
