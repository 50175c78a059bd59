using ExprGrad.Frontend;
using ExprGrad.Ir;

namespace ExprGrad.Differentiation;

/// <summary>
/// Which of the nodes vary with the values of some inputs: exactly, where <see cref="Activity"/> has to guess of states whose loop is still being built.
/// </summary>
internal sealed class VariedNodes
{
    private readonly NodeSet _varied = new();
    private readonly Predicate<Node> _isVaried;

    /// <summary>Looks at the nodes, given in the order of their ids, until no further state is found to vary.</summary>
    public VariedNodes(IReadOnlyList<Node> nodes, IEnumerable<Slot> slots)
    {
        _isVaried = _varied.Contains;
        var inputs = slots.ToHashSet();
        bool hasGrown;
        do
        {
            hasGrown = false;
            foreach (var node in nodes)
            {
                if (Varies(node, inputs)) hasGrown |= _varied.Add(node);
            }
        }
        while (hasGrown);
    }

    public bool Contains(Node node) => _varied.Contains(node);

    private bool Varies(Node node, HashSet<Slot> inputs) => node switch
    {
        Parameter parameter => inputs.Contains(parameter.Slot),
        Apply { Primitive: not ConversionPrimitive and { Class: DerivativeClass.ZeroDerivative or DerivativeClass.NotReal } } => false,
        Carry carry => carry.IsReal && (_varied.Contains(carry.Initial) || _varied.Contains(carry.Next)),
        Recurrence recurrence => recurrence.IsReal && _varied.Contains(recurrence.Whole),
        Length or Constant or IndexOf or Member or Call => false,
        Scatter scatter => node.IsReal && Array.Exists(scatter.Contributions, contribution => _varied.Contains(contribution.Value)),
        _ => Activity.CanVary(node.Type) && Array.Exists(node.Operands, _isVaried),
    };
}
