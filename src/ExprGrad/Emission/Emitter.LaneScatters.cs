using System.Linq.Expressions;
using ExprGrad.Emission.Vectors;
using ExprGrad.Ir;
using ExprGrad.Runtime;
using ExprGrad.Scheduling;
using ExprGrad.Scheduling.Vectors;

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

        if (AddsInOrder(scatter, row.Span!, (of, here) => Place(of[^indices.Length..], i => row.Lengths[i], here), at)) return;

        if (isWhole && AddsToRow(scatter, at)) return;

        // Sums for all elements of a row need to know before the loop which row it is.
        Add(span, indices, i => row.Lengths[i], contribution, isOfLoop: IsOutside(contribution.Indices[..^indices.Length]), at);
    }

    private void EmitLaneScatter(ScatterAdd scatter, Scatter target, EmissionContext at)
    {
        var contribution = scatter.Contribution;
        var buffer = Buffer(_schedule.Placements[target]);
        LanePosition Place(Node[] indices, EmissionContext here) => LaneElement(buffer, here, AxisSet.Empty, axis => Array.IndexOf(target.ResultAxes, axis) is var i and >= 0 ? indices[i] : null);
        if (buffer.Lanes is null && !target.Stores && AddsInOrder(scatter, buffer.Span, Place, at)) return;
        ForEachVector(() =>
        {
            var position = Place(contribution.Indices, at);
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
            var nest = NestOfSums(contribution.Indices[..^indices.Length], indices, at);
            AddSums(RangeOf(span, indices, extent, nest?.At ?? AroundLanes(at), at), value, contribution.Indices, at, nest);
            return;
        }

        var position = Place(indices, extent, at).First;
        if (isOfLoop) AddTotal(span, position, value, contribution.Indices, at);
        else at.Code.Add(IfChecked(Expression.Call(typeof(Elements), nameof(Elements.Add), null, span, position, _lanes!.Form.Call("Sum", AllVectors(value, at))), contribution.Indices, at));
    }

    // Whether neighbouring elements are added to with fewer accesses to memory than one for each. Where elements are is asked again in each of the bodies that the vectorised loop has: an index that one of them computes is not there in another.
    private bool AddsInOrder(ScatterAdd scatter, Expression span, Func<Node[], EmissionContext, LanePosition> place, EmissionContext at) =>
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

    // The outermost loop around the vectorised one over which sums of its lanes are kept, with the code around it; null if there is none. All of its iterations add to the same elements, so few terms that floats may
    // be added up in floats (FloatRuns), and it is no branch, has no state, and runs neither in blocks nor in lanes for some extents.
    private (LoopItem Loop, EmissionContext At)? NestOfSums(Node[] row, Node[] indices, EmissionContext at)
    {
        var lanes = _lanes!.Code.Loop;
        if (lanes.Where is not null || lanes.EndsOneByOne || _block?.Loop == lanes.Loop) return null;
        Node[] places = [.. row, .. RowElement.Of(indices) is (var place, var column, not null) ? [place, column] : indices];
        Node[] given = [.. places.Select(OutsideBranches).Where(index => IsOutside([index]))];
        (LoopItem, EmissionContext)? nest = null;
        var around = AroundLanes(at);
        var vectors = lanes.Axis.Bound is Constant { Value: int extent } ? (extent + lanes.Lanes - 1) / lanes.Lanes : FloatRuns.Terms + 1;
        var added = at.Axes.Loops.Except(around.Axes.Loops).Except([lanes.Axis]).Except(indices.Aggregate(AxisSet.Empty, (loops, index) => loops.Union(index.Axes)));
        while (around is { Parent: { } parent, BlockStart: null, Block.Owner: LoopItem { States.Count: 0 } loop } && !_schedule.VectorLoops.ContainsKey(loop) && !Array.Exists(given, index => index.Axes.Contains(loop.Axis)))
        {
            added = added.Union([loop.Axis]);
            if (_lanes.Form.Scalar == typeof(float) && (long)vectors * FloatRuns.TermsOf(added) > FloatRuns.Terms) break;
            (nest, around) = ((loop, parent), parent);
        }

        return nest;
    }

    /// <summary>
    /// Adds to one element from all lanes. Each lane has a sum of its own for each element, taken together when the loop, or a nest that it is in, has ended.
    /// </summary>
    private void AddSums(ElementRange elements, Node value, Node[] indices, EmissionContext at, (LoopItem Loop, EmissionContext At)? nest = null)
    {
        var (code, form) = (_lanes!.Code, _lanes.Form);
        var sums = code.Sums.Find(known => known.Elements.HasElementsOf(elements)).Sums;
        if (sums is null)
        {
            var slot = _bufferCount++;
            code.Sums.Add((elements, sums = Variable(typeof(Span<>).MakeGenericType(form.Vector), $"sums{slot}")));
            var before = nest is { At.Code: var around } ? around : code.Before;
            before.Add(Expression.Assign(sums, Expression.Call(Workspace(), nameof(Runtime.Workspace.Span), [form.Vector], Expression.Constant(slot), elements.CountWithin())));
            before.Add(Expression.Call(sums, nameof(Span<int>.Clear), null));
            (nest is { Loop: var loop } ? Behind(loop) : code.After).Add(form.Access("AddSums", elements.Span, elements.First, elements.Stride, sums));
        }

        at.Code.Add(IfChecked(form.Access("AddVector", sums, elements.Index, AllVectors(value, at)), indices, at));
    }

    // The elements of a buffer that the loop adds to, at the current iteration or at the other indices that are given for some axes.
    private ElementRange RangeIn(BufferAccess buffer, Func<Axis, Node?> replaced, EmissionContext at)
    {
        var around = AroundLanes(at);
        ElementIndex Index(Axis axis)
        {
            if (replaced(axis) is not { } node) return new(axis, at.Index(axis), _lanes!.Code.Loop.Loop.Parent.Axes.Contains(axis));
            var index = ElementIndexOf(node, around, at);
            return axis == buffer.Layout.Folded ? index with { Value = Expression.And(index.Value, One) } : index;
        }

        return new ElementRange(buffer.Span, [.. buffer.Layout.Axes.Select(Index)], i => buffer.Extents[i]);
    }

    private EmissionContext AroundLanes(EmissionContext at) => at.Around(_lanes!.Code.Loop.Loop.Parent.Axes);

    // Of one row of a flat array it is that row.
    private ElementRange RangeOf(Expression span, Node[] indices, Func<int, Expression> extent, EmissionContext around, EmissionContext at) =>
        RowElement.Of(indices) is (var row, var column, { } length) && ElementIndexOf(row, around, at) is { IsFixed: true } fixedRow
        ? new ElementRange(span, [fixedRow, ElementIndexOf(column, around, at)], _ => Expression.Constant(length))
        : new ElementRange(span, [.. indices.Select(index => ElementIndexOf(index, around, at))], extent);

    // What is the same in all iterations is there around the loop.
    private ElementIndex ElementIndexOf(Node index, EmissionContext around, EmissionContext at)
    {
        index = OutsideBranches(index);
        return IsOutside([index]) ? new(index, Value(index, around), IsFixed: true) : new(index, Value(index, at), IsFixed: false);
    }
}
