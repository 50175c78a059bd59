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

    private const string NotFaster = "lanes would not make it faster";

    // What is less than that part of the work, by the extents that are assumed, has no choice: it would not be worth its code. Nor has what runs beside large products of matrices.
    private const double LargePart = 0.1;

    // So much the loops inside must save in lanes: else there is one way only to be faster.
    private const double InnerGain = 0.5;

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

        var scalar = new Dictionary<LoopItem, Cost>();
        for (var i = loops.Count - 1; i >= 0; i--) scalar[loops[i]] = _costs.Scalar(loops[i], scalar);
        var all = loops.Where(loop => loop.Parent.Axes.Loops.IsEmpty).Sum(loop => scalar[loop].Expected);
        var best = new Dictionary<LoopItem, Cost>();
        for (var i = loops.Count - 1; i >= 0; i--)
        {
            var loop = loops[i];
            var oneByOne = _costs.Scalar(loop, best);
            var isLarge = _schedule.Facts.Contracted is null && scalar[loop].ForEach(loop.Parent.Axes.Loops).Expected > LargePart * all;
            var hasChoice = _target.OuterLanes is null ? isLarge && oneByOne.Expected < InnerGain * scalar[loop].Expected : oneByOne.Expected < scalar[loop].Expected;
            best[loop] = Choose(loop, oneByOne, hasChoice);
        }

        foreach (var loop in loops) _schedule.ExpectedCosts[loop] = best[loop].Expected;
    }

    // The loop in lanes, or one iteration at a time with the loops inside as they were chosen before, or a choice between the two that is made when it runs. Returns what it is expected to cost.
    private Cost Choose(LoopItem loop, Cost oneByOne, bool hasChoice)
    {
        if (Vectorized(loop) is not { } vector) return oneByOne;
        var inLanes = _costs.Vector(vector);
        var isCheaper = inLanes.Expected < oneByOne.Expected;
        var choice = hasChoice ? LaneChoice.Of(loop, inLanes, oneByOne, _target.OuterLanes) : null;
        if (choice is not null) DecideInside(loop);
        else if (isCheaper) RemoveInside(loop);

        if (choice is not null || isCheaper) _schedule.VectorLoops.Add(loop, vector with { Where = choice });
        else _schedule.ScalarLoops[loop] = NotFaster;
        return isCheaper ? inLanes : oneByOne;
    }

    // A nest has one choice only: the loops inside of the one that has it run as is expected to be the best.
    private void DecideInside(LoopItem loop)
    {
        foreach (var (inner, vector) in _schedule.VectorLoops.Where(inner => inner.Value.Where is not null && inner.Key.Body.IsInside(loop.Body)).ToList())
        {
            _schedule.VectorLoops.Remove(inner);
            if (vector.Where!.IsExpected)
            {
                RemoveInside(inner);
                _schedule.VectorLoops.Add(inner, vector with { Where = null });
            }
            else
            {
                _schedule.ScalarLoops[inner] = NotFaster;
            }
        }
    }

    private VectorLoop? Vectorized(LoopItem loop)
    {
        if (loop.Axis.Bound is Constant { Value: int and < FewestIterations }) return null;
        ScalarReason? obstacle = null;
        LaneKinds? chosen = null;
        foreach (var scalar in new[] { typeof(double), typeof(float) })
        {
            // Doubles hold floats too, but only half as many in a vector.
            if (chosen is { HasSingles: false }) break;
            var kinds = new LaneKinds(_schedule, loop, scalar, _target);
            var reason = new LaneCheck(_schedule, loop, kinds, _target).Reason();
            if (reason is null) chosen = kinds;
            else if (obstacle is null || (obstacle.IsPrecision && !reason.IsPrecision)) obstacle = reason;
        }

        if (chosen is not null)
        {
            var hasRounds = _costs.VaryingIn(loop, chosen) <= _target.MostInRound;
            var endsOneByOne = hasRounds && _schedule.HandsOn(loop) && IsFlat(loop);
            var lanes = _target.Lanes(chosen.Scalar);
            return new VectorLoop(loop, chosen, lanes, endsOneByOne ? 1 : _costs.Replicas(loop, chosen, lanes))
            {
                HasRounds = hasRounds,
                EndsOneByOne = endsOneByOne,
                FewestShared = _target.FewestShared,
                RowProducts = RowProduct.InsideOf(loop, chosen, _schedule, _target),
            };
        }

        _schedule.ScalarLoops[loop] = obstacle!;
        return null;
    }

    // No loops, and no arrays, inside.
    private bool IsFlat(LoopItem loop) =>
        loop.Body.Items.All(item => item is Statement) && !_schedule.Placements.Values.Any(placement => placement.Layout is not null && placement.Home.IsInside(loop.Body));

    private void RemoveInside(LoopItem loop)
    {
        foreach (var inner in _schedule.VectorLoops.Keys.Where(inner => inner != loop && inner.Body.IsInside(loop.Body)).ToList()) _schedule.VectorLoops.Remove(inner);
        foreach (var inner in _schedule.ScalarLoops.Keys.Where(inner => inner.Body.IsInside(loop.Body)).ToList()) _schedule.ScalarLoops.Remove(inner);
    }
}
