using System.Linq.Expressions;

namespace ExprGrad.GradBench.Functions;

/// <summary>
/// The skin of a hand: for each bone the one that it hangs on, which comes before it (-1: none), and matrices, a row of 16 numbers; the vertices' positions, and how much each bone moves each vertex.
/// </summary>
internal sealed record Hand(int[] Parents, double[,] Relatives, double[,] Inverses, double[,] Positions, double[,] Weights, int[,] Triangles, double Side);

/// <summary>What was seen: points, each at a vertex or, if there are coordinates in it, a triangle.</summary>
internal sealed record Sight(int[] Places, double[,] Coordinates, double[,] Points);

internal delegate void HandErrors(double[] x, Hand hand, Sight sight, Span<double> result);

internal delegate double HandGradient(double[] x, Hand hand, Sight sight, int i, int r, Span<double> dx);

internal delegate void HandJacobian(double[] x, Hand hand, Sight sight, Span<double> dx);

/// <summary>
/// How far points are from a hand in a pose. The pose: the rotation of the whole (axis times angle), its place, and four angles for each finger.
/// </summary>
internal static class HandTracking
{
    private const int Fingers = 5;

    // By which angles a bone turns: after the first two, each finger has one with two angles, two with one angle, and one that is fixed.
    private static readonly Expression<Func<double[], int, Affine>> s_turn = (pose, bone) => Ad.Let((bone - 2) / 4, finger => Ad.Let((bone - 2) % 4, joint =>
        bone < 2 || finger >= Fingers || joint == 3 ? Affines.Rotation.Invoke(0, 0)
            : joint == 0 ? Affines.Rotation.Invoke(pose[6 + 4 * finger], pose[7 + 4 * finger])
            : Affines.Rotation.Invoke(pose[7 + 4 * finger + joint], 0)));

    private static readonly Expression<Func<double[], Hand, int, Affine>> s_local = (pose, hand, bone) =>
        Affines.Compose.Invoke(Affines.Of.Invoke(hand.Relatives, bone), s_turn.Invoke(pose, bone));

    // Where the bones are, each after the one that it hangs on.
    private static readonly Expression<Func<double[], Hand, Affine[]>> s_places = (pose, hand) => Ad.Recur<Affine>(hand.Parents.Length, (bone, earlier) =>
        Ad.Let(s_local.Invoke(pose, hand, bone), local => hand.Parents[bone] < 0 ? local : Affines.Compose.Invoke(earlier[hand.Parents[bone]], local)));

    // What the bones do to the vertices, from their places at rest.
    private static readonly Expression<Func<double[], Hand, Affine[]>> s_bones = (pose, hand) =>
        s_places.Invoke(pose, hand).Select((place, bone) => Affines.Compose.Invoke(place, Affines.Of.Invoke(hand.Inverses, bone))).ToArray();

    private static readonly Expression<Func<Vector, Vector, Vector, double, double, Vector>> s_inTriangle = (a, b, c, u, v) => Vectors.Add.Invoke(
        Vectors.Add.Invoke(Vectors.Scale.Invoke(a, u), Vectors.Scale.Invoke(b, v)), Vectors.Scale.Invoke(c, 1 - u - v));

    private static readonly Expression<Func<Hand, int, Vector>> s_position = (hand, v) =>
        new(hand.Positions[v, 0], hand.Positions[v, 1], hand.Positions[v, 2]);

    // Linear blend skinning: the mean of where the bones would take the vertex.
    private static readonly Expression<Func<Hand, Affine[], int, Vector>> s_skinned = (hand, bones, v) => new(
        hand.Side * bones.Select((bone, b) => hand.Weights[v, b] * Affines.Apply.Invoke(bone, s_position.Invoke(hand, v)).X).Sum(),
        bones.Select((bone, b) => hand.Weights[v, b] * Affines.Apply.Invoke(bone, s_position.Invoke(hand, v)).Y).Sum(),
        bones.Select((bone, b) => hand.Weights[v, b] * Affines.Apply.Invoke(bone, s_position.Invoke(hand, v)).Z).Sum());

    // The motion of the whole hand.
    private static readonly Expression<Func<double[], Affine>> s_motion = pose => Affines.Motion.Invoke(new(pose[0], pose[1], pose[2]), new(pose[3], pose[4], pose[5]));

    private static readonly Expression<Func<double[], Hand, Affine[], int, Vector>> s_vertex = (pose, hand, bones, v) =>
        Affines.Apply.Invoke(s_motion.Invoke(pose), s_skinned.Invoke(hand, bones, v));

    private static readonly Expression<Func<Sight, int, Vector, double[]>> s_errors = (sight, i, p) =>
        new[] { sight.Points[i, 0] - p.X, sight.Points[i, 1] - p.Y, sight.Points[i, 2] - p.Z };

    /// <summary>The errors at vertices, three for each point, of the pose.</summary>
    public static readonly Expression<Func<double[], Hand, Sight, double[][]>> AtVertices = (x, hand, sight) =>
        Ad.Let(s_bones.Invoke(x, hand), bones => sight.Places.Select((place, i) => s_errors.Invoke(sight, i, s_vertex.Invoke(x, hand, bones, place))).ToArray());

    /// <summary>One of the three errors of one point, at its vertex.</summary>
    public static readonly Expression<Func<double[], Hand, Sight, int, int, double>> AtVertex = (x, hand, sight, i, r) =>
        Ad.Let(s_bones.Invoke(x, hand), bones => s_errors.Invoke(sight, i, s_vertex.Invoke(x, hand, bones, sight.Places[i]))[r]);

    /// <summary>The errors in triangles, of a step that all points make in their triangles, two numbers, and then the pose.</summary>
    public static readonly Expression<Func<double[], Hand, Sight, double[][]>> InTriangles = (x, hand, sight) =>
        Ad.Let(x.Skip(2).ToArray(), pose => Ad.Let(s_bones.Invoke(pose, hand), bones => sight.Places.Select((place, i) => s_errors.Invoke(sight, i, s_inTriangle.Invoke(
            s_vertex.Invoke(pose, hand, bones, hand.Triangles[place, 0]),
            s_vertex.Invoke(pose, hand, bones, hand.Triangles[place, 1]),
            s_vertex.Invoke(pose, hand, bones, hand.Triangles[place, 2]),
            sight.Coordinates[i, 0] + x[0],
            sight.Coordinates[i, 1] + x[1]))).ToArray()));
}
