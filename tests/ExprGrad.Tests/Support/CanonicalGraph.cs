using ExprGrad.Diagnostics;
using ExprGrad.Ir;

namespace ExprGrad.Tests.Support;

/// <summary>
/// The text of what nodes compute, with nodes and axes numbered in the order in which they are met from the results on: equal for two graphs exactly if
/// there is a mapping of one's nodes and axes onto the other's that keeps operations, operands, sharing, loops and branches. Three things it doesn't tell apart,
/// since they are one in meaning: branches on the same predicate; a branch around what is added and an index that is checked if its predicate holds; and by which
/// axis the elements of an array are numbered that are only read at indices.
/// </summary>
/// <param name="expansions">Nodes that are computed as others.</param>
internal sealed class CanonicalGraph(IReadOnlyDictionary<Node, Node>? expansions = null)
{
    private readonly Dictionary<Node, string> _nodes = [];
    private readonly Dictionary<Axis, string> _axes = [];
    private readonly Dictionary<string, (string Name, bool IsNegated)> _branches = new(StringComparer.Ordinal);
    private readonly Dictionary<Scatter, string> _arrays = [];
    private readonly Queue<Carry> _begun = [];
    private readonly List<string> _lines = [];
    private int _count;
    private int _loops;

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

    // In the loops that it is made in an index is checked, and what is added, and where, need not enter them.
    private string Text(Contribution contribution)
    {
        var asked = contribution.Indices.Select(Load.RunsOf).OfType<Node>().Where(runs => !Load.IsInside(runs, contribution.Domain));
        var domain = string.Join(", ", contribution.Domain.Select(Name).Concat(asked.Select(runs => Branch(Name(runs), isNegated: false))));
        var indices = contribution.Indices.Select(index => Outside(Load.RunsOf(index) is null ? index : index.Operands[0], contribution.Domain));
        var value = contribution.Value;
        while (value is In { Axis: var axis } entered && contribution.Domain.Contains(axis) && (!axis.IsGuard || value.Axes.Count == 1)) value = entered.Value;
        return $"[{Names(indices)}] += {Name(value)} over {{{domain}}}";
    }

    private static Node Outside(Node node, AxisSet domain)
    {
        while (node is In { Axis: var axis } entered && domain.Contains(axis)) node = entered.Value;
        return node;
    }

    private string Name(Node node)
    {
        if (expansions?.TryGetValue(node, out var expansion) == true) return Name(expansion);
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

        var axes = Name(node.Axes);
        var line = $"{Operation(node)} : {GraphNotation.Type(node.Type)} {axes}";
        name = $"%{_count++}";
        _lines.Add($"{name} = {line}");
        _nodes.Add(node, name);
        if (node is Carry carry) _begun.Enqueue(carry);
        return name;
    }

    private string Name(Axis axis)
    {
        if (_axes.TryGetValue(axis, out var name)) return name;
        var bound = Name(axis.Bound);
        if (_axes.TryGetValue(axis, out name)) return name;
        name = axis.IsGuard ? Branch(bound, axis.IsNegated) : $"{axis.ToString()[0]}{_loops++}";
        if (!axis.IsGuard) _lines.Add($"{name}{(axis.EndsEarly ? " search" : "")} {bound}");
        _axes.Add(axis, name);
        return name;
    }

    private string Branch(string predicate, bool isNegated)
    {
        if (!_branches.TryGetValue(predicate, out var known))
        {
            _branches.Add(predicate, known = ($"g{_branches.Count}", isNegated));
            _lines.Add($"{known.Name}{(isNegated ? " unless" : "")} {predicate}");
        }

        return known.IsNegated == isNegated ? known.Name : $"!{known.Name}";
    }

    // Its elements may lie in branches and be made in loops; which axis they are numbered by is nobody's affair.
    private string Name(Scatter array)
    {
        if (_arrays.TryGetValue(array, out var name)) return name;
        var line = $"array of {Names(array.ResultAxes.Select(axis => axis.Bound))} : {GraphNotation.Type(array.Type)} {Name(array.Axes.Except(AxisSet.Create(array.ResultAxes)))}{Contributions(array)}";
        name = $"a{_arrays.Count}";
        _arrays.Add(array, name);
        _lines.Add($"{name} = {line}");
        return name;
    }

    private string Contributions(Scatter array) => $"{(array.Stores ? " store" : "")} {string.Join("; ", array.Contributions.Select(Text))}";

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
        At { Value: Scatter array } at when Array.TrueForAll(array.ResultAxes, axis => Array.IndexOf(at.Replaced, axis) >= 0) =>
            $"at {Name(array)} {Names(array.ResultAxes.Select(axis => at.Indices[Array.IndexOf(at.Replaced, axis)]))} {string.Join(", ", at.Replaced.Except(array.ResultAxes).Select(axis => $"{Name(axis)} := {Name(at.Indices[Array.IndexOf(at.Replaced, axis)])}"))}",
        At at => $"at {Name(at.Value)} {string.Join(", ", at.Replaced.Select(Name))} := {Names(at.Indices.ToArray())}",
        Choose choose => $"choose {Name(choose.Guard)} {Names(node.Operands)}",
        Reduce reduce => $"{reduce.Kind}{(reduce.IsFromFirst ? " from first" : "")} {Name(reduce.Reduced)} {Name(reduce.Body)}",
        Carry carry => $"carry {Name(carry.Axis)} {Name(carry.Initial)}",
        Final final => $"final {Name(final.Carry)}",
        Scatter scatter => $"scatter {string.Join(", ", scatter.ResultAxes.Select(Name))}{Contributions(scatter)}",
        _ => throw new ArgumentException($"{node.GetType().Name} has no canonical form.", nameof(node)),
    };
}
