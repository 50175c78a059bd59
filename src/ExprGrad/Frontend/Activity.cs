using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>Which nodes vary with the inputs that are differentiated. Known as soon as a node is made.</summary>
internal sealed class Activity(Graph graph, IReadOnlySet<Slot> activeSlots)
{
    private readonly List<bool> _active = [];

    public bool IsActive(Node node)
    {
        while (_active.Count <= node.Id) _active.Add(Compute(graph.Nodes[_active.Count]));
        return _active[node.Id];
    }

    private bool Compute(Node node) => node switch
    {
        Parameter parameter => activeSlots.Contains(parameter.Slot),
        Apply { Primitive: not ConversionPrimitive and { Class: DerivativeClass.ZeroDerivative or DerivativeClass.NotReal } } => false,
        Length or Constant or IndexOf => false,
        // The next state, and the array of a recurrence, are not known yet when the node is made; a real one that turns out to be constant gets a zero derivative.
        Carry or Recurrence => node.IsReal,
        // Only what varies with the data array itself: integer arrays and indices don't.
        _ => CanVary(node.Type) && Array.Exists(node.Operands, operand => _active[operand.Id]),
    };

    public static bool CanVary(Type type) => ScalarTypes.IsReal(ArrayTypes.ElementOf(type));
}
