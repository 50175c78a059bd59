using ExprGrad.Ir;

namespace ExprGrad.Differentiation;

/// <summary>What has come together for a node: values over domains, and scatter-adds from reads of it as an array.</summary>
internal sealed class Cotangent(StrongZeros strongZeros)
{
    private readonly List<(AxisSet Domain, Node Value)> _dense = [];
    private readonly List<(Axis[] Axes, List<Contribution> Contributions)> _scattered = [];

    /// <summary>The dense contributions, those of one domain added up.</summary>
    public IReadOnlyList<(AxisSet Domain, Node Value)> ByDomain => _dense;

    public IEnumerable<(Axis[] Axes, Contribution[] Contributions)> Scattered => _scattered.Select(group => (group.Axes, group.Contributions.ToArray()));

    // Added up as they come, so that the code need not hold on to all of them until the node is visited.
    public void Add(Node value, AxisSet domain)
    {
        for (var i = 0; i < _dense.Count; i++)
        {
            if (_dense[i].Domain != domain) continue;
            _dense[i] = (domain, strongZeros.Add(_dense[i].Value, value, domain));
            return;
        }

        _dense.Add((domain, value));
    }

    public void AddScattered(Axis[] axes, Contribution contribution)
    {
        var index = _scattered.FindIndex(group => group.Axes.AsSpan().SequenceEqual(axes));
        if (index < 0) _scattered.Add((axes, [contribution]));
        else _scattered[index].Contributions.Add(contribution);
    }
}
