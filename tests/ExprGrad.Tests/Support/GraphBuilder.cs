using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Tests.Support;

/// <summary>Graphs built by hand.</summary>
internal sealed class GraphBuilder
{
    public Graph Graph { get; } = new();

    public Node Input<T>(string name) => Graph.Add(new Parameter(SlotOf<T>(name)));

    public static Slot SlotOf<T>(string name) => new(name, Expression.Parameter(typeof(T), name));

    public Node Number(object value) => Graph.Constant(value);

    public Node Length(Node array) => Graph.Add(new Length(array, 0));

    public Node Index(Axis axis) => Graph.Add(new IndexOf(axis));

    public Node Load(Node array, params Node[] indices) => Graph.Add(new Load(array, indices));

    public Node Plus(Node a, Node b) => Graph.Apply(Primitives.Add, a, b);

    public Node Times(Node a, Node b) => Graph.Apply(Primitives.Multiply, a, b);

    public Node Less(Node a, Node b) => Graph.Apply(Primitives.LessThan, a, b);

    public Axis Loop(Node extent, params Axis[] around) => Graph.Loop(extent, [.. around]);

    public Axis Guard(Node predicate, params Axis[] around) => Graph.Guard(predicate, [.. around]);

    public Program Returning(Node value) => new(Graph) { Value = value };
}
