using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Vectors;

/// <summary>
/// Chooses the loops that run several iterations at once: of each nest the one, or those side by side, that make it cheapest. A loop inside of a vectorised one
/// is not vectorised itself.
/// </summary>
internal sealed class Vectorizer
{
    // Fewer lanes than that in use are not worth the vectors.
    private const int FewestIterations = 3;

    private readonly Schedule _schedule;
    private readonly VectorTarget _target;
    private readonly LoopCost _costs;

    private Vectorizer(Schedule schedule, VectorTarget target, LoopCost costs) => (_schedule, _target, _costs) = (schedule, target, costs);

    /// <summary>
    /// Notes in the schedule which loops are vectorised, and of the others why not. Buffers are laid out for the loops that would be vectorised if all of them could be; which
    /// loops are, is decided with those layouts.
    /// </summary>
    public static void Run(Schedule schedule, VectorTarget target)
    {
        if (target.Bits == 0) return;
        var costs = new LoopCost(schedule, choosesLayouts: true);
        new Vectorizer(schedule, target, costs).Run();
        if (!LaneLayouts.Choose(schedule, costs)) return;
        schedule.VectorLoops.Clear();
        schedule.ScalarLoops.Clear();
        new Vectorizer(schedule, target, new LoopCost(schedule)).Run();
    }

    private void Run()
    {
        // Inner loops before those around them.
        var loops = new List<LoopItem>();
        var pending = new Stack<Block>([_schedule.Root]);
        while (pending.TryPop(out var block))
        {
            foreach (var item in block.Items)
            {
                if (item is LoopItem loop) loops.Add(loop);
                foreach (var inner in LoopCost.BlocksOf(item)) pending.Push(inner);
            }
        }

        var best = new Dictionary<LoopItem, double>();
        for (var i = loops.Count - 1; i >= 0; i--)
        {
            var loop = loops[i];
            var scalar = _costs.Scalar(loop, best);
            best[loop] = scalar;
            if (Vectorized(loop) is not { } vector) continue;
            var cost = _costs.Vector(vector);
            if (cost >= scalar)
            {
                _schedule.ScalarLoops[loop] = "lanes would not make it faster";
                continue;
            }

            best[loop] = cost;
            RemoveInside(loop);
            _schedule.VectorLoops.Add(loop, vector);
        }
    }

    private VectorLoop? Vectorized(LoopItem loop)
    {
        if (loop.Axis.Bound is Constant { Value: int and < FewestIterations }) return null;
        ScalarReason? first = null;
        foreach (var scalar in new[] { typeof(double), typeof(float) })
        {
            var kinds = new LaneKinds(_schedule, loop, scalar, _target);
            var reason = new LaneCheck(_schedule, loop, kinds, _target.Reassociates).Reason();
            if (reason is null) return new VectorLoop(loop, kinds, _target.Lanes(scalar), _costs.Replicas(loop, kinds));
            first ??= reason;
        }

        _schedule.ScalarLoops[loop] = first!;
        return null;
    }

    private void RemoveInside(LoopItem loop)
    {
        foreach (var inner in _schedule.VectorLoops.Keys.Where(inner => inner != loop && inner.Body.IsInside(loop.Body)).ToList()) _schedule.VectorLoops.Remove(inner);
        foreach (var inner in _schedule.ScalarLoops.Keys.Where(inner => inner.Body.IsInside(loop.Body)).ToList()) _schedule.ScalarLoops.Remove(inner);
    }
}
