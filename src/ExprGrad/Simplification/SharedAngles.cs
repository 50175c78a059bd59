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

    public static Program Run(Program program)
    {
        var angles = new Dictionary<Node, (Node? Sine, Node? Cosine)>();
        foreach (var node in LiveNodes.Of(program))
        {
            if (node is not Apply { Primitive: var primitive, Operands: [var angle, ..] }) continue;
            var known = angles.GetValueOrDefault(angle);
            if (primitive == Primitives.Sin) angles[angle] = known with { Sine = node };
            else if (primitive == Primitives.Cos) angles[angle] = known with { Cosine = node };
        }

        var expansions = new Dictionary<Node, Node>(program.Expansions);
        foreach (var (angle, (sine, cosine)) in angles)
        {
            if (sine is null || cosine is null) continue;
            var both = program.Graph.Apply(s_sinCos, angle);
            expansions.Add(sine, program.Graph.Add(new Member(both, both.Type.GetField("Item1")!)));
            expansions.Add(cosine, program.Graph.Add(new Member(both, both.Type.GetField("Item2")!)));
        }

        return program with { Expansions = expansions };
    }
}
