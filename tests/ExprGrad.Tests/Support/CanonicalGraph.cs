using ExprGrad.Diagnostics;
using ExprGrad.Ir;

namespace ExprGrad.Tests.Support;

/// <summary>
/// The text of what nodes compute, with nodes and axes numbered in the order in which they are met from the results on: equal for two graphs exactly if
/// there is a mapping of one's nodes and axes onto the other's that keeps operations, operands, sharing, loops and branches.
/// </summary>
/// <param name="withoutPlaces">
/// Whether it makes no difference which checks are made, and whether a value is computed in a branch or before it. What is left is the mathematics.
/// </param>
internal sealed class CanonicalGraph(bool withoutPlaces = false)
{
    private readonly Dictionary<Node, string> _nodes = [];
    private readonly Dictionary<string, string> _byText = new(StringComparer.Ordinal);
    private readonly Dictionary<Axis, string> _axes = [];
    private readonly Queue<Carry> _begun = [];
    private readonly List<string> _lines = [];
    private int _count;

    public IReadOnlyList<string> Lines => _lines;

    /// <summary>A result that is a number.</summary>
    public void Add(string name, Node value) => Result($"{name} = {Name(value)}");

    /// <summary>A result that is an array of sums.</summary>
    public void Add(string name, IReadOnlyList<Contribution> contributions)
    {
        foreach (var contribution in contributions) Result($"{name}{Text(contribution)}");
    }

    private void Result(string text)
    {
        // States whose next ones have not been met.
        while (_begun.TryDequeue(out var carry)) _lines.Add($"next of {_nodes[carry]} = {Name(carry.Next)}");
        _lines.Add(text);
    }

    // In the loops that it is made in an index is checked, and what is added need not enter them.
    private string Text(Contribution contribution)
    {
        var domain = Name(contribution.Domain);
        var indices = contribution.Indices.Select(index => Load.RunsOf(index) is { } runs && Load.IsInside(runs, contribution.Domain) ? index.Operands[0] : index);
        var value = contribution.Value;
        while (value is In { Axis: var axis } entered && contribution.Domain.Contains(axis) && (!axis.IsGuard || value.Axes.Count == 1)) value = entered.Value;
        return $"[{Names(indices)}] += {Name(value)} over {domain}";
    }

    private string Name(Node node)
    {
        if (withoutPlaces) node = Anywhere(node);
        if (_nodes.TryGetValue(node, out var name)) return name;
        switch (node)
        {
            case Constant constant:
                return GraphNotation.Literal(constant.Value);
            case Parameter parameter:
                return CSharpWriter.Write(parameter.Slot.Source);
            case IndexOf index:
                return Name(index.Axis);
        }

        var axes = withoutPlaces ? "" : Name(node.Axes);
        var line = $"{Operation(node)} : {GraphNotation.Type(node.Type)} {axes}";
        var isOwn = node is Carry || !withoutPlaces;
        if (isOwn || !_byText.TryGetValue(line, out name))
        {
            name = $"%{_count++}";
            _byText.TryAdd(line, name);
            _lines.Add($"{name} = {line}");
        }

        _nodes.Add(node, name);
        if (node is Carry carry) _begun.Enqueue(carry);
        return name;
    }

    private string Name(Axis axis)
    {
        if (_axes.TryGetValue(axis, out var name)) return name;
        var bound = Name(axis.Bound);
        if (_axes.TryGetValue(axis, out name)) return name;
        name = axis.Complement is { } other && _axes.TryGetValue(other, out var complement) ? $"!{complement}" : $"{axis.ToString()[0]}{_axes.Count}";
        if (name[0] != '!') _lines.Add($"{name}{(axis.EndsEarly ? " search" : "")}{(axis.IsNegated ? " unless" : "")} {bound}");
        _axes.Add(axis, name);
        return name;
    }

    private string Name(AxisSet axes) => $"{{{string.Join(", ", axes.Select(Name))}}}";

    private string Names(IEnumerable<Node> nodes) => string.Join(", ", nodes.Select(Name));

    private string Operation(Node node) => node switch
    {
        Apply apply => $"{apply.Primitive.Name} {Names(node.Operands)}",
        Load => $"load {Names(node.Operands)}",
        Length length => $"length {length.Dimension} {Names(node.Operands)}",
        RangeChecked => $"checked {Names(node.Operands)}",
        Member member => $"member {member.Info.Name} {Names(node.Operands)}",
        Call call => $"call {call.Method.Name} {Name(call.OwnAxes)} {Names(node.Operands)}",
        In entered => $"in {Name(entered.Axis)} {Name(entered.Value)}",
        At at => $"at {Name(at.Value)} {string.Join(", ", at.Replaced.Select(Name))} := {Names(at.Indices.ToArray())}",
        Choose choose => $"choose {Name(choose.Guard)} {Names(node.Operands)}",
        Reduce reduce => $"{reduce.Kind}{(reduce.IsFromFirst ? " from first" : "")} {Name(reduce.Reduced)} {Name(reduce.Body)}",
        Carry carry => $"carry {Name(carry.Axis)} {Name(carry.Initial)}",
        Final final => $"final {Name(final.Carry)}",
        Scatter scatter => $"{(scatter.Stores ? "store" : "scatter")} {string.Join(", ", scatter.ResultAxes.Select(Name))} {string.Join("; ", scatter.Contributions.Select(Text))}",
        _ => throw new ArgumentException($"{node.GetType().Name} has no canonical form.", nameof(node)),
    };

    // Through branches that are entered, checks of indices, and rows whose indices were checked.
    private static Node Anywhere(Node node)
    {
        while (true)
        {
            var inner = node switch
            {
                In entered => entered.Value,
                RangeChecked row => row.Array,
                Apply { Primitive: var check } apply when check == Primitives.CheckIndex || check == Primitives.CheckElementAt || check == Primitives.CheckMatch
                    || check == Primitives.CheckCount || check == Primitives.CheckedIf => apply.Operands[0],
                _ => node,
            };
            if (inner == node) return node;
            node = inner;
        }
    }
}
