namespace ExprGrad.Ir;

/// <summary>Numbers that are finite unless the inputs are not, or so large that they overflow: a zero times one of them is a zero.</summary>
internal sealed class TameNodes(Graph graph)
{
    private static readonly HashSet<string> s_bounded = ["tanh", "sin", "cos", "sigmoid", "atan", "erf", "erfc", "normalCdf", "sign"];
    private static readonly HashSet<string> s_kept = ["fusedMultiplyAdd", "lerp", "softplus"];

    private readonly List<bool> _tame = [];

    public bool Contains(Node node)
    {
        while (_tame.Count <= node.Id) _tame.Add(Compute(graph.Nodes[_tame.Count]));
        return _tame[node.Id];
    }

    private bool Compute(Node node) => node switch
    {
        Constant { Value: var value } => value switch { double number => double.IsFinite(number), float number => float.IsFinite(number), _ => true },
        Parameter or IndexOf or Load or Length => true,
        Apply { Primitive: var primitive } when s_bounded.Contains(primitive.Name) => true,
        Apply { Primitive: var primitive } when IsTame(primitive) => Array.TrueForAll(node.Operands, IsTameOrDiscrete),
        Choose => Array.TrueForAll(node.Operands, IsTameOrDiscrete),
        In or At or Reduce { Kind: ReductionKind.Sum } => _tame[node.Operands[0].Id],

        // A state that is read by the loop that makes it isn't known to be tame, so that these are only if each step makes it so anew.
        Scatter { Contributions: var contributions } => Array.TrueForAll(contributions, contribution => IsKnown(contribution.Value)),
        Final { Carry: var carry } => IsKnown(carry.Initial) && carry.Next is { } next && IsKnown(next),
        _ => false,
    };

    // Of what a later node makes nothing is known yet.
    private bool IsKnown(Node node) => node.Id < _tame.Count && _tame[node.Id];

    // Of tame operands: what is one of them, a sum or a product of them, or near to one.
    private static bool IsTame(Primitive primitive) =>
        primitive is ConversionPrimitive || primitive.Class is DerivativeClass.Selective or DerivativeClass.ZeroDerivative || s_kept.Contains(primitive.Name)
        || primitive == Primitives.Add || primitive == Primitives.Subtract || primitive == Primitives.Multiply || primitive == Primitives.Negate;

    private bool IsTameOrDiscrete(Node operand) => !operand.IsReal || _tame[operand.Id];
}
