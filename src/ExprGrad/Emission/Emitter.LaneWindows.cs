using System.Linq.Expressions;
using ExprGrad.Emission.Vectors;
using ExprGrad.Ir;
using ExprGrad.Scheduling;

namespace ExprGrad.Emission;

/// <summary>
/// Elements that a vectorised loop completes one after the other. The n iterations from i on complete the elements i + first .. i + first + n - 1. What they contribute k elements further is a
/// vector that is needed k lanes higher, behind the last k lanes of the vector before. An element gets its parts in the order of iterations, as it does where they run one at a time.
/// </summary>
internal sealed partial class Emitter
{
    // What the vectors of iterations of the body that is written contribute.
    private readonly Dictionary<(LaneWindow Window, int Replica), WindowSums> _laneWindows = [];

    private void AddToLaneWindow(LaneWindow window, int offset, Node value, EmissionContext at) => ForEachVector(() =>
    {
        var key = (window, _lanes!.Replica);
        if (!_laneWindows.TryGetValue(key, out var sums)) _laneWindows.Add(key, sums = window.Sums());
        sums.Add(offset, InLanes(value, at));
        if (sums.IsComplete) CompleteVector(window, sums, at);
    });

    private void CompleteVector(LaneWindow window, WindowSums sums, EmissionContext at)
    {
        var (lanes, form) = (_lanes!, _lanes!.Form);
        if (!window.IsBegun) Begin(window, sums);
        Expression? complete = null;
        for (var place = window.Width; place > 0; place--)
        {
            if (window.HandedOn[place] is not { } before) continue;
            var own = Stored(sums[place]!, "own", at.Code);
            complete = WindowSums.Plus(complete, Stored(Moved(before, own, place), "moved", at.Code));
            at.Code.Add(Expression.Assign(before, lanes.Count is { } count ? form.Call("Across", before, own, count) : own));
        }

        window.Write(WindowSums.Plus(complete, sums[0])!, at);
    }

    private void Begin(LaneWindow window, WindowSums sums)
    {
        for (var place = 1; place <= window.Width; place++)
        {
            if (sums[place] is null) continue;
            var handedOn = window.HandedOn[place] = Variable(_lanes!.Form.Vector, "handed");
            _lanes.Code.Before.Add(Expression.Assign(handedOn, _lanes.Form.Zero));
        }

        window.IsBegun = true;
        window.End(window);
    }

    // A vector so many lanes higher, behind the last lanes of the one before.
    private Expression Moved(Expression before, Expression own, int lanes) => _lanes!.Form.Call("Across", before, own, Expression.Constant(_lanes.Code.Loop.Lanes - lanes));

    /// <summary>A gradient that is stored element by element.</summary>
    private LaneWindow WindowInLanes(WindowCode window)
    {
        var (code, form) = (_lanes!.Code, _lanes.Form);
        if (code.Windows.TryGetValue(window, out var known)) return known;
        var span = _outputs[window.Output.Of].Span!;
        void Write(Expression value, EmissionContext at)
        {
            var position = new LanePosition(Integers.Sum(_lanes!.Index, Expression.Constant(window.First)), One);
            at.Code.Add(_signature.Accumulates(window.Output) ? AddLanes(span, position, value, at) : WriteLanes(span, position, value, at));
        }

        void End(LaneWindow own)
        {
            for (var i = 0; i < own.Width; i++)
            {
                Expression? pending = null;
                for (var place = own.Width; place > i; place--)
                {
                    if (own.HandedOn[place] is { } last) pending = WindowSums.Plus(pending, form.Call("GetLane", last, Expression.Constant(code.Loop.Lanes + i - place)));
                }

                code.After.Add(Expression.Assign(window.Pending[i], pending!));
            }
        }

        var own = new LaneWindow(window.First, window.Pending.Count, window.Output.Contributions.Length) { Write = Write, End = End };
        code.Windows.Add(window, own);
        return own;
    }

    /// <summary>
    /// Adds through a window, if the statement is one of several that add to elements side by side: otherwise each addition waits for the memory that the one before, a lane further, has just written.
    /// </summary>
    private bool AddsToNeighbours(ScatterAdd scatter, Expression span, Func<Node[], EmissionContext, LanePosition> place, EmissionContext at)
    {
        if (!_reassociates || at.Block != _lanes!.Code.Loop.Loop.Body) return false;
        var code = _lanes.Code;
        if ((code.Neighbours ??= new NeighbourGroups(code.Loop, _schedule.Program.Graph)).Find(scatter) is not { } neighbours || !place(neighbours.Lowest, at).IsContiguous || Runs(neighbours.Lowest, at) is not null) return false;
        if (!code.Windows.TryGetValue(neighbours, out var window)) code.Windows.Add(neighbours, window = WindowOf(neighbours, span, place));
        AddToLaneWindow(window, neighbours.OffsetOf(scatter), scatter.Contribution.Value, at);
        return true;
    }

    private LaneWindow WindowOf(Neighbours neighbours, Expression span, Func<Node[], EmissionContext, LanePosition> place)
    {
        var (code, form) = (_lanes!.Code, _lanes.Form);

        // Where the next vector is written; negative before the first.
        var next = Variable(typeof(int), "next");
        code.Before.Add(Expression.Assign(next, Expression.Constant(-1)));
        void Write(Expression value, EmissionContext at)
        {
            var position = place(neighbours.Lowest, at);
            at.Code.Add(AddLanes(span, position, value, at));
            if (_lanes!.Replica == _lanes.Replicas - 1) at.Code.Add(Expression.Assign(next, Integers.Sum(position.First, _lanes.Count ?? Expression.Constant(code.Loop.Lanes))));
        }

        void End(LaneWindow window)
        {
            Expression? incomplete = null;
            for (var distance = window.Width; distance > 0; distance--)
            {
                if (window.HandedOn[distance] is { } last) incomplete = WindowSums.Plus(incomplete, Moved(last, form.Zero, distance));
            }

            if (incomplete is null) return;
            var add = form.Access("AddToFirst", span, next, Expression.Constant(window.Width), incomplete);
            code.After.Add(Expression.IfThen(Expression.GreaterThanOrEqual(next, None), add));
        }

        return new LaneWindow(neighbours.First, neighbours.Width, neighbours.Count) { Write = Write, End = End };
    }
}
