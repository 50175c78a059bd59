namespace ExprGrad.Ir;

/// <summary>Which nodes are known before any real number is computed with and anything opaque is called. Known as soon as a node is made.</summary>
internal sealed class Earliness(Graph graph)
{
    private readonly List<bool> _early = [];

    public bool IsEarly(Node node)
    {
        while (_early.Count <= node.Id) _early.Add(Compute(graph.Nodes[_early.Count]));
        return _early[node.Id];
    }

    // What a loop carries is not known to be early while the loop is being built. A search runs only until it has found: how far, is not known early.
    private bool Compute(Node node) =>
        !node.IsReal && node is not (Call or Carry or Recurrence) && !node.Axes.EndsEarly && Array.TrueForAll(Dependencies.Of(node), dependency => _early[dependency.Id]);
}
