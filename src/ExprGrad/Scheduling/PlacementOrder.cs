using ExprGrad.Ir;

namespace ExprGrad.Scheduling;

/// <summary>
/// The order in which nodes are placed. Each comes after what it depends on, those in few iterations first, so that what a big loop needs is there before the loop
/// begins, and products of matrices as soon as they can; otherwise in the order of their ids, in which the function precedes its derivative. Outside of loops the derivative of a long function leads: its nodes come
/// in the order of the sweep, and each node of the function itself when the sweep first needs it, so that few values have to be kept from one end to the other. Not where the derivative is in
/// a loop over directions, before which all of the function is there.
/// </summary>
internal sealed class PlacementOrder
{
    // So many values don't fit into one method, nor its stack frame into the nearest cache.
    private const int Long = 500;

    private readonly IReadOnlyDictionary<Node, List<(Node Node, AxisSet Complete)>> _dependencies;
    private readonly AxisSet _directions;
    private readonly NodeFacts _facts;
    private readonly Dictionary<Node, Component> _components;
    private int _ranked;

    private PlacementOrder(IReadOnlyDictionary<Node, List<(Node Node, AxisSet Complete)>> dependencies, AxisSet directions, NodeFacts facts) =>
        (_dependencies, _directions, _facts, _components) = (dependencies, directions, facts, Components.Find(dependencies));

    /// <summary>The components of the nodes in the order in which they are placed.</summary>
    /// <param name="dependencies">The nodes, with what each of them depends on.</param>
    /// <param name="program">What they are part of.</param>
    /// <param name="facts">What is known of the nodes.</param>
    public static IEnumerable<Component> Of(IReadOnlyDictionary<Node, List<(Node Node, AxisSet Complete)>> dependencies, Program program, NodeFacts facts)
    {
        var order = new PlacementOrder(dependencies, program.Directions, facts);
        if (dependencies.Count > Long && !dependencies.Keys.Any(order.IsAlongDirections))
            order.Rank([.. dependencies.Keys.Where(node => node.Id >= program.FirstDerivative), .. dependencies.Keys.Where(node => node.Id < program.FirstDerivative)]);
        order.FindUsers();
        return order.Run();
    }

    // Depth first from the roots: the position at which all that a component depends on is behind it.
    private void Rank(IEnumerable<Node> roots)
    {
        var path = new Stack<Component>();
        foreach (var root in roots)
        {
            path.Push(_components[root]);
            while (path.TryPeek(out var component))
            {
                var waiting = path.Count;
                if (component.Rank < 0) PushUnranked(component, path);
                if (path.Count > waiting) continue;
                path.Pop();
                if (component.Rank < 0) component.Rank = _ranked++;
            }
        }
    }

    private void PushUnranked(Component component, Stack<Component> path)
    {
        foreach (var node in component.Nodes)
        {
            foreach (var (dependency, _) in _dependencies[node])
            {
                if (_components[dependency] is var source && source != component && source.Rank < 0) path.Push(source);
            }
        }
    }

    private void FindUsers()
    {
        foreach (var (node, dependencies) in _dependencies)
        {
            var component = _components[node];
            foreach (var (dependency, _) in dependencies)
            {
                var source = _components[dependency];
                if (source == component) continue;
                component.Waiting++;
                source.Users.Add(component);
            }
        }
    }

    private IEnumerable<Component> Run()
    {
        var ready = new PriorityQueue<Component, (bool IsAlongDirections, double Trips, int Order)>();
        foreach (var component in _components.Values.Distinct())
        {
            if (component.Waiting == 0) ready.Enqueue(component, Priority(component));
        }

        while (ready.TryDequeue(out var component, out _))
        {
            yield return component;
            foreach (var user in component.Users)
            {
                if (--user.Waiting == 0) ready.Enqueue(user, Priority(user));
            }
        }
    }

    private bool IsAlongDirections(Node node) => !node.Axes.Intersect(_directions).IsEmpty;

    private (bool IsAlongDirections, double Trips, int Order) Priority(Component component)
    {
        var first = component.Nodes[0];

        // A product of matrices is one statement, in whose loops nothing else is: those that use it share theirs if all products are there.
        var loops = first is Reduce sum && _facts.ContractionOf(sum) is { } product ? product.Outer.Loops : first.Axes.Loops.Union(first.OwnAxes.Loops);
        var trips = 1.0;
        // Dimensions of arrays are not run through.
        foreach (var axis in loops.Where(axis => !axis.IsDimension)) trips *= Axis.ExpectedTrips(axis.Bound);
        return (!loops.Intersect(_directions).IsEmpty, trips, loops.IsEmpty && component.Rank >= 0 ? component.Rank : first.Id);
    }
}
