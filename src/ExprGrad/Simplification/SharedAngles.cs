using ExprGrad.Ir;

namespace ExprGrad.Simplification;

/// <summary>
/// Sine and cosine of the same angle, as a function and its derivative need them, from one call that reduces the angle once. Within the accuracy that
/// <see cref="FloatMode.Fast"/> promises, not bit for bit.
/// </summary>
internal static class SharedAngles
{
    private static readonly MethodPrimitive s_sinCos = new("sinCos", typeof(Math).GetMethod(nameof(Math.SinCos))!, typeof(MathF).GetMethod(nameof(MathF.SinCos))!)
    {
        MethodNames = [nameof(Math.SinCos)],
        Cost = 30,
    };

    /// <summary>Whether the node is a sine and a cosine together, or taken from there.</summary>
    public static bool IsShared(Node node) => node is Member { Operands: [var both] } ? IsShared(both) : node is Apply { Primitive: var primitive } && primitive == s_sinCos;

    public static void Find(Graph graph, IReadOnlyList<Node> live, Dictionary<Node, Node> expansions)
    {
        var angles = new Dictionary<Node, (Node? Sine, Node? Cosine)>();
        foreach (var node in live)
        {
            if (node is not Apply { Primitive: var primitive, Operands: [var angle, ..] } || (primitive != Primitives.Sin && primitive != Primitives.Cos)) continue;
            var known = angles.GetValueOrDefault(angle);
            angles[angle] = primitive == Primitives.Sin ? known with { Sine = node } : known with { Cosine = node };
        }

        foreach (var (angle, (sine, cosine)) in angles)
        {
            if (sine is null || cosine is null) continue;
            var both = graph.Apply(s_sinCos, angle);
            expansions.Add(sine, graph.Add(new Member(both, both.Type.GetField("Item1")!)));
            expansions.Add(cosine, graph.Add(new Member(both, both.Type.GetField("Item2")!)));
        }
    }
}
