using ExprGrad.Ir;

namespace ExprGrad.Scheduling;

/// <summary>Nodes that depend on each other in a circle, through the states of a loop; most often one node that doesn't.</summary>
/// <param name="nodes">The nodes, in the order of their ids.</param>
internal sealed class Component(IReadOnlyList<Node> nodes)
{
    public IReadOnlyList<Node> Nodes { get; } = nodes;

    /// <summary>The components that depend on this one, once for each dependency.</summary>
    public List<Component> Users { get; } = [];

    /// <summary>How many dependencies on other components are not placed yet.</summary>
    public int Waiting { get; set; }

    /// <summary>Its place in an order that keeps few values waiting for their use; -1 if there is none.</summary>
    public int Rank { get; set; } = -1;
}
