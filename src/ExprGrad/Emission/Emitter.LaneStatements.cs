using System.Linq.Expressions;
using ExprGrad.Emission.Vectors;
using ExprGrad.Ir;
using ExprGrad.Runtime;
using ExprGrad.Scheduling;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Emission;

/// <summary>Statements in a vectorised loop, and sums over its lanes.</summary>
internal sealed partial class Emitter
{
    private readonly Dictionary<(ArrayOutput Output, int Replica), WindowCode> _laneWindows = [];

    // What is the same in all lanes is done once.
    private bool IsUniform(Statement statement) => statement switch
    {
        Compute { Node: var node } => !Varies(node),
        AssignArm arm => !Varies(arm.Choice),
        Accumulate { Reduction: var reduction } => !reduction.Reduced.Contains(_lanes!.Axis) && !Varies(reduction),
        _ => false,
    };

    private void ForEachVector(Action emit)
    {
        for (_lanes!.Replica = 0; _lanes.Replica < _lanes.Replicas; _lanes.Replica++) emit();
        _lanes.Replica = 0;
    }

    private void EmitInLanes(Statement statement, EmissionContext at)
    {
        switch (statement)
        {
            case Compute { Node: var node } when _schedule.Facts.IsFloating(node):
                ForEachVector(() => Value(node, at));
                break;
            case Compute { Node: var node } when IsDeferred(node):
                break;
            case Compute { Node: var node }:
                ForEachVector(() => at.Code.Add(Assign(node, ForVariable(LaneType(node), Compute(node, at)))));
                break;
            case AssignArm arm:
                // The other arm's lanes keep what they have.
                ForEachVector(() =>
                {
                    var chosen = LaneLocal(arm.Choice);
                    at.Code.Add(Expression.Assign(chosen, _lanes!.Form.Select(Branch(at), InLanes(arm.Value, at), chosen)));
                });
                break;
            case Accumulate accumulate:
                EmitLaneAccumulate(accumulate.Reduction, at);
                break;
            case ScatterAdd scatter:
                EmitLaneScatter(scatter, at);
                break;
        }
    }

    private Expression ForVariable(Type type, Expression value) => type == _lanes!.Form.Vector ? _lanes.Form.Broadcast(value) : value;

    private void EmitLaneAccumulate(Reduce reduction, EmissionContext at)
    {
        var lanes = _lanes!;
        var placement = _schedule.Placements[reduction];
        if (reduction.Reduced.Contains(lanes.Axis))
        {
            if (IsMadeInPlace(placement))
            {
                var target = Buffer(placement);
                AddSums(target.Span, Position(target, at), reduction.Body, [], at);
                return;
            }

            ForEachVector(() => AccumulateOverLanes(reduction, at));
            return;
        }

        ForEachVector(() =>
        {
            if (IsMadeInPlace(placement))
            {
                var buffer = Buffer(placement);
                var position = LaneElement(buffer, at);
                var value = lanes.Form.Select(Branch(at), InLanes(reduction.Body, at), lanes.Form.Zero);
                at.Code.Add(WriteLaneElement(buffer, position, lanes.Form.Call("Add", ReadLaneElement(buffer, position, at), value), at));
                return;
            }

            Take(reduction, LaneLocal(reduction), () => BestInLanes(reduction), Branch(at), at);
        });
    }

    private readonly Dictionary<(Reduce, int), ParameterExpression> _laneBest = [];

    private ParameterExpression BestInLanes(Reduce reduction)
    {
        var key = (reduction, _lanes!.Replica);
        if (!_laneBest.TryGetValue(key, out var best)) _laneBest.Add(key, best = Variable(_lanes.Form.Vector, "best"));
        return best;
    }

    /// <summary>Takes a value in each lane into a reduction of each lane.</summary>
    private void Take(Reduce reduction, ParameterExpression total, Func<ParameterExpression> best, Expression? mask, EmissionContext at)
    {
        var form = _lanes!.Form;
        if (reduction.Kind == ReductionKind.Sum)
        {
            at.Code.Add(Expression.Assign(total, mask is null ? Plus(total, reduction.Body, at) : form.Call("Add", total, form.And(mask, InLanes(reduction.Body, at)))));
            return;
        }

        var value = InLanes(reduction.Body, at);
        switch (reduction.Kind)
        {
            case ReductionKind.Max or ReductionKind.Min:
                at.Code.Add(Expression.Assign(total, form.Select(form.And(Beats(form, reduction.Kind, value, total), mask), value, total)));
                break;
            default:
                var held = best();
                var kind = reduction.Kind == ReductionKind.ArgMax ? ReductionKind.Max : ReductionKind.Min;
                var better = Variable(form.Vector, "better");
                at.Code.Add(Expression.Assign(better, form.And(form.Call("Or", form.Call("LessThan", total, form.Zero), Beats(form, kind, value, held)), mask)));
                at.Code.Add(Expression.Assign(held, form.Select(better, value, held)));
                var loop = reduction.Reduced.Last(axis => !axis.IsGuard);
                var number = loop == _lanes.Axis ? Numbers(_lanes.Index, One) : form.Broadcast(at.Index(loop));
                at.Code.Add(Expression.Assign(total, form.Select(better, number, total)));
                break;
        }
    }

    // LINQ's order, as for scalars: Max prefers any number to NaN, Min prefers NaN to any number; of equals the first stays.
    private static Expression Beats(VectorForm form, ReductionKind kind, Expression value, Expression best)
    {
        var loses = form.Call(kind == ReductionKind.Max ? "LessThanOrEqual" : "GreaterThanOrEqual", value, best);
        var number = kind == ReductionKind.Max ? value : best;
        return form.Call("And", form.Call("Not", loses), form.Call("Equal", number, number));
    }

    private void AccumulateOverLanes(Reduce reduction, EmissionContext at)
    {
        var lanes = _lanes!;
        var (code, form) = (lanes.Code, lanes.Form);
        if (!code.Totals.TryGetValue(reduction, out var totals)) BeginTotals(reduction, code, totals = code.Totals[reduction] = new ParameterExpression[code.Loop.Replicas]);
        Take(reduction, totals[lanes.Replica], () => code.Best[reduction][lanes.Replica], Active(at), at);
    }

    // Each lane of each vector starts on its own; at the end they are taken together, and into what iterations of loops around have given.
    private void BeginTotals(Reduce reduction, VectorLoopCode code, ParameterExpression[] totals)
    {
        var form = code.Form;
        var isIndex = reduction.Kind is ReductionKind.ArgMax or ReductionKind.ArgMin;
        if (isIndex) code.Best[reduction] = new ParameterExpression[totals.Length];
        for (var i = 0; i < totals.Length; i++)
        {
            totals[i] = Variable(form.Vector, Name(reduction));
            code.Before.Add(Expression.Assign(totals[i], isIndex ? form.Broadcast(Expression.Constant(-1)) : reduction.Kind == ReductionKind.Sum ? form.Zero : form.Broadcast(Start(reduction))));
            if (!isIndex) continue;
            code.Best[reduction][i] = Variable(form.Vector, "best");
            code.Before.Add(Expression.Assign(code.Best[reduction][i], form.Zero));
        }

        var total = Local(reduction);
        switch (reduction.Kind)
        {
            case ReductionKind.Sum:
                var sum = totals.Aggregate<Expression>((a, b) => form.Call("Add", a, b));
                code.After.Add(Expression.Assign(total, Expression.Add(total, form.Call("Sum", sum))));
                break;
            case ReductionKind.Max or ReductionKind.Min:
                foreach (var part in totals)
                    code.After.Add(Expression.Assign(total, form.Access(reduction.Kind == ReductionKind.Max ? "LargestOf" : "SmallestOf", part, total)));
                break;
            default:
                var best = code.Best[reduction];
                var take = reduction.Kind == ReductionKind.ArgMax ? "TakeLargest" : "TakeSmallest";
                for (var i = 0; i < totals.Length; i++) code.After.Add(form.Access(take, best[i], totals[i], Best(reduction), total));
                break;
        }
    }

    private void EmitLaneScatter(ScatterAdd scatter, EmissionContext at)
    {
        var contribution = scatter.Contribution;
        if (scatter.Output is not { } output)
        {
            EmitLaneScatter(scatter.Target!, contribution, at);
            return;
        }

        if (_windows.TryGetValue(output, out var window))
        {
            ForEachVector(() =>
            {
                var key = (output, _lanes!.Replica);
                if (!_laneWindows.TryGetValue(key, out var own)) _laneWindows.Add(key, own = window.InLanes(WriteWindow(output, _schedule.Windows[output].First)));
                own.Add(Window.Offset(contribution.Indices[0], window.Loop.Axis)!.Value, InLanes(contribution.Value, at), at);
            });
            return;
        }

        var access = _outputs[output];
        var (span, indices) = ((Expression?)access.Span, contribution.Indices);
        if (span is null)
        {
            var row = indices[0];
            span = Row((output, row), row.Axes, home => OrNothing(Expression.ArrayIndex(access.Reference!, Value(row, home)), [row], home), at);
            indices = indices[1..];
        }

        if (output.Stores)
        {
            ForEachVector(() => at.Code.Add(WriteLanes(
                span, Flat([.. indices.Select(index => LaneIndex(index, at))], i => access.Lengths[i]), InLanes(contribution.Value, at), at)));
            return;
        }

        Add(span, indices, i => access.Lengths[i], contribution, access.Span is null, at);
    }

    private void EmitLaneScatter(Scatter target, Contribution contribution, EmissionContext at)
    {
        var buffer = Buffer(_schedule.Placements[target]);
        if (buffer.Lanes is not null)
        {
            ForEachVector(() =>
            {
                var form = _lanes!.Form;
                var position = LaneElement(buffer, at, AxisSet.Empty, axis => Array.IndexOf(target.ResultAxes, axis) is var i and >= 0 ? contribution.Indices[i] : null);
                var value = InLanes(contribution.Value, at);
                var old = ReadLaneElement(buffer, position, at);
                at.Code.Add(WriteLaneElement(buffer, position, target.Stores ? form.Select(Branch(at), value, old) : form.Call("Add", old, form.Select(Branch(at), value, form.Zero)), at));
            });
            return;
        }

        ForEachVector(() =>
        {
            var position = LaneElement(buffer, at, AxisSet.Empty, axis => Array.IndexOf(target.ResultAxes, axis) is var i and >= 0 ? contribution.Indices[i] : null);
            if (position.IsUniform)
            {
                if (_lanes!.Replica > 0) return;
                if (IsOutside(contribution.Indices)) AddTotal(buffer.Span, position.First, contribution.Value, [], at);
                else AddSums(buffer.Span, position.First, contribution.Value, [], at);
                return;
            }

            var value = InLanes(contribution.Value, at);
            at.Code.Add(target.Stores ? WriteLanes(buffer.Span, position, value, at) : AddLanes(buffer.Span, position, value, at));
        });
    }

    private void Add(Expression span, Node[] indices, Func<int, Expression> extent, Contribution contribution, bool isRow, EmissionContext at)
    {
        var value = contribution.Value;
        if (Array.Exists(indices, Varies))
        {
            ForEachVector(() => at.Code.Add(IfChecked(AddLanes(span, Flat([.. indices.Select(index => LaneIndex(index, at))], extent), InLanes(value, at), at), contribution.Indices, at)));
            return;
        }

        var position = Flat([.. indices.Select(index => LaneIndex(index, at))], extent).First;
        if (IsOutside(contribution.Indices)) AddTotal(span, position, value, contribution.Indices, at);
        else if (isRow) at.Code.Add(IfChecked(Expression.Call(typeof(Elements), nameof(Elements.Add), null, span, position, _lanes!.Form.Call("Sum", AllVectors(value, at))), contribution.Indices, at));
        else AddSums(span, position, value, contribution.Indices, at);
    }

    // Whether the element is the same for the whole loop.
    private bool IsOutside(Node[] indices) => Array.TrueForAll(indices, index => _lanes!.Code.Loop.Loop.Parent.Axes.ContainsAll(index.Axes));

    // The sum of all lanes in use of all vectors, lane by lane.
    private Expression AllVectors(Node value, EmissionContext at)
    {
        var form = _lanes!.Form;
        Expression? sum = null;
        ForEachVector(() =>
        {
            if (Active(at) is { } active) sum = form.And(active, InLanes(value, at)) is var taken && sum is null ? taken : form.Call("Add", sum!, taken);
            else sum = sum is null ? InLanes(value, at) : Plus(sum, value, at);
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
            code.Before.Add(Expression.Assign(total, form.Zero));
            at.Code.Add(Expression.Assign(total, Active(at) is { } active ? form.Call("Add", total, form.And(active, InLanes(value, at))) : Plus(total, value, at)));
        });
        var add = Expression.Call(typeof(Elements), nameof(Elements.Add), null, span, position, form.Call("Sum", totals.Aggregate<Expression>((a, b) => form.Call("Add", a, b))));
        code.After.Add(IfChecked(add, indices, at));
    }

    /// <summary>Adds to one element from all lanes. Each lane has a sum of its own for each element, taken together when the loop has ended.</summary>
    private void AddSums(Expression span, Expression position, Node value, Node[] indices, EmissionContext at)
    {
        var (code, form) = (_lanes!.Code, _lanes.Form);
        if (!code.Sums.TryGetValue(span, out var sums))
        {
            var slot = _bufferCount++;
            code.Sums.Add(span, sums = Variable(typeof(Span<>).MakeGenericType(form.Vector), $"sums{slot}"));
            code.Before.Add(Expression.Assign(
                sums, Expression.Call(Workspace(), nameof(Runtime.Workspace.Span), [form.Vector], Expression.Constant(slot), Expression.Property(span, nameof(Span<int>.Length)))));
            code.Before.Add(Expression.Call(sums, nameof(Span<int>.Clear), null));
            code.After.Add(form.Access("AddSums", span, sums));
        }

        at.Code.Add(IfChecked(form.Access("AddVector", sums, position, AllVectors(value, at)), indices, at));
    }

    private void ForEachVectorOf(Node node, Action emit)
    {
        if (Varies(node)) ForEachVector(emit);
        else emit();
    }

    private void BeginInLanes(Node node, EmissionContext at)
    {
        if (node is not Reduce reduction) return;
        ForEachVector(() =>
        {
            at.Code.Add(Expression.Assign(LaneLocal(reduction), _lanes!.Form.Broadcast(Start(reduction))));
            if (reduction.Kind is ReductionKind.ArgMax or ReductionKind.ArgMin) at.Code.Add(Expression.Assign(BestInLanes(reduction), _lanes.Form.Zero));
        });
    }

    // Both arms are run, each for its own lanes, if there are any.
    private void EmitLaneBranch(BranchItem branch, EmissionContext at)
    {
        var form = _lanes!.Form;
        foreach (var block in new[] { branch.Then, branch.Else })
        {
            var masks = new List<Expression>();
            var code = new List<Expression>();
            Expression? any = null;
            ForEachVector(() =>
            {
                var predicate = InLanes(branch.Predicate, at);
                var mask = Variable(form.Vector, "taken");
                code.Add(Expression.Assign(mask, form.And(Branch(at), block == branch.Then ? predicate : form.Call("Not", predicate))));
                masks.Add(mask);
                var inUse = form.And(_lanes.Mask, mask);
                any = any is null ? inUse : form.Call("Or", any, inUse);
            });
            var arm = new EmissionContext(at, block) { Branches = masks };
            EmitNest(arm, block);
            if (arm.Code.Count == 0) continue;
            at.Code.AddRange(code);
            at.Code.Add(Expression.IfThen(form.Call("Any", any!), Void(arm.Code)));
        }
    }
}
