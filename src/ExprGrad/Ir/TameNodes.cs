namespace ExprGrad.Ir;

/// <summary>Numbers that are finite unless the inputs are not, or so large that they overflow: a zero times one of them is a zero.</summary>
internal sealed class TameNodes(Graph graph)
{
    private static readonly HashSet<string> s_bounded = ["tanh", "sin", "cos", "sigmoid", "atan", "erf", "sign"];

    private readonly List<bool> _tame = [];

    public bool Contains(Node node)
    {
        while (_tame.Count <= node.Id) _tame.Add(Compute(graph.Nodes[_tame.Count]));
        return _tame[node.Id];
    }

    private bool Compute(Node node) => node switch
    {
        Constant or Parameter or IndexOf or Load or Length => true,
        Apply { Primitive: var primitive } when s_bounded.Contains(primitive.Name) => true,
        Apply { Primitive: ConversionPrimitive } => _tame[node.Operands[0].Id],
        Apply { Primitive: var primitive } when primitive == Primitives.Add || primitive == Primitives.Subtract || primitive == Primitives.Multiply
            || primitive == Primitives.Negate => Array.TrueForAll(node.Operands, operand => _tame[operand.Id]),
        In or At or Reduce { Kind: ReductionKind.Sum } => _tame[node.Operands[0].Id],
        _ => false,
    };
}
