using System.Linq.Expressions;
using ExprGrad.Emission.Vectors;
using ExprGrad.Ir;
using ExprGrad.Scheduling;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Emission;

/// <summary>Reductions in a vectorised loop: of each lane, or over the lanes, where each lane has a part of its own until the loop has ended.</summary>
internal sealed partial class Emitter
{
    private readonly Dictionary<(Reduce, int), ParameterExpression> _laneBest = [];

    private void EmitLaneAccumulate(Reduce reduction, EmissionContext at)
    {
        var lanes = _lanes!;
        var placement = _schedule.Placements[reduction];
        if (reduction.Reduced.Contains(lanes.Axis))
        {
            if (IsMadeInPlace(placement))
            {
                AddSums(RangeIn(Buffer(placement), _ => null, at), reduction.Body, [], at);
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
                var value = lanes.Form.Select(Branch(at), InLanes(reduction.Body, at), NoTerm(reduction));
                at.Code.Add(WriteLaneElement(buffer, position, lanes.Form.Call("Add", ReadLaneElement(buffer, position, at), value), at));
                return;
            }

            if (_schedule.Extrema.IndexOf(reduction) is not { } index || !Varies(index)) Take(reduction, LaneLocal(reduction), () => BestInLanes(reduction), Branch(at), at);
        });
    }

    // What changes no sum.
    private Expression NoTerm(Reduce sum) => sum.IsFromFirst ? _lanes!.Form.Broadcast(Start(sum)) : _lanes!.Form.Zero;

    // One of the two may be the same in all lanes, and is then taken by itself: an extremum that is kept for each lane, though its elements don't vary.
    private Reduce? ExtremumTakenWith(Reduce index) => _schedule.Extrema.ExtremumOf(index) is { } extremum && Varies(extremum) ? extremum : null;

    // The best value of an index that is looked for: the extremum itself, if that is taken along.
    private ParameterExpression BestInLanes(Reduce reduction)
    {
        if (ExtremumTakenWith(reduction) is { } extremum) return LaneLocal(extremum);
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
            var term = mask is null ? null : reduction.IsFromFirst ? form.Select(mask, InLanes(reduction.Body, at), NoTerm(reduction)) : form.And(mask, InLanes(reduction.Body, at));
            at.Code.Add(Expression.Assign(total, term is null ? Plus(total, reduction.Body, isSubtracted: false, at) : form.Call("Add", total, term)));
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
                var kind = IndexedExtrema.KindOf(reduction.Kind);
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
        if (reduction.IsSumOfFloats) code.NoteSum(at.Block);
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
            code.Starts.Add(Expression.Assign(totals[i], isIndex ? form.Broadcast(Expression.Constant(-1)) : reduction.Kind == ReductionKind.Sum ? form.Zero : form.Broadcast(Start(reduction))));
            if (!isIndex) continue;
            code.Best[reduction][i] = Variable(form.Vector, "best");
            code.Starts.Add(Expression.Assign(code.Best[reduction][i], form.Zero));
        }

        var total = Total(reduction);
        switch (reduction.Kind)
        {
            case ReductionKind.Sum:
                code.Ends.AddRange(AddLanes(totals, total, form));
                break;
            case ReductionKind.Max or ReductionKind.Min:
                foreach (var part in totals.Skip(1)) code.Ends.Add(Expression.Assign(totals[0], form.Select(Beats(form, reduction.Kind, part, totals[0]), part, totals[0])));
                code.Ends.Add(Expression.Assign(total, form.Access(reduction.Kind == ReductionKind.Max ? "LargestOf" : "SmallestOf", totals[0], total)));
                break;
            default:
                var best = code.Best[reduction];
                for (var i = 1; i < totals.Length; i++) TakeBetter(reduction.Kind, (best[i], totals[i]), (best[0], totals[0]), code);
                code.Ends.Add(form.Access(reduction.Kind == ReductionKind.ArgMax ? "TakeLargest" : "TakeSmallest", best[0], totals[0], Best(reduction), total));
                break;
        }
    }

    // Of equal values the one with the smaller index; an index of -1 has none. All vectors become one before a method is called: what lives longer is kept in memory in the whole loop.
    private void TakeBetter(ReductionKind kind, (ParameterExpression Value, ParameterExpression Index) from, (ParameterExpression Value, ParameterExpression Index) into, VectorLoopCode code)
    {
        var form = code.Form;
        var extremum = IndexedExtrema.KindOf(kind);
        var isEarlier = form.Call("And", form.Call("LessThan", from.Index, into.Index), form.Call("Not", Beats(form, extremum, into.Value, from.Value)));
        var isBetter = form.Call("Or", isEarlier, Beats(form, extremum, from.Value, into.Value));
        var replaces = Variable(form.Vector, "replaces");
        code.Ends.Add(Expression.Assign(replaces, form.Call("And", form.Call("GreaterThanOrEqual", from.Index, form.Zero), form.Call("Or", form.Call("LessThan", into.Index, form.Zero), isBetter))));
        code.Ends.Add(Expression.Assign(into.Value, form.Select(replaces, from.Value, into.Value)));
        code.Ends.Add(Expression.Assign(into.Index, form.Select(replaces, from.Index, into.Index)));
    }
}
