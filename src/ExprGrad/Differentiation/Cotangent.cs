using ExprGrad.Ir;

namespace ExprGrad.Differentiation;

/// <summary>What has come together for a node: values over domains, and scatter-adds from reads of it as an array.</summary>
internal sealed class Cotangent
{
    private readonly List<(Node Value, AxisSet Domain)> _dense = [];
    private readonly List<(Axis[] Axes, List<Contribution> Contributions)> _scattered = [];

    public IEnumerable<(Axis[] Axes, Contribution[] Contributions)> Scattered => _scattered.Select(group => (group.Axes, group.Contributions.ToArray()));

    public void Add(Node value, AxisSet domain) => _dense.Add((value, domain));

    public void AddScattered(Axis[] axes, Contribution contribution)
    {
        var index = _scattered.FindIndex(group => group.Axes.AsSpan().SequenceEqual(axes));
        if (index < 0) _scattered.Add((axes, [contribution]));
        else _scattered[index].Contributions.Add(contribution);
    }

    /// <summary>The dense contributions, those of one domain added up.</summary>
    public List<(AxisSet Domain, Node Value)> ByDomain(Graph graph, StrongZeros strongZeros)
    {
        _ = graph;
        var groups = new List<(AxisSet Domain, Node Value)>();
        foreach (var (value, domain) in _dense)
        {
            var index = groups.FindIndex(group => group.Domain.Equals(domain));
            if (index < 0) groups.Add((domain, value));
            else groups[index] = (domain, strongZeros.Add(groups[index].Value, value));
        }

        return groups;
    }
}
