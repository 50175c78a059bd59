using System.Linq.Expressions;
using ExprGrad.Emission.Vectors;
using ExprGrad.Ir;
using ExprGrad.Runtime;
using ExprGrad.Scheduling;

namespace ExprGrad.Emission;

/// <summary>What a vectorised loop adds to arrays and stores in them.</summary>
internal sealed partial class Emitter
{
    private void EmitLaneScatter(ScatterAdd scatter, EmissionContext at)
    {
        var contribution = scatter.Contribution;
        if (scatter.Output is not { } output)
        {
            EmitLaneScatter(scatter, scatter.Target!, at);
            return;
        }

        if (_windows.TryGetValue(output, out var window))
        {
            AddToLaneWindow(WindowInLanes(window), window.OffsetOf(contribution.Indices[0]), contribution.Value, at);
            return;
        }

        var (row, indices) = RowOf(output.Of, contribution.Indices, at);
        var span = row.Span!;
        var isWhole = indices.Length == contribution.Indices.Length;
        if (output.Stores)
        {
            if (isWhole && StoresInRow(output, indices, contribution.Value, at)) return;
            ForEachVector(() => at.Code.Add(IfChecked(WriteLanes(span, Place(indices, i => row.Lengths[i], at), InLanes(contribution.Value, at), at), contribution.Indices, at)));
            return;
        }

        if (AddsInOrder(scatter, row.Span!, of => Place(of[^indices.Length..], i => row.Lengths[i], at), at)) return;

        if (isWhole && AddsToRow(scatter, at)) return;

        // Sums for all elements of a row need to know before the loop which row it is.
        Add(span, indices, i => row.Lengths[i], contribution, isOfLoop: IsOutside(contribution.Indices[..^indices.Length]), at);
    }

    private void EmitLaneScatter(ScatterAdd scatter, Scatter target, EmissionContext at)
    {
        var contribution = scatter.Contribution;
        var buffer = Buffer(_schedule.Placements[target]);
        LanePosition Place(Node[] indices) => LaneElement(buffer, at, AxisSet.Empty, axis => Array.IndexOf(target.ResultAxes, axis) is var i and >= 0 ? indices[i] : null);
        if (buffer.Lanes is null && !target.Stores && AddsInOrder(scatter, buffer.Span, Place, at)) return;
        ForEachVector(() =>
        {
            var position = Place(contribution.Indices);
            if (buffer.Lanes is not null)
            {
                var (form, value) = (_lanes!.Form, InLanes(contribution.Value, at));
                var old = ReadLaneElement(buffer, position, at);
                at.Code.Add(WriteLaneElement(
                    buffer, position, target.Stores ? form.Select(Branch(at), value, old) : form.Call("Add", old, form.Select(Branch(at), value, form.Zero)), at));
            }
            else if (!position.IsUniform)
            {
                var value = InLanes(contribution.Value, at);
                at.Code.Add(target.Stores ? WriteLanes(buffer.Span, position, value, at) : AddLanes(buffer.Span, position, value, at));
            }
            else if (_lanes!.Replica == 0)
            {
                // Of all vectors at once.
                if (IsOutside(contribution.Indices)) AddTotal(buffer.Span, position.First, contribution.Value, [], at);
                else AddSums(RangeIn(buffer, axis => Array.IndexOf(target.ResultAxes, axis) is var i and >= 0 ? contribution.Indices[i] : null, at), contribution.Value, [], at);
            }
        });
    }

    private void Add(Expression span, Node[] indices, Func<int, Expression> extent, Contribution contribution, bool isOfLoop, EmissionContext at)
    {
        var value = contribution.Value;
        indices = Array.ConvertAll(indices, OutsideBranches);
        if (Array.Exists(indices, Varies))
        {
            ForEachVector(() => at.Code.Add(IfChecked(AddLanes(span, Place(indices, extent, at), InLanes(value, at), at), contribution.Indices, at)));
            return;
        }

        if (isOfLoop && !IsOutside(indices))
        {
            AddSums(RangeOf(span, indices, extent, at), value, contribution.Indices, at);
            return;
        }

        var position = Place(indices, extent, at).First;
        if (isOfLoop) AddTotal(span, position, value, contribution.Indices, at);
        else at.Code.Add(IfChecked(Expression.Call(typeof(Elements), nameof(Elements.Add), null, span, position, _lanes!.Form.Call("Sum", AllVectors(value, at))), contribution.Indices, at));
    }

    // Whether neighbouring elements are added to with fewer accesses to memory than one for each.
    private bool AddsInOrder(ScatterAdd scatter, Expression span, Func<Node[], LanePosition> place, EmissionContext at) =>
        AddsToNeighbours(scatter, span, place, at) || AddsSliding(scatter, span, place, at);

    private LanePosition Place(Node[] indices, Func<int, Expression> extent, EmissionContext at) => Flat([.. indices.Select(index => LaneIndex(index, at))], extent);

    // Whether the element is the same for the whole loop.
    private bool IsOutside(Node[] indices) => Array.TrueForAll(indices, index => _lanes!.Code.Loop.Loop.Parent.Axes.ContainsAll(index.Axes));

    // An index that is there before the loop, without the branches in it.
    private Node OutsideBranches(Node index)
    {
        var outside = index;
        while (outside is In { Axis.IsGuard: true } entered) outside = entered.Value;
        return IsOutside([outside]) ? outside : index;
    }

    // The sum of all lanes in use of all vectors, lane by lane.
    private Expression AllVectors(Node value, EmissionContext at)
    {
        var form = _lanes!.Form;
        Expression? sum = null;
        ForEachVector(() =>
        {
            if (Active(at) is { } active) sum = form.And(active, InLanes(value, at)) is var taken && sum is null ? taken : form.Call("Add", sum!, taken);
            else sum = sum is null && !IsUnplaced(value, Primitives.Negate, at) ? InLanes(value, at) : Plus(sum ?? form.Zero, value, isSubtracted: false, at);
        });
        return sum!;
    }

    /// <summary>Adds to one element, the same in all iterations, from all lanes.</summary>
    private void AddTotal(Expression span, Expression position, Node value, Node[] indices, EmissionContext at)
    {
        var (code, form) = (_lanes!.Code, _lanes.Form);
        var totals = new ParameterExpression[_lanes.Replicas];
        ForEachVector(() =>
        {
            var total = totals[_lanes.Replica] = Variable(form.Vector, "total");
            code.Starts.Add(Expression.Assign(total, form.Zero));
            AddToSum(total, value, at);
        });
        var sum = Converted(SumOf(totals, form, code.Ends), form.Scalar);
        var isInBranch = !at.Axes.Except(code.Loop.Loop.Parent.Axes).Guards.IsEmpty;
        code.Ends.Add(IfChecked(Expression.Call(typeof(Elements), isInBranch ? nameof(Elements.AddWithin) : nameof(Elements.Add), null, span, position, sum), indices, at));
        code.NoteSum(at.Block);
    }

    // From the lanes in use, of one vector.
    private void AddToSum(ParameterExpression sum, Node value, EmissionContext at) => at.Code.Add(Expression.Assign(
        sum, Active(at) is { } active ? _lanes!.Form.Call("Add", sum, _lanes.Form.And(active, InLanes(value, at))) : Plus(sum, value, isSubtracted: false, at)));

    /// <summary>Adds to one element from all lanes. Each lane has a sum of its own for each element, taken together when the loop has ended.</summary>
    private void AddSums(ElementRange elements, Node value, Node[] indices, EmissionContext at)
    {
        var (code, form) = (_lanes!.Code, _lanes.Form);
        var sums = code.Sums.Find(known => known.Elements.HasElementsOf(elements)).Sums;
        if (sums is null)
        {
            var slot = _bufferCount++;
            code.Sums.Add((elements, sums = Variable(typeof(Span<>).MakeGenericType(form.Vector), $"sums{slot}")));
            code.Before.Add(Expression.Assign(sums, Expression.Call(Workspace(), nameof(Runtime.Workspace.Span), [form.Vector], Expression.Constant(slot), elements.CountWithin())));
            code.Before.Add(Expression.Call(sums, nameof(Span<int>.Clear), null));
            code.After.Add(form.Access("AddSums", elements.Span, elements.First, elements.Stride, sums));
        }

        at.Code.Add(IfChecked(form.Access("AddVector", sums, elements.Index, AllVectors(value, at)), indices, at));
    }

    // The elements of a buffer that the loop adds to, at the current iteration or at the other indices that are given for some axes.
    private ElementRange RangeIn(BufferAccess buffer, Func<Axis, Node?> replaced, EmissionContext at)
    {
        ElementIndex Index(Axis axis)
        {
            if (replaced(axis) is not { } node) return new(axis, at.Index(axis), _lanes!.Code.Loop.Loop.Parent.Axes.Contains(axis));
            var index = ElementIndexOf(node, at);
            return axis == buffer.Layout.Folded ? index with { Value = Expression.And(index.Value, One) } : index;
        }

        return new ElementRange(buffer.Span, [.. buffer.Layout.Axes.Select(Index)], i => buffer.Extents[i]);
    }

    // Of one row of a flat array it is that row.
    private ElementRange RangeOf(Expression span, Node[] indices, Func<int, Expression> extent, EmissionContext at) =>
        RowElement.Of(indices) is (var row, var column, { } length) && ElementIndexOf(row, at) is { IsFixed: true } fixedRow
        ? new ElementRange(span, [fixedRow, ElementIndexOf(column, at)], _ => Expression.Constant(length))
        : new ElementRange(span, [.. indices.Select(index => ElementIndexOf(index, at))], extent);

    private ElementIndex ElementIndexOf(Node index, EmissionContext at)
    {
        index = OutsideBranches(index);
        return IsOutside([index]) ? new(index, Value(index, at.Around(_lanes!.Code.Loop.Loop.Parent.Axes)), IsFixed: true) : new(index, Value(index, at), IsFixed: false);
    }
}
