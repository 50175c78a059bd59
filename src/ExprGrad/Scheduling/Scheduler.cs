using ExprGrad.Ir;
using ExprGrad.Scheduling.Contractions;
using ExprGrad.Scheduling.Threads;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Scheduling;

/// <summary>
/// Places nodes into loops. Statements over the same axis go into one loop unless one needs the other's loop to have ended, so that forward and
/// reverse of the same axis share it and nothing is stored between them. Nodes come in the <see cref="PlacementOrder"/>.
/// </summary>
internal sealed partial class Scheduler
{
    private readonly Schedule _schedule;
    private readonly NodeFacts _facts;
    private readonly Hulls _hulls;
    private readonly Dictionary<Node, List<(Node Node, AxisSet Complete)>> _dependencies = [];
    private readonly Dictionary<(Block, Axis, LoopPart), List<Item>> _nests = [];
    private readonly ILookup<Axis, Node> _states;

    private readonly Distribution? _distribution;

    private Scheduler(Program program, Hulls hulls, ContractedProgram? contracted, Distribution? distribution)
    {
        (_hulls, _distribution) = (hulls, distribution);
        _facts = new NodeFacts(program with { Effects = [.. program.Effects, .. hulls.Largest] }, contracted);
        _schedule = new Schedule(program, new Block(owner: null, axis: null), _facts);
        _states = _facts.Ordered.Where(node => StepsOf(node) is not null).ToLookup(state => StepsOf(state)!);
    }

    /// <summary>The schedule of the program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="vectors">What its loops may be vectorised for; null for no vectors.</param>
    /// <param name="blocks">What its loops may be cut into blocks for; null for no blocks.</param>
    /// <param name="contracted">What is left to the matrix kernel; null for nothing.</param>
    /// <param name="overwrites">Whether gradients hold nothing before, so that something else may be kept there if loops stay whole.</param>
    public static Schedule Run(Program program, VectorTarget? vectors = null, BlockTarget? blocks = null, ContractedProgram? contracted = null, bool overwrites = false)
    {
        var inOutputs = overwrites && blocks is null;
        var schedule = Run(program, vectors, contracted, distribution: null, inOutputs);
        var isForced = vectors?.OuterLanes is not null;
        if (vectors is not null && Distribution.Of(schedule, isForced) is { } distribution)
        {
            var distributed = Run(program, vectors, contracted, distribution, inOutputs);
            if (isForced || distributed.ExpectedCost < schedule.ExpectedCost) schedule = distributed;
        }

        if (blocks is not null) Blocker.Run(schedule, blocks);
        return schedule;
    }

    private static Schedule Run(Program program, VectorTarget? vectors, ContractedProgram? contracted, Distribution? distribution, bool inOutputs)
    {
        var hulls = new Hulls(program.Graph);
        while (true)
        {
            var scheduler = new Scheduler(program, hulls, contracted, distribution);
            scheduler.FindDependencies();
            foreach (var search in scheduler.Searches()) scheduler.Precede(search);
            scheduler.PlaceAll(scheduler._dependencies);
            scheduler.PlaceEffects();
            scheduler.PlaceOutputs();
            scheduler.FindUses();

            // Arrays with varying extents ask for the largest of them, which are nodes to be scheduled themselves.
            if (hulls.Find(scheduler._schedule.Placements.Values)) continue;
            EarlyStores.Run(scheduler._schedule, scheduler.UsedBy);
            scheduler.ChooseStorage();
            Lifetimes.Run(scheduler._schedule, scheduler.Reads().Select(read => (read.Block, read.Node)));
            if (vectors is not null) Vectorizer.Run(scheduler._schedule, vectors);

            // Once it is known which elements lie side by side.
            if (inOutputs) OutputRooms.Run(scheduler._schedule, scheduler.Reads());
            return scheduler._schedule;
        }
    }

    private void FindDependencies()
    {
        Call? previous = null;
        foreach (var node in _facts.Ordered)
        {
            if (_facts.IsFloating(node)) continue;
            var dependencies = _facts.PlacedDependencies(node);
            if (node is Call call)
            {
                // Opaque calls run in the order of the source.
                if (previous is not null) dependencies.Add((previous, AxisSet.Empty));
                previous = call;
            }

            foreach (var hull in _hulls.NeededBy(node)) dependencies.Add((hull, AxisSet.Empty));
            var axes = node.Axes.Union(node.OwnAxes);
            if (!axes.IsEmpty)
            {
                foreach (var leader in axes.Loops.SelectMany(loop => loop.Leaders).Where(_facts.IsNeeded)) dependencies.Add((leader, AxisSet.Empty));

                // What varies over a loop with states is computed in that loop, and not stored by one of its own before.
                dependencies.AddRange(StatesIn(node.Axes).Where(state => state.Node != node));
            }

            if (_distribution is not null) dependencies = [.. dependencies.Select(read => (read.Node, read.Complete.Union(_distribution.Between(node, read.Node))))];
            _dependencies.Add(node, dependencies);
        }
    }

    private HashSet<Axis> Searches() => [.. _dependencies.Keys.SelectMany(node => node.Axes.Loops.Union(node.OwnAxes.Loops)).Where(axis => axis.EndsEarly)];

    // A search is one loop: what is placed in a second one would not end where the element is found. So all that it reads is there before it begins.
    private void Precede(Axis search)
    {
        bool IsInside(Node node) => node.Axes.Contains(search) || node.OwnAxes.Contains(search);
        var inside = _dependencies.Keys.Where(IsInside).ToList();
        var effects = _schedule.Program.Effects.Where(effect => _facts.IsFloating(effect) && effect.Axes.Contains(search));
        var follows = new Dictionary<Node, bool>();
        var reads = inside.SelectMany(node => _dependencies[node]).Concat(effects.SelectMany(_facts.PlacedDependencies)).Distinct().Where(read => !Follows(read.Node)).ToList();
        foreach (var node in inside.Where(node => !_dependencies[node].Exists(read => IsInside(read.Node))))
        {
            var around = node.Axes.Union(node.OwnAxes);
            _dependencies[node] = [.. _dependencies[node].Union(reads.Where(read => around.ContainsAll(read.Node.Axes.Except(read.Complete))))];
        }

        // Whether it is a part of the search, or made of what that finds.
        bool Follows(Node node)
        {
            var pending = new Stack<Node>([node]);
            while (pending.TryPeek(out var at))
            {
                var waiting = pending.Count;
                if (!follows.ContainsKey(at) && !IsInside(at))
                {
                    foreach (var (read, _) in _dependencies[at].Where(read => read.Node.Id < at.Id && !follows.ContainsKey(read.Node))) pending.Push(read);
                }

                if (pending.Count > waiting) continue;
                pending.Pop();
                follows.TryAdd(at, IsInside(at) || _dependencies[at].Exists(read => follows.GetValueOrDefault(read.Node)));
            }

            return follows[node];
        }
    }

    // The states of the loops, which are there from the start of an iteration.
    private IEnumerable<(Node Node, AxisSet Complete)> StatesIn(AxisSet axes) => _states.Count == 0 ? []
        : axes.Loops.SelectMany(axis => _states[axis]).Where(state => axes.ContainsAll(PlaceOf(state))).Select(state => (state, AxisSet.Empty));

    // The loops in which a state is handed on.
    private static AxisSet PlaceOf(Node state) => state is Recurrence array ? array.Steps : state.Axes;

    private void PlaceAll(IReadOnlyDictionary<Node, List<(Node Node, AxisSet Complete)>> dependenciesOf)
    {
        foreach (var component in PlacementOrder.Of(dependenciesOf, _schedule.Program, _facts)) Place(component.Nodes);
    }

    private void Place(IReadOnlyList<Node> component)
    {
        if (component is [var single] && StepsOf(single) is null)
        {
            Place(single);
            return;
        }

        var loops = component.Select(StepsOf).OfType<Axis>().ToList();
        if (loops.Count == 0) throw new InvalidOperationException($"The size of an array follows from what the array is used for, nodes {string.Join(", ", component)}.");

        // The outermost loop of the circle: it must come after everything that its body needs from outside. With its states in place the rest is
        // free of circles, but for those of loops inside.
        var axis = loops.MinBy(loop => loop.Id)!;
        var members = new HashSet<Node>(component);
        if (component.FirstOrDefault(node => !node.Axes.Contains(axis) && node is not Scatter { Recurrence: not null }) is { } whole)
            throw new InvalidOperationException($"The loop over {axis} hands on what follows from the whole of it, node {whole.Id}.");

        var outside = component.SelectMany(node => _dependencies[node]).Where(dependency => !members.Contains(dependency.Node)).ToList();
        foreach (var array in component.OfType<Recurrence>().Where(array => array.Axis == axis && members.Contains(array.Whole))) BeginArray(array.Whole, outside);
        foreach (var state in component.Where(node => StepsOf(node) == axis))
        {
            PlaceState(state, axis, outside);
            members.Remove(state);
        }

        PlaceAll(component.Where(members.Contains).ToDictionary(
            node => node, node => _dependencies[node].FindAll(dependency => members.Contains(dependency.Node))));
    }

    private void Place(Node node)
    {
        var placement = PlacementOf(node);
        switch (node)
        {
            case Reduce sum when _facts.ContractionOf(sum) is { } contraction:
                var around = Enter(contraction.Outer, node);
                placement.Parts.Add(around.Append(new MultiplyMatrices(around, contraction)));
                Complete(placement, sum.Reduced);
                break;
            case Reduce reduce:
                var accumulate = Enter(reduce.Body.Axes.Union(reduce.Axes).Union(reduce.Reduced), node);
                placement.Parts.Add(accumulate.Append(new Accumulate(accumulate, reduce)));
                Complete(placement, reduce.Reduced);
                break;
            case Choose choose:
                foreach (var guard in new[] { choose.Guard, choose.Guard.Complement! })
                {
                    // What is made in the other arm is not read in this one.
                    var arm = Enter(choose.Axes.Union([guard]), _dependencies[node].FindAll(read => !_schedule.Placements[read.Node].Home.Axes.Contains(guard.Complement!)), node);
                    placement.Parts.Add(arm.Append(new AssignArm(arm, choose, guard)));
                }

                Complete(placement, choose.OwnAxes);
                break;
            case Scatter scatter:
                var contributions = _facts.Contracted?.ContributionsOf(scatter) ?? scatter.Contributions;
                Contribute(placement, scatter, [.. contributions.Where(contribution => !IsBegun(scatter) || scatter.IsMadeInLoop(contribution))]);
                break;
            case Final final:
                // The state's variable holds its last value when the loop has ended.
                var loop = _schedule.Placements[final.Carry];
                placement.Home = loop.First.Parent;
                placement.First = placement.Last = loop.First;
                break;
            default:
                var home = Enter(node.Axes, node);
                var statement = home.Append(new Compute(home, node));
                placement.Parts.Add(statement);
                (placement.Home, placement.First, placement.Last) = (home, statement, statement);
                break;
        }
    }

    private Placement PlacementOf(Node node)
    {
        if (!_schedule.Placements.TryGetValue(node, out var placement)) _schedule.Placements.Add(node, placement = new Placement(node));
        return placement;
    }

    private void PlaceState(Node state, Axis axis, List<(Node Node, AxisSet Complete)> dependencies)
    {
        var body = Enter(PlaceOf(state), dependencies);
        var loop = (LoopItem)body.Owner!;
        if (loop.Axis != axis) throw new InvalidOperationException($"The state {state} of {axis} varies over axes inside of it.");
        if (state is Carry carry) loop.States.Add(carry);
        _schedule.Placements.Add(state, new Placement(state) { Home = body, First = loop, Last = loop });
    }

    // What an array holds before the loop that makes it.
    private void BeginArray(Scatter array, List<(Node Node, AxisSet Complete)> outside)
    {
        var contributions = array.MadeBefore.ToList();
        if (contributions.Count == 0) return;
        Contribute(PlacementOf(array), array, contributions);
        outside.Add((array, Domains(contributions)));
    }

    private void Contribute(Placement placement, Scatter scatter, IReadOnlyList<Contribution> contributions)
    {
        foreach (var contribution in contributions)
        {
            var dependencies = DependenciesOf(scatter, contribution);
            if (scatter.InOrder && placement.Parts.Count > 0)
            {
                // As if it read what the ones before have added.
                Complete(placement, Domains(contributions));
                dependencies = [.. dependencies, (scatter, AxisSet.Empty)];
            }

            var block = Enter(scatter.Place(contribution), dependencies);
            placement.Parts.Add(block.Append(new ScatterAdd(block, contribution, scatter, output: null)));
        }

        Complete(placement, Domains(scatter.Recurrence is null ? contributions : scatter.Contributions));
    }

    private static AxisSet Domains(IEnumerable<Contribution> contributions) => contributions.Aggregate(AxisSet.Empty, (axes, contribution) => axes.Union(contribution.Domain));

    // Whether what the loop contributes to an array follows from what it has made of it: then the array was begun before the loop.
    private bool IsBegun(Scatter scatter) => scatter.Recurrence is { } array && _schedule.Placements.ContainsKey(array);

    // All contributions come after what any of them needs, so that they are in one iteration of the loops around. But an array that a loop makes and reads is begun before all that the loop contributes to it is known.
    private IReadOnlyList<(Node Node, AxisSet Complete)> DependenciesOf(Scatter scatter, Contribution contribution) => scatter.Recurrence is null ? _dependencies[scatter] : UsedBy(scatter, contribution);

    private IReadOnlyList<(Node Node, AxisSet Complete)> UsedBy(Scatter scatter, Contribution contribution) =>
    [
        .. _facts.PlacedDependencies(scatter, contribution), .. _hulls.NeededBy(scatter).Select(hull => ((Node)hull, AxisSet.Empty)), .. StatesIn(scatter.Outer),
        .. IsBegun(scatter) && scatter.IsMadeInLoop(contribution) ? [(scatter.Recurrence!, AxisSet.Empty)] : Array.Empty<(Node, AxisSet)>(),
    ];

    private static Axis? StepsOf(Node node) => node switch
    {
        Carry carry => carry.Axis,
        Recurrence array => array.Axis,
        _ => null,
    };

    // The value is complete after the outermost of the loops and branches that make it.
    private static void Complete(Placement placement, AxisSet own)
    {
        Block? home = null;
        foreach (var part in placement.Parts)
        {
            var entered = part.Parent.Axes.Intersect(own);
            var outermost = entered.IsEmpty ? part.Parent : part.Parent.AtDepth(part.Parent.Axes.UpTo(entered[0].Id).Count - 1);
            home = home is null ? outermost : Block.CommonAncestor(home, outermost);
        }

        (placement.Home, placement.First, placement.Last) = (home!, null!, null!);
        foreach (var part in placement.Parts)
        {
            var item = part.Parent == home ? part : home!.ItemAround(part.Parent);
            if (placement.First is null || item.Index < placement.First.Index) placement.First = item;
            if (placement.Last is null || item.Index > placement.Last.Index) placement.Last = item;
        }
    }

    private Block Enter(AxisSet path, Node node) => Enter(path, _dependencies[node], node);

    /// <summary>The block for the axes, outermost first: existing loops where the dependencies allow it, new ones at the end otherwise.</summary>
    private Block Enter(AxisSet path, IReadOnlyList<(Node Node, AxisSet Complete)> dependencies, Node? node = null)
    {
        var position = new Position(_schedule.Root, 0);
        foreach (var (read, complete) in dependencies) position = Position.Later(position, Position.After(_schedule.Placements[read], complete, path));

        var (block, first) = position;
        foreach (var axis in path.Inside(block.Depth))
        {
            block = Enter(block, axis, first, _distribution?.PartOf(node, axis) ?? LoopPart.Rest);
            first = 0;
        }

        return block;
    }

    private Block Enter(Block block, Axis axis, int first, LoopPart part)
    {
        // Both arms of a branch are one item. A branch of the same predicate on another axis is one of its own, so that the axes of a block are in the order of nesting.
        var key = axis.IsNegated ? axis.Complement! : axis;
        if (!_nests.TryGetValue((block, key, part), out var items)) _nests.Add((block, key, part), items = []);
        var item = items.Find(item => item.Index >= first);
        if (item is null) items.Add(item = block.Append<Item>(axis.IsGuard ? new BranchItem(block, axis) : new LoopItem(block, axis)));
        return item is BranchItem branch ? branch.Arm(axis) : ((LoopItem)item).Body;
    }

    // Floating nodes that may throw are evaluated where C# would, though their value is computed again where it is used.
    private void PlaceEffects()
    {
        foreach (var effect in _schedule.Program.Effects.Where(_facts.IsFloating))
        {
            var dependencies = _facts.PlacedDependencies(effect);
            var block = Enter(effect.Axes, dependencies);
            block.Append(new Compute(block, effect));
            _late.Add((block, dependencies));
        }
    }

    private void PlaceOutputs()
    {
        foreach (var output in _schedule.Program.Arrays)
        {
            var statements = new List<ScatterAdd>();
            foreach (var contribution in output.Contributions)
            {
                var dependencies = contribution.Indices.Append(contribution.Value).SelectMany(PlacedOrDependencies)
                    .Concat(contribution.Domain.SelectMany(axis => PlacedOrDependencies(axis.Bound))).ToList();
                var block = Enter(contribution.Domain, dependencies);
                statements.Add(block.Append(new ScatterAdd(block, contribution, target: null, output)));
                _late.Add((block, dependencies));
            }

            var products = _facts.Contracted?.Outputs.Where(product => product.Of == output.Of).ToList() ?? [];
            foreach (var product in products)
            {
                var needs = product.Needs.SelectMany(Placed).ToList();
                var block = Enter(product.Product.Outer, needs);
                block.Append(new MultiplyMatrices(block, product.Product, product));
                _late.Add((block, needs));
            }

            if (output.Lengths is null && products.Count == 0 && Window.Of(statements, _schedule.Root) is { } window) _schedule.Windows.Add(output, window);
        }

        foreach (var result in _schedule.Program.Scalars.Select(output => output.Value).Append(_schedule.Program.Value))
        {
            if (result is not null) _late.Add((_schedule.Root, [.. PlacedOrDependencies(result)]));
        }
    }

    private readonly List<(Block Block, List<(Node Node, AxisSet Complete)> Dependencies)> _late = [];

    private IEnumerable<(Node Node, AxisSet Complete)> Placed((Node Node, AxisSet Complete) need) =>
        PlacedOrDependencies(need.Node).Select(placed => (placed.Node, placed.Complete.Union(need.Complete)));

    private IEnumerable<(Node Node, AxisSet Complete)> PlacedOrDependencies(Node node) =>
        node is Constant ? [] : _facts.IsFloating(node) ? _facts.PlacedDependencies(node) : [(node, AxisSet.Empty)];
}
