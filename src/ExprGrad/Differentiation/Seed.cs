using ExprGrad.Ir;

namespace ExprGrad.Differentiation;

/// <summary>The tangent of an input: at the indices of an element of an array, in the order of its dimensions, or of a number, which has none; and in the branches in which the element is read, since outside of them there may be none.</summary>
internal sealed record Seed(Func<Node[], AxisSet, Node> At)
{
    /// <summary>Whether it is zero in most directions, which an infinite partial derivative leaves zero.</summary>
    public bool IsSelected { get; init; }

    /// <summary>Another input of the same type.</summary>
    public static Seed Input(Graph graph, Slot slot) => new((indices, guards) =>
    {
        var element = graph.In(graph.Add(new Parameter(slot)), guards);
        for (var next = 0; element.Type.IsArray;)
        {
            var rank = element.Type.GetArrayRank();
            element = graph.Add(new Load(element, indices[next..(next += rank)]));
        }

        return element;
    });

    /// <summary>All directions of an array at once, along an axis: element i changes in direction i alone.</summary>
    public static Seed Basis(Graph graph, Axis directions, Type type) => new((indices, _) => graph.Apply(
        Primitives.Select, graph.Apply(Primitives.Equal, indices[0], graph.Add(new IndexOf(directions))), One(graph, type), Zero(graph, type)))
    { IsSelected = true };

    private static Constant One(Graph graph, Type type) => graph.Constant(type == typeof(float) ? 1f : (object)1.0);

    private static Constant Zero(Graph graph, Type type) => graph.Constant(type == typeof(float) ? 0f : (object)0.0);
}
