using System.Globalization;
using System.Text;
using ExprGrad.Ir;
using ExprGrad.Scheduling.Contractions;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Scheduling;

/// <summary>The text of a schedule: its loops and branches with their statements, and the buffers; docs/report.md tells how to read it.</summary>
internal sealed class SchedulePrinter
{
    // Deeper blocks stand no further to the right.
    private const int MaxIndentation = 20;

    private readonly StringBuilder _text;
    private readonly Schedule _schedule;
    private readonly GraphNames _names;
    private readonly ScheduleFormulas _formulas;
    private readonly Dictionary<Item, List<Final>> _kept = [];

    private SchedulePrinter(StringBuilder text, Schedule schedule, GraphNames names)
    {
        (_text, _schedule, _names, _formulas) = (text, schedule, names, new ScheduleFormulas(schedule, names));
        foreach (var placement in schedule.Placements.Values)
        {
            if (placement is not { Layout: not null, Node: Final final }) continue;
            if (!_kept.TryGetValue(placement.Last, out var list)) _kept.Add(placement.Last, list = []);
            list.Add(final);
        }
    }

    /// <summary>The text of a function: its checks, which run before anything is written, and the function itself.</summary>
    /// <param name="schedules">The schedules.</param>
    /// <param name="program">What the function gives out.</param>
    /// <param name="names">The names that other texts use too.</param>
    public static string Print(Schedules schedules, Program program, GraphNames names)
    {
        var text = new StringBuilder();
        var (checks, main, contracted, loopSums) = schedules;
        if (checks.Root.Items.Count > 0) new SchedulePrinter(text, checks, names).Function("check before anything is written", checks.Program);
        var last = new SchedulePrinter(text, main, names);
        last.Function(contracted is null ? "compute" : "compute, while matrices are small", program);
        if (contracted is not null)
        {
            var (shortest, fewest) = contracted.Facts.Contracted!.Size;
            last = new SchedulePrinter(text, contracted, names);
            last.Function(string.Create(CultureInfo.InvariantCulture, $"compute, where one is large: {shortest} or more rows, columns and terms of each sum, {fewest:N0} in all"), program);
        }

        foreach (var line in loopSums.Select(last.Text).Distinct(StringComparer.Ordinal)) last.Line(1, line);
        return text.ToString();
    }

    private void Function(string title, Program program)
    {
        _text.Append(title).Append('\n');
        Buffers();
        Items();
        Results(program);
        Floating();
    }

    private void Buffers()
    {
        foreach (var placement in _schedule.Placements.Values)
        {
            if (placement.Layout is not { } layout) continue;
            var rows = layout.OuterCount == 0 ? "" : $" for each {string.Join(", ", layout.Axes.Take(layout.OuterCount).Select(_names.Of))}";
            Line(1, $"buffer {_names.Of(placement.Node)}: {GraphNotation.Type(placement.Node.Type)}[{string.Join(", ", layout.Axes.Skip(layout.OuterCount).Zip(layout.Sizes, (axis, size) => Extent(layout, axis, size)))}]{rows}{Room(placement)}");
        }
    }

    // The memory that it shares with others.
    private string Room(Placement placement)
    {
        if (placement.Output is { } output) return $" where gradient {_names.Of(output.Of)} will be";
        var before = placement.Follows;
        while (before is { Output: not null }) before = before.Follows;
        return before is null ? "" : $" where {_names.Of(before.Node)} was";
    }

    // Of what is folded there are two at a time.
    private string Extent(BufferLayout layout, Axis axis, Node size) => axis == layout.Folded ? $"2 of {_formulas.Use(axis.Bound)}" : _formulas.Use(size);

    // What is to be printed next is on top: an item, or the text that ends one.
    private void Items()
    {
        var pending = new Stack<(object What, int Depth)>();
        Push(_schedule.Root, 1);
        while (pending.TryPop(out var next))
        {
            switch (next.What)
            {
                case string line:
                    Line(next.Depth, line);
                    break;
                case LoopItem loop:
                    PushLines([.. _kept.GetValueOrDefault(loop, []).Select(final => $"{_formulas.Place(final)} = {_names.Of(final.Carry)}")], next.Depth);
                    PushLines([.. loop.States.Select(state => $"next {_names.Of(state)} = {_formulas.Use(state.Next)}")], next.Depth + 1);
                    Push(loop.Body, next.Depth + 1);
                    Line(next.Depth, Header(loop));
                    break;
                case BranchItem branch:
                    var predicate = _formulas.Use(branch.Predicate);
                    if (branch.Else.Items.Count > 0)
                    {
                        Push(branch.Else, next.Depth + 1);
                        pending.Push((branch.Then.Items.Count > 0 ? "else" : $"unless {predicate}", next.Depth));
                    }

                    if (branch.Then.Items.Count == 0) break;
                    Push(branch.Then, next.Depth + 1);
                    Line(next.Depth, $"if {predicate}");
                    break;
                case Statement statement:
                    Line(next.Depth, Text(statement));
                    break;
            }
        }

        void Push(Block block, int depth)
        {
            for (var i = block.Items.Count - 1; i >= 0; i--) pending.Push((block.Items[i], depth));
        }

        void PushLines(string[] lines, int depth)
        {
            for (var i = lines.Length - 1; i >= 0; i--) pending.Push((lines[i], depth));
        }
    }

    private string Header(LoopItem loop)
    {
        var states = loop.States.Select(state => $"{_formulas.Place(state)} from {_formulas.Use(state.Initial)}");
        return $"for {_names.Of(loop.Axis)} < {_formulas.Use(loop.Axis.Bound)}{(loop.States.Count == 0 ? "" : $" carry {string.Join(", ", states)}")}{Lanes(loop)}{Blocks(loop)}";
    }

    // How many iterations run at once, or why one at a time.
    private string Lanes(LoopItem loop)
    {
        if (_schedule.VectorLoops.TryGetValue(loop, out var vector))
            return string.Create(CultureInfo.InvariantCulture, $"  in {vector.Lanes} lanes{(vector.Replicas == 1 ? "" : $", {vector.Replicas} vectors at once")}{(vector.HasRounds ? "" : ", masked")}{(vector.EndsOneByOne ? ", the rest one at a time" : "")}{Where(vector.Where)}");
        if (loop.Parent.Owner is LoopItem around && _schedule.VectorLoops.TryGetValue(around, out var outer) && outer.RowProducts.ContainsKey(loop)) return "  along the rows";
        return _schedule.ScalarLoops.TryGetValue(loop, out var reason) ? $"  one at a time: {(reason.Stranger is { } node ? $"{_names.Of(node)} " : "")}{reason.Text}" : "";
    }

    // A loop stands for its extent.
    private string Where(LaneChoice? choice)
    {
        string Count(Axis loop, Trips trips) => loop == trips.InLanes ? string.Create(CultureInfo.InvariantCulture, $"⌈{_names.Of(loop)}/{trips.Vectors.Lanes}⌉") : _names.Of(loop);
        string Term((Trips Trips, double Additions) term) =>
            string.Join(' ', term.Trips.Loops.Select(loop => Count(loop, term.Trips)).Prepend(term.Additions.ToString("0.#", CultureInfo.InvariantCulture)));
        string Sum(Cost cost) => string.Join(" + ", cost.Terms.Select(Term));
        return choice is null ? "" : $" where {Sum(choice.InLanes)} < {Sum(choice.OneByOne)}, else one at a time";
    }

    // How large the blocks are, from which their number follows; or why there is one only.
    private string Blocks(LoopItem loop)
    {
        if (_schedule.WholeLoops.TryGetValue(loop, out var reason)) return $"  in one block: {reason}";
        if (!_schedule.BlockLoops.TryGetValue(loop, out var blocks)) return "";
        string Part((AxisSet Inner, double Cost) part) => string.Create(
            CultureInfo.InvariantCulture, $"{part.Cost:0.#}{(part.Inner.IsEmpty ? "" : $" for each {string.Join(", ", part.Inner.Select(_names.Of))}")}");
        return string.Create(CultureInfo.InvariantCulture, $"  in blocks that take {blocks.SmallestWork:N0} or more, an iteration {string.Join(" + ", blocks.Work.Select(Part))}");
    }

    private string Text(Statement statement) => statement switch
    {
        Compute { Node: var node } when _schedule.Program.ResultLengths.Contains(node) => $"length of a result: {_formulas.Use(node)}",
        Compute { Node: var node } when _schedule.Facts.IsFloating(node) => $"check {_formulas.Use(node)}",
        Compute { Node: Apply check } when _schedule.Facts.IsCheck(check) => $"check {_formulas.Definition(check)}",
        Compute { Node: var node } when node.Type == typeof(void) => _formulas.Definition(node),
        Compute { Node: var node } => $"{_formulas.Place(node)} = {_formulas.Definition(node)}",
        AssignArm arm => $"{_formulas.Place(arm.Choice)} = {_formulas.Use(arm.Value)}",
        Accumulate { Reduction: var reduction } => Text(reduction, _formulas.Place(reduction), _formulas.Use(reduction.Body)),
        ScatterAdd { Target: { } target } scatter => $"{Target(target, scatter.Contribution)} {(target.Stores ? "=" : "+=")} {_formulas.Use(scatter.Contribution.Value)}",
        ScatterAdd { Output: { Lengths: not null } output } scatter => $"result {_names.Of(output.Of)}[{Indices(scatter.Contribution)}] {(output.Stores ? "=" : "+=")} {_formulas.Use(scatter.Contribution.Value)}",
        ScatterAdd { Output: { } output } scatter => $"gradient {_names.Of(output.Of)}[{Indices(scatter.Contribution)}] {(output.Stores ? "=" : "+=")} {_formulas.Use(scatter.Contribution.Value)}{Once(output)}",
        MultiplyMatrices product => Text(product),
        _ => throw new InvalidOperationException($"{statement.GetType().Name} has no text."),
    };

    private string Text(MultiplyMatrices statement)
    {
        var product = statement.Contraction;
        var (place, how) = statement.Output is { } output
            ? ($"gradient {_names.Of(output.Of)}[{string.Join(", ", output.Places.Select(_formulas.Use))}]", product.IsNegated ? "-=" : "+=")
            : (_formulas.Place(product.Sum), product.IsWhole ? "=" : product.IsNegated ? "-=" : "+=");
        var by = _schedule.Facts.Contracted!.Kernel.Path is { } library ? $" of {library}" : _schedule.SmallestBlock is null ? "" : ", in blocks";
        return $"{place} {how} {_formulas.Use(product.Left.Element)} times {_formulas.Use(product.Right.Element)} over {_names.Of(product.Inner)}  by the matrix kernel{by}";
    }

    private string Text(LoopSum sum)
    {
        var what = sum.Of is { } node ? _names.Of(node) : $"gradient {_names.Of(sum.Gradient!)}";
        return $"{what} is not left to the matrix kernel: {(sum.Axis is { } axis ? $"{_names.Of(axis)} " : "")}{sum.Reason}";
    }

    private string Text(Reduce reduction, string place, string value) => reduction.Kind switch
    {
        ReductionKind.Sum => $"{place} += {value}",
        ReductionKind.CheckedSum => $"{place} += {value} checked",
        ReductionKind.Max or ReductionKind.Min => $"{place} = {reduction.Kind.ToString().ToLowerInvariant()}({place}, {value})",
        ReductionKind.ArgMax or ReductionKind.ArgMin => $"{place} = {reduction.Kind.ToString().ToLowerInvariant()} over {_names.Of(reduction.Reduced[^1])} of {value}",
        _ => $"{place} = first {_names.Of(reduction.Reduced[^1])} where {value}",
    };

    // Such an output is not cleared before and added to: its elements are kept in registers until they are complete.
    private string Once(ArrayOutput output) => _schedule.Windows.ContainsKey(output) ? "  each element stored once" : "";

    private string Target(Scatter target, Contribution contribution) =>
        _formulas.Place(target, axis => Array.IndexOf(target.ResultAxes, axis) is var i and >= 0 ? _formulas.Use(contribution.Indices[i]) : _names.Of(axis));

    private string Indices(Contribution contribution) => string.Join(", ", contribution.Indices.Select(_formulas.Use));

    private void Results(Program program)
    {
        if (program.Value is { } value) Line(1, $"return {_formulas.Use(value)}");
        foreach (var output in program.Scalars) Line(1, $"gradient {_names.Of(output.Of)} = {_formulas.Use(output.Value)}");
        foreach (var output in program.Arrays.Where(output => output.Contributions.Length == 0)) Line(1, $"gradient {_names.Of(output.Of)} = 0");
    }

    private void Floating()
    {
        var uses = FloatingUses.Of(_schedule);
        if (uses.Count == 0) return;
        var again = uses.Where(use => use.Blocks > 1).Select(use => string.Create(CultureInfo.InvariantCulture, $"{_names.Of(use.Node)} in {use.Blocks}")).ToList();
        var text = string.Create(CultureInfo.InvariantCulture, $"floating: {uses.Count} {(uses.Count == 1 ? "value" : "values")} computed where used");
        Line(1, again.Count == 0 ? text : $"{text}, in one block each but for {string.Join(", ", again)}");
    }

    private void Line(int depth, string line) => _text.Append(' ', 2 * Math.Min(depth, MaxIndentation)).Append(line).Append('\n');
}
