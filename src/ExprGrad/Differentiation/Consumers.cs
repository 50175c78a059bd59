using ExprGrad.Ir;

namespace ExprGrad.Differentiation;

/// <summary>What uses each of a function's nodes.</summary>
internal sealed class Consumers
{
    private readonly Dictionary<Node, List<Node>> _consumers = [];

    public Consumers(IEnumerable<Node> nodes)
    {
        foreach (var node in nodes)
        {
            foreach (var operand in Dependencies.Of(node)) Of(operand).Add(node);
        }
    }

    /// <summary>
    /// The nodes that are used for nothing but a reduction's body; not even for its place, for what else is reduced from the same body in the same loop stores nothing either.
    /// </summary>
    public HashSet<Node> Behind(Reduce reduction)
    {
        HashSet<Node> behind = [reduction, .. Of(reduction.Body).OfType<Reduce>().Where(other => other.Reduced == reduction.Reduced)];
        var seen = new HashSet<Node>();
        var pending = new PriorityQueue<Node, int>([(reduction.Body, -reduction.Body.Id)]);
        while (pending.TryDequeue(out var node, out _))
        {
            // All that uses a node has a larger id, but for states, which are never behind.
            if (!seen.Add(node) || node is Carry or Recurrence || !Of(node).TrueForAll(behind.Contains)) continue;
            behind.Add(node);
            foreach (var operand in node.Operands) pending.Enqueue(operand, -operand.Id);
        }

        return behind;
    }

    private List<Node> Of(Node node)
    {
        if (!_consumers.TryGetValue(node, out var consumers)) _consumers.Add(node, consumers = []);
        return consumers;
    }
}
