using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Vectors;

/// <summary>
/// What a loop inside of a vectorised one does with rows, one for each lane, and a vector along them: <c>sum += x[i, j] * w[j]</c>, a sum for each row, or <c>g[j] += x[i, j] * f[i]</c>, multiples of the rows added up.
/// Either goes along the rows as well as across them, and needn't have them transposed.
/// </summary>
/// <param name="Statement">The statement; of sums and differences of products it is that of several.</param>
/// <param name="Row">The element of a row.</param>
/// <param name="Factor">The element of the vector, a <see cref="Load"/>; of what is added up, the factor of the row.</param>
/// <param name="IsSubtracted">Whether the product is subtracted.</param>
/// <param name="AddsRows">Whether it adds up multiples of the rows.</param>
internal sealed record RowProduct(Statement Statement, Load Row, Node Factor, bool IsSubtracted, bool AddsRows)
{
    // Of one loop: each has numbers of its own.
    private const int Most = 8;

    /// <summary>The loops inside of a vectorised one that do nothing but this, with what each does.</summary>
    public static IReadOnlyDictionary<LoopItem, IReadOnlyList<RowProduct>> InsideOf(LoopItem loop, LaneKinds kinds, Schedule schedule, VectorTarget target)
    {
        var found = new Dictionary<LoopItem, IReadOnlyList<RowProduct>>();
        if (!target.Reassociates || kinds.Scalar != typeof(double)) return found;
        foreach (var inner in loop.Body.Items.OfType<LoopItem>())
        {
            if (new Finder(loop, inner, kinds, schedule).All() is { } products) found.Add(inner, products);
        }

        return found;
    }

    /// <summary>The indices of the element in the first column: those of an element, of which the last is the column, and null for that, or adds it to the place where the row begins. Null if columns are not side by side.</summary>
    public static Node?[]? FirstColumn(ReadOnlySpan<Node> indices, Axis columns)
    {
        var (outer, last) = (indices[..^1].ToArray(), indices[^1]);
        if (Array.Exists(outer, index => index.Axes.Contains(columns))) return null;
        if (IsColumn(last)) return [.. outer, null];
        if (In.Through(last) is not Apply { Operands: [var a, var b], Primitive: var primitive } || primitive != Primitives.Add) return null;
        return IsColumn(a) && !b.Axes.Contains(columns) ? [.. outer, b] : IsColumn(b) && !a.Axes.Contains(columns) ? [.. outer, a] : null;

        bool IsColumn(Node index)
        {
            while (index is In || Load.RunsOf(index) is not null) index = index.Operands[0];
            return index is IndexOf { Axis: var axis } && axis == columns;
        }
    }

    private sealed class Finder(LoopItem loop, LoopItem inner, LaneKinds kinds, Schedule schedule)
    {
        private readonly List<RowProduct> _products = [];

        public IReadOnlyList<RowProduct>? All()
        {
            if (inner.Axis is not { Kind: AxisKind.Loop, EndsEarly: false } || inner.States.Count > 0 || schedule.BlockLoops.ContainsKey(inner) || !IsBefore(inner.Axis.Bound)) return null;
            foreach (var item in inner.Body.Items)
            {
                if (item is Compute { Node: Apply or Load } compute && IsHere(compute.Node) && !schedule.Facts.IsCheck(compute.Node)) continue;
                if (item is not Statement statement || SumOf(statement) is not var (sum, addsRows) || !TryTake(sum, statement, addsRows)) return null;
            }

            return _products.Count > 0 ? _products : null;
        }

        // What a statement adds to a sum for each row, or to one for each column; null if it does anything else.
        private (Node Value, bool AddsRows)? SumOf(Statement statement)
        {
            switch (statement)
            {
                case Accumulate { Reduction: { Kind: ReductionKind.Sum, Reduced: [var axis] } sum } when sum.Type == kinds.Scalar:
                    var (placement, made) = (schedule.Placements[sum], BufferLayout.Inner(schedule.Placements[sum]));
                    if (axis == inner.Axis) return made.IsEmpty && kinds.Of(sum) == LaneKind.Real ? (sum.Body, false) : null;
                    return axis == loop.Axis && made.Count == 1 && placement.Layout!.Axes[^1] == inner.Axis ? (sum.Body, true) : null;
                case ScatterAdd { Output: { Stores: false } output, Contribution: var contribution }:
                    var isVector = !schedule.Windows.ContainsKey(output) && contribution.Domain.Guards.Except(loop.Parent.Axes).IsEmpty && contribution.Indices.All(IsReached)
                        && FirstColumn(contribution.Indices, inner.Axis) is { } first && Array.TrueForAll(first, index => index is null || IsBefore(index));
                    return isVector ? (contribution.Value, true) : null;
                default:
                    return null;
            }
        }

        // The products that a sum or difference is made of, which may have any number of terms.
        private bool TryTake(Node sum, Statement statement, bool addsRows)
        {
            var terms = new Stack<(Node Term, bool IsSubtracted)>([(sum, false)]);
            while (terms.TryPop(out var next))
            {
                var (term, isSubtracted) = next;
                if (_products.Count + terms.Count >= Most || !IsHere(term) || term is not Apply { Primitive: var primitive, Operands: [var a, .. var others] }) return false;
                if (primitive == Primitives.Negate) terms.Push((a, !isSubtracted));
                else if (primitive == Primitives.Add || primitive == Primitives.Subtract)
                {
                    terms.Push((others[0], isSubtracted != (primitive == Primitives.Subtract)));
                    terms.Push((a, isSubtracted));
                }
                else if (primitive != Primitives.Multiply || !TryTake(a, others[0], statement, isSubtracted, addsRows)) return false;
            }

            return true;
        }

        private bool TryTake(Node a, Node b, Statement statement, bool isSubtracted, bool addsRows)
        {
            var (row, factor) = IsRow(In.Through(a)) ? (a, b) : (b, a);
            factor = addsRows ? factor : In.Through(factor);
            if (!IsRow(In.Through(row)) || !(addsRows ? !factor.Axes.Contains(inner.Axis) : IsVector(factor))) return false;
            _products.Add(new(statement, (Load)In.Through(row), factor, isSubtracted, addsRows));
            return true;
        }

        // What lies side by side for the lanes needs no transposing.
        private bool IsRow(Node node) => kinds.Of(node) == LaneKind.Real && FirstOf(node) is { } first && !kinds.IsNext(((Load)node).Indices[^1]) && Array.TrueForAll(first, index => index is null || IsKnown(index));

        private bool IsVector(Node node) => kinds.Of(node) == LaneKind.Uniform && FirstOf(node) is { } first && Array.TrueForAll(first, index => index is null || IsBefore(index));

        // The indices in the first column of an element of an input; or, where rows are arrays of their own, that of the row.
        private Node?[]? FirstOf(Node node)
        {
            if (node is not Load { IsReference: false } load || load.Type != kinds.Scalar || !IsHere(load) || !load.Axes.Guards.Except(inner.Body.Axes).IsEmpty || !load.Indices.ToArray().All(IsReached)) return null;
            var first = FirstColumn(load.Indices, inner.Axis);
            if (In.Through(load.Array) is Parameter) return first;
            return first is [null] && load.Holder is { Indices: [var row] } rows && In.Through(rows.Array) is Parameter ? [row] : null;
        }

        // Whether an index is in range in the loop, and not only if others run.
        private bool IsReached(Node index) => Load.RunsOf(index) is not { } runs || Load.IsInside(runs, inner.Body.Axes);

        // Whether it is there before the loop.
        private bool IsBefore(Node node) => loop.Parent.Axes.ContainsAll(node.Axes);

        // Whether an index that grows evenly from lane to lane, or not at all, follows in a few steps from that of the loop and from what is there before it.
        private bool IsKnown(Node index)
        {
            const int MostSteps = 32;
            var steps = 0;
            for (var pending = new Stack<Node>([index]); pending.TryPop(out var node);)
            {
                if (IsBefore(node) || node is IndexOf { Axis: var axis } && axis == loop.Axis) continue;
                if (++steps > MostSteps || kinds.Of(node) is not (LaneKind.Affine or LaneKind.Uniform) || node is not (In or Apply) || node is Apply && !IsHere(node)) return false;
                foreach (var operand in node.Operands) pending.Push(operand);
            }

            return true;
        }

        // Computed in the loop, for it alone.
        private bool IsHere(Node node) => !schedule.Program.Expansions.ContainsKey(node)
            && (schedule.Facts.IsFloating(node) || (schedule.Placements.TryGetValue(node, out var placement) && placement is { Layout: null } && placement.Home == inner.Body));
    }
}
