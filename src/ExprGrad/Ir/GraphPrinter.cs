using System.Globalization;
using System.Text;

namespace ExprGrad.Ir;

/// <summary>
/// The text of a program's graph, one node a line; docs/graph-grammar.md is its grammar. Nodes and axes are numbered anew over those that are needed,
/// so that the text does not change with what passes have left behind.
/// </summary>
internal sealed class GraphPrinter
{
    private readonly StringBuilder _text = new();
    private readonly Dictionary<Node, string> _names = [];
    private readonly Dictionary<Slot, string> _slots = [];
    private readonly SortedDictionary<int, Axis> _unprinted = [];
    private readonly Dictionary<Axis, string> _axes = [];

    private GraphPrinter()
    {
    }

    /// <summary>The text of the program as a function of the name.</summary>
    public static string Print(Program program, string name = "f")
    {
        var printer = new GraphPrinter();
        var live = LiveNodes.Of(program);
        printer.NameSlots([.. live.OfType<Parameter>().Select(parameter => parameter.Slot), .. program.Scalars.Select(output => output.Of), .. program.Arrays.Select(output => output.Of)]);
        printer.NameAxes(program, live);
        printer.NameNodes(program, live);

        printer.Header(program, name);
        foreach (var node in live.Where(node => !program.Expansions.ContainsKey(node))) printer.Line(node);
        printer.Outputs(program);
        return printer._text.ToString();
    }

    private void NameSlots(IEnumerable<Slot> slots)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var slot in slots.Distinct())
        {
            var name = slot.Name;
            for (var i = 1; IsReserved(name) || !taken.Add(name); i++) name = string.Create(CultureInfo.InvariantCulture, $"{slot.Name}#{i}");
            _slots.Add(slot, name);
        }
    }

    // A parameter called i0 would read as an axis, one called NaN as a number.
    private static bool IsReserved(string name) =>
        name is "NaN" or "Infinity" or "true" or "false" || name.Length > 1 && name[0] is 'i' or 'g' or 't' && !name.AsSpan(1).ContainsAnyExceptInRange('0', '9');

    private void NameAxes(Program program, Node[] live)
    {
        foreach (var axis in live.SelectMany(node => node.Axes.Concat(node.OwnAxes)).Concat(program.Arrays.SelectMany(output => output.Contributions).SelectMany(c => c.Domain)))
            _unprinted[axis.Id] = axis;
        foreach (var axis in _unprinted.Values) _axes.Add(axis, string.Create(CultureInfo.InvariantCulture, $"{axis.ToString()[0]}{_axes.Count}"));
    }

    private void NameNodes(Program program, Node[] live)
    {
        var count = 0;
        foreach (var node in live)
        {
            _names.Add(node, node switch
            {
                _ when program.Expansions.TryGetValue(node, out var expansion) => _names[expansion],
                Constant constant => GraphNotation.Literal(constant.Value),
                Parameter parameter => _slots[parameter.Slot],
                IndexOf index => _axes[index.Axis],
                _ => string.Create(CultureInfo.InvariantCulture, $"%{count++}"),
            });
        }
    }

    private void Header(Program program, string name)
    {
        var parameters = _slots.Select(slot => $"{slot.Value}: {GraphNotation.Type(slot.Key.Type)}");
        _text.Append("graph ").Append(name).Append('(').AppendJoin(", ", parameters).Append(") -> ");
        _text.Append(GraphNotation.Type(program.Value?.Type ?? typeof(void))).Append('\n');
    }

    private void Line(Node node)
    {
        if (node is Constant or Parameter or IndexOf) return;
        Define(node.Axes.Union(node.OwnAxes));
        _text.Append("  ").Append(_names[node]).Append(" = ").Append(Operation(node));
        _text.Append(" : ").Append(GraphNotation.Type(node.Type)).Append(' ').Append(Set(node.Axes)).Append('\n');
    }

    // An axis is defined before the first line that mentions it.
    private void Define(AxisSet axes)
    {
        foreach (var axis in axes.Where(axis => _unprinted.Remove(axis.Id)))
        {
            _text.Append("  ").Append(axis.IsGuard ? "guard " : "axis ").Append(_axes[axis]);
            _text.Append(!axis.IsGuard ? " < " : axis.IsNegated ? " unless " : " if ").Append(_names[axis.Bound]).Append('\n');
        }
    }

    private string Operation(Node node) => node switch
    {
        Apply apply => $"{apply.Primitive.Name} {Names(apply.Operands)}",
        Load load => $"load {_names[load.Array]}[{List(load.Indices)}]",
        Length length => string.Create(CultureInfo.InvariantCulture, $"length[{length.Dimension}] {_names[length.Array]}"),
        RangeChecked range => $"checked {_names[range.Array]}[{_names[range.Low]}..{_names[range.High]}]",
        Member member => $"member[{member.Info.Name}] {_names[member.Operands[0]]}",
        Call call => $"call[{call.Method.DeclaringType?.Name}.{call.Method.Name}] {Names(call.Operands)}".TrimEnd(),
        In entered => $"in[{_axes[entered.Axis]}] {_names[entered.Value]}",
        At at => $"at[{string.Join(", ", at.Replaced.Select((axis, i) => $"{_axes[axis]} := {_names[at.Indices[i]]}"))}] {_names[at.Value]}",
        Choose choose => $"choose[{_axes[choose.Guard]}, {_axes[choose.Guard.Complement!]}] {Names(choose.Operands)}",
        Reduce reduce => $"{Name(reduce.Kind)}[{string.Join(", ", reduce.Reduced.Select(axis => _axes[axis]))}] {_names[reduce.Body]}",
        Carry carry => $"carry[{_axes[carry.Axis]}] init {_names[carry.Initial]} next {_names[carry.Next]}",
        Final final => $"final {_names[final.Carry]}",
        Scatter scatter => $"scatter[{string.Join(", ", scatter.ResultAxes.Select(axis => _axes[axis]))}] " +
            string.Join("; ", scatter.Contributions.Select(contribution => Contribution("", contribution, scatter.Stores))),
        _ => throw new InvalidOperationException($"{node.GetType().Name} has no notation."),
    };

    private void Outputs(Program program)
    {
        foreach (var contribution in program.Arrays.SelectMany(output => output.Contributions)) Define(contribution.Domain);
        foreach (var effect in program.Effects) _text.Append("  effect ").Append(_names[effect]).Append('\n');
        if (program.Value is { } value) _text.Append("  return ").Append(_names[value]).Append('\n');
        foreach (var output in program.Scalars) _text.Append("  gradient ").Append(_slots[output.Of]).Append(" = ").Append(_names[output.Value]).Append('\n');
        foreach (var output in program.Arrays)
        {
            if (output.Contributions.Length == 0) _text.Append("  gradient ").Append(_slots[output.Of]).Append(" = 0\n");
            foreach (var contribution in output.Contributions)
                _text.Append("  gradient ").Append(Contribution(_slots[output.Of], contribution, stores: false)).Append('\n');
        }
    }

    private string Contribution(string target, Contribution contribution, bool stores) =>
        $"{target}[{List(contribution.Indices)}] {(stores ? "=" : "+=")} {_names[contribution.Value]} over {Set(contribution.Domain)}";

    private string Names(ReadOnlySpan<Node> nodes) => Join(" ", nodes);

    private string List(ReadOnlySpan<Node> nodes) => Join(", ", nodes);

    private string Join(string separator, ReadOnlySpan<Node> nodes) => string.Join(separator, nodes.ToArray().Select(node => _names[node]));

    private string Set(AxisSet axes) => $"{{{string.Join(", ", axes.Select(axis => _axes[axis]))}}}";

    private static string Name(ReductionKind kind) => kind == ReductionKind.CheckedSum ? "checked_sum" : kind.ToString().ToLowerInvariant();
}
