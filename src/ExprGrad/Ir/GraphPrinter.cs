using System.Globalization;
using System.Text;

namespace ExprGrad.Ir;

/// <summary>The text of a program's graph, one node a line; docs/graph-grammar.md is its grammar.</summary>
internal sealed class GraphPrinter
{
    private readonly StringBuilder _text = new();
    private readonly GraphNames _names;
    private readonly HashSet<Axis> _printed = [];
    private readonly HashSet<AxisSet> _defined = [];

    private GraphPrinter(GraphNames names) => _names = names;

    /// <summary>The text of the program as a function of the name.</summary>
    public static string Print(Program program, string name = "f") => Print(program, GraphNames.For(program), name);

    /// <summary>The text of the program, with names that other texts use too.</summary>
    public static string Print(Program program, GraphNames names, string name = "f")
    {
        var printer = new GraphPrinter(names);
        printer.Header(program, name);
        foreach (var node in names.Live.Where(node => !program.Expansions.ContainsKey(node))) printer.Line(node);
        printer.Outputs(program);
        return printer._text.ToString();
    }

    private void Header(Program program, string name)
    {
        var parameters = _names.Slots.Select(slot => $"{_names.Of(slot)}: {GraphNotation.Type(slot.Type)}");
        _text.Append("graph ").Append(name).Append('(').AppendJoin(", ", parameters).Append(") -> ");
        _text.Append(GraphNotation.Type(program.Value?.Type ?? typeof(void))).Append('\n');
    }

    private void Line(Node node)
    {
        if (node is Constant or Parameter or IndexOf) return;
        Define(node.Axes.Union(node.OwnAxes));
        _text.Append("  ").Append(_names.Of(node)).Append(" = ").Append(Operation(node));
        _text.Append(" : ").Append(GraphNotation.Type(node.Type)).Append(' ').Append(_names.Of(node.Axes)).Append('\n');
    }

    // An axis is defined before the first line that mentions it.
    private void Define(AxisSet axes)
    {
        // Sets share their outer parts.
        var undefined = new Stack<Axis>();
        for (var part = axes; !part.IsEmpty && _defined.Add(part); part = part.Outer) undefined.Push(part.Innermost);
        foreach (var axis in undefined.Where(_printed.Add))
        {
            _text.Append("  ").Append(axis.IsGuard ? "guard " : "axis ").Append(_names.Of(axis));
            _text.Append(!axis.IsGuard ? " < " : axis.IsNegated ? " unless " : " if ").Append(_names.Of(axis.Bound)).Append('\n');
        }
    }

    private string Operation(Node node) => node switch
    {
        Apply apply => $"{apply.Primitive.Name} {Names(apply.Operands)}",
        Load load => $"load {_names.Of(load.Array)}[{List(load.Indices)}]",
        Length length => string.Create(CultureInfo.InvariantCulture, $"length[{length.Dimension}] {_names.Of(length.Array)}"),
        RangeChecked range => $"checked {_names.Of(range.Array)}[{_names.Of(range.Low)}..{_names.Of(range.High)}]",
        Member member => $"member[{member.Info.Name}] {_names.Of(member.Operands[0])}",
        Call call => $"call[{call.Method.DeclaringType?.Name}.{call.Method.Name}] {Names(call.Operands)}".TrimEnd(),
        In entered => $"in[{_names.Of(entered.Axis)}] {_names.Of(entered.Value)}",
        At at => $"at[{string.Join(", ", at.Replaced.Select((axis, i) => $"{_names.Of(axis)} := {_names.Of(at.Indices[i])}"))}] {_names.Of(at.Value)}",
        Choose choose => $"choose[{_names.Of(choose.Guard)}, {_names.Of(choose.Guard.Complement!)}] {Names(choose.Operands)}",
        Reduce reduce => $"{GraphNotation.Name(reduce)}[{_names.List(reduce.Reduced)}] {_names.Of(reduce.Body)}",
        Carry carry => $"carry[{_names.Of(carry.Axis)}] init {_names.Of(carry.Initial)} next {_names.Of(carry.Next)}",
        Recurrence recurrence => $"sofar[{_names.Of(recurrence.Axis)}] {_names.Of(recurrence.Whole)}",
        Final final => $"final {_names.Of(final.Carry)}",
        Scatter scatter => $"scatter[{string.Join(", ", scatter.ResultAxes.Select(axis => _names.Of(axis)))}] " +
            string.Join("; ", scatter.Contributions.Select(contribution => Contribution("", contribution, scatter.Stores))),
        _ => throw new InvalidOperationException($"{node.GetType().Name} has no notation."),
    };

    private void Outputs(Program program)
    {
        foreach (var contribution in program.Arrays.SelectMany(output => output.Contributions)) Define(contribution.Domain);
        foreach (var effect in program.Effects) _text.Append("  effect ").Append(_names.Of(effect)).Append('\n');
        if (program.Value is { } value) _text.Append("  return ").Append(_names.Of(value)).Append('\n');
        foreach (var output in program.Scalars) _text.Append("  gradient ").Append(_names.Of(output.Of)).Append(" = ").Append(_names.Of(output.Value)).Append('\n');
        foreach (var output in program.Arrays)
        {
            if (output.Contributions.Length == 0) _text.Append("  gradient ").Append(_names.Of(output.Of)).Append(" = 0\n");
            foreach (var contribution in output.Contributions)
                _text.Append(output.Lengths is null ? "  gradient " : "  result ").Append(Contribution(_names.Of(output.Of), contribution, output.Stores)).Append('\n');
        }
    }

    private string Contribution(string target, Contribution contribution, bool stores) =>
        $"{target}[{List(contribution.Indices)}] {(stores ? "=" : "+=")} {_names.Of(contribution.Value)} over {_names.Of(contribution.Domain)}";

    private string Names(ReadOnlySpan<Node> nodes) => Join(" ", nodes);

    private string List(ReadOnlySpan<Node> nodes) => Join(", ", nodes);

    private string Join(string separator, ReadOnlySpan<Node> nodes) => string.Join(separator, nodes.ToArray().Select(node => _names.Of(node)));
}
