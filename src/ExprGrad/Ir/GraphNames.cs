using System.Globalization;

namespace ExprGrad.Ir;

/// <summary>
/// What the texts about a program call its inputs, axes and nodes. They are numbered anew over those that are needed, so that the texts do not change with
/// what passes have left behind, and agree with each other.
/// </summary>
internal sealed class GraphNames
{
    private const int MaxAxes = 12;

    private readonly Dictionary<Slot, string> _slots = [];
    private readonly Dictionary<Axis, string> _axes = [];
    private readonly Dictionary<Node, string> _nodes = [];
    private readonly Dictionary<string, string> _byId = new(StringComparer.Ordinal);
    private int _count;

    private GraphNames(Program program, IEnumerable<Node> others)
    {
        Live = LiveNodes.Of(program);
        Axes = [.. UsedAxes(program).DistinctBy(axis => axis.Id).OrderBy(axis => axis.Id)];
        NameSlots([.. Live.OfType<Parameter>().Select(parameter => parameter.Slot), .. program.Scalars.Select(output => output.Of), .. program.Arrays.Select(output => output.Of)]);
        foreach (var axis in Axes) Of(axis);
        foreach (var node in Live) _nodes.Add(node, program.Expansions.TryGetValue(node, out var expansion) ? _nodes[expansion] : Name(node));
        foreach (var node in others) Of(node);
        foreach (var (node, name) in _nodes) _byId.Add(node.ToString(), name);
        foreach (var (axis, name) in _axes) _byId.Add($"%{axis}", name);
    }

    /// <summary>The names of a program, and then of nodes that were made to schedule it.</summary>
    public static GraphNames For(Program program, params IEnumerable<Node> others) => new(program, others);

    /// <summary>The nodes that the program needs, operands first.</summary>
    public IReadOnlyList<Node> Live { get; }

    /// <summary>The axes that the program needs, outer ones first.</summary>
    public IReadOnlyList<Axis> Axes { get; }

    /// <summary>The inputs, in the order in which they are needed.</summary>
    public IEnumerable<Slot> Slots => _slots.Keys;

    public string Of(Slot slot) => _slots[slot];

    public string Of(Axis axis)
    {
        if (!_axes.TryGetValue(axis, out var name)) _axes.Add(axis, name = string.Create(CultureInfo.InvariantCulture, $"{axis.ToString()[0]}{_axes.Count}"));
        return name;
    }

    public string Of(Node node)
    {
        if (!_nodes.TryGetValue(node, out var name)) _nodes.Add(node, name = Name(node));
        return name;
    }

    /// <summary>The name of a variable in the emitted code, which has the id of a node or axis: %5 is v3 if the texts call the node %3.</summary>
    public string OfVariable(string name) => !_byId.TryGetValue(name, out var known) ? name : known[0] == '%' ? $"v{known[1..]}" : known;

    public string Of(AxisSet axes) => $"{{{List(axes)}}}";

    /// <summary>The axes of a set; of a thousand branches inside each other, each of which lists those around it, some of the innermost.</summary>
    public string List(AxisSet axes) => axes.Count <= MaxAxes
        ? string.Join(", ", axes.Select(Of))
        : string.Create(CultureInfo.InvariantCulture, $"... {axes.Count - MaxAxes} more, {string.Join(", ", axes.Inside(axes.Count - MaxAxes).Select(Of))}");

    private IEnumerable<Axis> UsedAxes(Program program)
    {
        var seen = new HashSet<AxisSet>();
        var domains = program.Arrays.SelectMany(output => output.Contributions).Select(contribution => contribution.Domain);
        foreach (var axes in Live.SelectMany(node => new[] { node.Axes, node.OwnAxes }).Concat(domains))
        {
            // Sets share their outer parts.
            for (var part = axes; !part.IsEmpty && seen.Add(part); part = part.Outer) yield return part.Innermost;
        }
    }

    private string Name(Node node) => node switch
    {
        Constant constant => GraphNotation.Literal(constant.Value),
        Parameter parameter => _slots[parameter.Slot],
        IndexOf index => Of(index.Axis),
        _ => string.Create(CultureInfo.InvariantCulture, $"%{_count++}"),
    };

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
}
