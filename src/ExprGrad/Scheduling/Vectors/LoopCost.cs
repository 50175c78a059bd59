using System.Collections.ObjectModel;
using ExprGrad.Ir;
using ExprGrad.Simplification;

namespace ExprGrad.Scheduling.Vectors;

/// <summary>
/// What loops cost, in additions. A vector operation costs as much as a scalar one, but for divisions; elements that are not side by side cost one access for each lane.
/// </summary>
/// <param name="schedule">The loops.</param>
/// <param name="choosesLayouts">Whether it is yet to be chosen how buffers lie in memory, so that accesses to those with a choice are as cheap as can be.</param>
internal sealed class LoopCost(Schedule schedule, bool choosesLayouts = false)
{
    // What beginning and ending a vectorised loop takes, the ends of its sums included.
    private const double Overhead = 12;
    private const double SumOverhead = 6;

    // The same of a loop around others: the arrays that it needs for their elements.
    private const double NestOverhead = 80;

    // Of an operation on vectors that is no simple one, in scalar ones: the divider works on two numbers at a time.
    private const double DivideFactor = 2.5;

    // Of a function that is called for each lane, beside its own: the lane goes to memory and back.
    private const double CallFromLane = 10;

    // Of an access to elements that are not side by side, for each lane.
    private const double StridedFactor = 1.5;

    // Of an addition to such elements: each lane's is read from the vector in memory, and waits for what was stored before.
    private const double StridedAddFactor = 6;

    // Of reading and of adding to elements at positions of their own, for each lane; the latter go one by one through memory.
    private const double ScatteredFactor = 3;
    private const double ScatteredAddFactor = 10;

    // Of an operation on integers in lanes, which doubles hold: the sum or the product is brought back into their range.
    private const double IntegerFactor = 8;

    /// <summary>What costs as much is code of many operations, and takes longer than its share of simple ones, as a scalar and in lanes.</summary>
    public const int ElementaryFunction = 20;

    private const double ElementaryFactor = 2.25;

    // Of an element of rows that are transposed, two columns at a time.
    private const double TransposedFactor = 1.25;

    // Of a product along rows, for each vector of columns of each row, and for each row.
    private const double RowProductFactor = 2;
    private const double RowProductOverhead = 3;

    private readonly Dictionary<LoopItem, List<Work>> _work = [];

    public static IReadOnlyList<Block> BlocksOf(Item item) => item switch
    {
        LoopItem loop => [loop.Body],
        BranchItem branch => [branch.Then, branch.Else],
        _ => [],
    };

    /// <summary>What a primitive costs as a scalar.</summary>
    public static double Of(Primitive primitive) => primitive.Cost < ElementaryFunction ? primitive.Cost : primitive.Cost * ElementaryFactor;

    public static double Trips(Axis axis) => Axis.ExpectedTrips(axis.Bound);

    /// <summary>The cost of a loop that is not vectorised itself, when those inside are as cheap as given.</summary>
    public Cost Scalar(LoopItem loop, IReadOnlyDictionary<LoopItem, Cost> inner)
    {
        Cost total = 1 + WorkIn(loop).Where(work => work.Inner.Count == 0).Sum(work => work.Cost);
        var pending = new Stack<Block>([loop.Body]);
        while (pending.TryPop(out var block))
        {
            foreach (var item in block.Items)
            {
                if (item is LoopItem nested) total += inner[nested];
                else foreach (var arm in BlocksOf(item)) pending.Push(arm);
            }
        }

        return total.ForEach(loop.Axis);
    }

    /// <summary>The cost of one iteration of a loop, in parts: for each set of inner loops, of what is done once in each of their iterations.</summary>
    public IReadOnlyList<(AxisSet Inner, double Cost)> Iteration(LoopItem loop)
    {
        var vectors = schedule.ExpectedVectorLoops.ToList();
        double Lanes(AxisSet inner) =>
            vectors.Find(vector => vector.Loop == loop || (inner.Contains(vector.Axis) && vector.Loop.Body.IsInside(loop.Body)))?.Lanes ?? 1;
        return [.. WorkIn(loop).GroupBy(work => work.Inner).Select(part => (part.Key, part.Sum(work => work.Cost) / Lanes(part.Key)))];
    }

    /// <summary>The cost of a vectorised loop.</summary>
    public Cost Vector(VectorLoop vector)
    {
        Cost body = 1, instance = vector.Loop.Body.Items.Any(item => item is not Statement) ? NestOverhead : Overhead;
        foreach (var part in WorkIn(vector.Loop, vector.RowProducts).GroupBy(work => work.Inner))
        {
            var inTiles = part.ToLookup(work => IsInTile(work, vector));
            body += ((Cost)(inTiles[false].Sum(work => OfWork(work, vector, ref instance)) + inTiles[true].Sum(work => work.Statement is null ? 1 : 2))).ForEach(part.Key);

            // Rows that loops inside read or add to again and again are transposed once.
            if (inTiles[true].Sum(work => (work.Statement is null ? TransposedFactor : StridedAddFactor) * vector.Lanes) is > 0 and var transposed)
                body += ((Cost)transposed).ForEach([part.Key.Loops.Innermost]);
        }

        var cost = body.ForEach(vector.Axis, new VectorCount(vector.Lanes, vector.Replicas)) + instance;
        return vector.RowProducts.Aggregate(cost, (sum, inner) => sum + (((Cost)(inner.Value.Count * RowProductFactor / vector.Lanes)).ForEach(inner.Key.Axis) + (inner.Value.Count * RowProductOverhead)).ForEach(vector.Axis));
    }

    // Whether it goes to rows that are kept transposed, from loops inside that run through them again and again.
    private static bool IsInTile(Work work, VectorLoop vector) => work.Inner.Loops.Count > 1 && (work switch
    {
        { Node: Load load, IsRead: false } => vector.Kinds.Varies(load) && !vector.Kinds.IsNext(load.Indices[^1]) && (vector.Kinds.RowsOf(load) is not null || vector.Kinds.KnownColumnsOf(load) is not null),
        { Statement: ScatterAdd { Output: { Stores: false } output } scatter } => RowAdds.PlaceOf(scatter) is var (row, _, length) && vector.Kinds.Of(row) == LaneKind.Affine
            && RowAdds.Of(output, row, length, vector.Loop.Body) is { } adds && adds.Contains(scatter),
        _ => false,
    });

    /// <summary>
    /// How many vectors a round takes: as many as leave the registers enough room, and the method enough locals for the elementary functions to be inlined, in all of them and in the rest of
    /// the loop; no more than an extent that is known has.
    /// </summary>
    public int Replicas(LoopItem loop, LaneKinds kinds, int lanes)
    {
        var most = MostReplicas(loop, kinds);
        while (most > 1 && loop.Axis.Bound is Constant { Value: int extent } && extent < most * lanes) most /= 2;
        return most;
    }

    private int MostReplicas(LoopItem loop, LaneKinds kinds)
    {
        var varying = VaryingIn(loop, kinds);
        var locals = WorkIn(loop).Sum(work => work is { Node: { } used, IsRead: false } && IsInLanes(used, kinds) ? Locals(used) : 0);
        var most = (InlinedLocals.Most / Math.Max(locals, 1)) - 1;

        // Where each vector is much work, two hide what its sums wait for, and fewer are left behind the last round; with loops inside more of them share what those read.
        var isFlat = loop.Body.Items.All(item => item is Statement);
        return varying <= (isFlat ? 24 : 80) && most >= 4 ? 4 : varying <= 160 && most >= 2 ? 2 : 1;
    }

    /// <summary>How many values an iteration computes in lanes, accesses to arrays among them.</summary>
    public int VaryingIn(LoopItem loop, LaneKinds kinds) => WorkIn(loop).Count(work => work.Node is { } node ? IsInLanes(node, kinds) : work.Statement is Accumulate or ScatterAdd);

    private static bool IsInLanes(Node node, LaneKinds kinds) => kinds.Of(node) is LaneKind.Real or LaneKind.Single or LaneKind.Mask;

    // A round and the rest of the loop have a body for each of their vectors.
    private int Locals(Node node) => node switch
    {
        Member when SharedAngles.IsShared(node) => InlinedLocals.Of(Primitives.Sin.Name),
        Apply { Primitive: var primitive } when primitive.Cost >= ElementaryFunction && !SharedAngles.IsShared(node) && !schedule.Program.Expansions.ContainsKey(node) => InlinedLocals.Of(primitive.Name),
        _ => 0,
    };

    /// <summary>The accesses of a vectorised loop to buffers, with the number of vectors that are accessed.</summary>
    public IEnumerable<(LaneAccess Access, double Count)> Accesses(VectorLoop vector)
    {
        var rounds = vector.Loop.Body.Axes.Loops.Except([vector.Axis]).Aggregate(Math.Ceiling(Trips(vector.Axis) / vector.Lanes), (trips, axis) => trips * Trips(axis));
        foreach (var work in WorkIn(vector.Loop))
        {
            if (AccessOf(work, vector.Kinds) is { } access) yield return (access, rounds * work.Trips);
        }
    }

    private LaneAccess? AccessOf(Work work, LaneKinds kinds) => work switch
    {
        { Statement: { } statement } => LaneAccess.Of(statement, schedule, kinds),
        { Node: At read, IsRead: false } => LaneAccess.Of(read, schedule, kinds),
        { Node: { } node, IsRead: true } => LaneAccess.OfCurrent(node, schedule, kinds),
        _ => null,
    };

    private bool IsSideBySide(LaneAccess access) => access is { Along: { } along, Buffer: var buffer } && (buffer.Layout!.Axes[^1] == along || (choosesLayouts && LaneLayouts.IsFree(buffer, schedule)));

    private double OfWork(Work work, VectorLoop vector, ref Cost instance)
    {
        var (kinds, lanes) = (vector.Kinds, vector.Lanes);
        bool? isSideBySide = AccessOf(work, kinds) is { } access ? IsSideBySide(access) : null;
        if (isSideBySide == false && work.Statement is not ScatterAdd) return StridedFactor * lanes;
        return work.Statement is { } statement ? OfStatement(statement, isSideBySide, vector, ref instance) : OfNode(work, kinds, lanes);
    }

    private static double OfStatement(Statement statement, bool? isSideBySide, VectorLoop vector, ref Cost instance)
    {
        var (kinds, lanes) = (vector.Kinds, vector.Lanes);
        switch (statement)
        {
            case Accumulate { Reduction: var reduction }:
                if (!reduction.Reduced.Contains(kinds.Axis)) return 1;
                instance += SumOverhead;
                return 1;
            case ScatterAdd scatter:
                var indices = scatter.Contribution.Indices;
                if (Array.Exists(indices, index => kinds.Of(index) == LaneKind.Integer)) return ScatteredAddFactor * lanes;
                var varying = Array.FindAll(indices, kinds.Varies);
                if (varying.Length > 0) return isSideBySide ?? (varying.Length == 1 && varying[0] == indices[^1] && kinds.IsNext(varying[0])) ? 2 : StridedAddFactor * lanes;

                // A sum for each element that is added to, of as many vectors.
                AxisSet elements = [.. indices.Select(index => index.Axes.Loops.Except(vector.Loop.Parent.Axes)).Where(loops => !loops.IsEmpty).Select(loops => loops.Innermost)];
                instance += ((Cost)SumOverhead).ForEach(elements);
                return elements.Count > 0 ? 3 : 1;
            default:
                return 1;
        }
    }

    private double OfNode(Work work, LaneKinds kinds, int lanes)
    {
        var (node, own) = (work.Node!, work.Cost);
        if (!kinds.Varies(node) || work.IsRead || schedule.Program.Expansions.ContainsKey(node)) return own;
        return node switch
        {
            Apply { Primitive: OperatorPrimitive } when kinds.Of(node) == LaneKind.Integer => own * IntegerFactor,
            Apply { Primitive: var primitive } => primitive == Primitives.Divide || primitive == Primitives.Sqrt ? own * DivideFactor : kinds.IsOneByOne(primitive) ? (own + CallFromLane) * lanes : own,
            Load load when kinds.IsNext(load.Indices[^1]) => 1,
            Load load when kinds.RowsOf(load) is not null || kinds.KnownColumnsOf(load) is not null => TransposedFactor * lanes,
            Load load when Array.Exists(load.Indices.ToArray(), index => kinds.Of(index) == LaneKind.Integer) => ScatteredFactor * lanes,
            Load => StridedFactor * lanes,
            _ => own,
        };
    }

    private double OwnCost(Node node) => node switch
    {
        _ when schedule.Program.Expansions.ContainsKey(node) => 0,
        Apply { Primitive: var primitive } => Of(primitive),
        Load or At or Length or Member => 1,
        _ => 0,
    };

    private List<Work> WorkIn(LoopItem loop)
    {
        if (!_work.TryGetValue(loop, out var known)) _work.Add(loop, known = WorkIn(loop, ReadOnlyDictionary<LoopItem, IReadOnlyList<RowProduct>>.Empty));
        return known;
    }

    // What is done in each iteration, at the depth where it is done: statements, and the values computed on the way. Loops that go along rows are left out, but not what products of theirs have from outside.
    private List<Work> WorkIn(LoopItem loop, IReadOnlyDictionary<LoopItem, IReadOnlyList<RowProduct>> alongRows)
    {
        var found = new List<Work>();
        var seen = new HashSet<(Node, AxisSet)>();
        var pending = new Stack<(Block Block, AxisSet Inner)>([(loop.Body, AxisSet.Empty)]);
        while (pending.TryPop(out var at))
        {
            foreach (var item in at.Block.Items)
            {
                if (item is LoopItem inside && alongRows.TryGetValue(inside, out var products))
                {
                    Values(products.Where(product => product.AddsRows).Select(product => product.Factor), at.Inner);
                    continue;
                }

                foreach (var block in BlocksOf(item)) pending.Push((block, item is LoopItem nested ? at.Inner.Union([nested.Axis]) : at.Inner));
                if (item is LoopItem { States: var states } stateful) found.AddRange(states.Where(IsKept).Select(state => new Work(null, state, at.Inner.Union([stateful.Axis])) { IsRead = true }));
                if (item is not Statement statement) continue;
                found.Add(new Work(statement, null, at.Inner));
                if (statement is Compute { Node: var placed } && !schedule.Facts.IsFloating(placed)) found.Add(new Work(null, placed, at.Inner) { Cost = OwnCost(placed) });
                Values(ReadBy(statement), at.Inner);
            }
        }

        return found;

        bool IsKept(Carry state) => schedule.Placements[state].Layout is not null;

        void Values(IEnumerable<Node> roots, AxisSet inner)
        {
            var values = new Stack<Node>(roots);
            while (values.TryPop(out var node))
            {
                var isRead = schedule.Placements.TryGetValue(node, out var placement);
                if ((isRead && placement!.Layout is null) || !(node.Axes.Contains(loop.Axis) || !node.Axes.Intersect(inner).IsEmpty)) continue;
                if (!seen.Add((node, node.Axes.Intersect(inner)))) continue;
                found.Add(new Work(null, node, node.Axes.Intersect(inner)) { IsRead = isRead, Cost = isRead ? 1 : OwnCost(node) });
                if (isRead) continue;
                foreach (var part in schedule.PartsOf(node)) values.Push(part);
            }
        }
    }

    private IEnumerable<Node> ReadBy(Statement statement) => statement switch
    {
        Compute { Node: var node } => schedule.Facts.IsFloating(node) ? [node] : schedule.PartsOf(node),
        Accumulate accumulate => [accumulate.Reduction.Body],
        AssignArm arm => [arm.Value],
        ScatterAdd scatter => [.. scatter.Contribution.Indices, scatter.Contribution.Value],
        _ => [],
    };

    private sealed record Work(Statement? Statement, Node? Node, AxisSet Inner)
    {
        /// <summary>Whether it is read from a buffer, or is a state that is stored in one.</summary>
        public bool IsRead { get; init; }

        /// <summary>How often it is done in an iteration of the loop.</summary>
        public double Trips => Inner.Aggregate(1.0, (trips, axis) => trips * LoopCost.Trips(axis));

        /// <summary>What it costs as a scalar, each time.</summary>
        public double Cost { get; init; } = 1;
    }
}
