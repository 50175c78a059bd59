using System.Linq.Expressions;

namespace ExprGrad.GradBench.Functions;

/// <summary>The skin of a hand: matrices of each bone, a row of 16 numbers, the vertices' positions, and how much each bone moves each vertex.</summary>
internal sealed record Hand(double[,] Relatives, double[,] Inverses, double[,] Positions, double[,] Weights, int[,] Triangles, double Side);

/// <summary>What was seen: points, each at a vertex or, if there are coordinates in it, a triangle.</summary>
internal sealed record Sight(int[] Places, double[,] Coordinates, double[,] Points);

internal delegate void HandErrors(double[] x, Hand hand, Sight sight, Span<double> result);

internal delegate double HandGradient(double[] x, Hand hand, Sight sight, int i, int r, Span<double> dx);

internal delegate void HandJacobian(double[] x, Hand hand, Sight sight, Span<double> dx);

/// <summary>
/// How far points are from a hand in a pose. The pose: the rotation of the whole (axis times angle), its place, and four angles for each finger. The bones' hierarchy is
/// known when the lambda is made.
/// </summary>
internal static class HandTracking
{
    private const int Fingers = 5;

    /// <summary>The errors at vertices, three for each point, of the pose.</summary>
    public static Expression<Func<double[], Hand, Sight, double[][]>> AtVertices(int[] parents)
    {
        var bones = Bones(parents);
        return (x, hand, sight) => Ad.Let(bones.Invoke(x, hand), transforms => sight.Places.Select((place, i) => Ad.Let(
            s_vertex.Invoke(x, hand, transforms, place),
            p => new[] { sight.Points[i, 0] - p.X, sight.Points[i, 1] - p.Y, sight.Points[i, 2] - p.Z })).ToArray());
    }

    /// <summary>One of the three errors of one point, at its vertex.</summary>
    public static Expression<Func<double[], Hand, Sight, int, int, double>> AtVertex(int[] parents)
    {
        var bones = Bones(parents);
        return (x, hand, sight, i, r) => Ad.Let(bones.Invoke(x, hand), transforms => Ad.Let(
            s_vertex.Invoke(x, hand, transforms, sight.Places[i]),
            p => new[] { sight.Points[i, 0] - p.X, sight.Points[i, 1] - p.Y, sight.Points[i, 2] - p.Z }[r]));
    }

    /// <summary>The errors in triangles, of a step that all points make in their triangles, two numbers, and then the pose.</summary>
    public static Expression<Func<double[], Hand, Sight, double[][]>> InTriangles(int[] parents)
    {
        var bones = Bones(parents);
        return (x, hand, sight) => Ad.Let(x.Skip(2).ToArray(), pose => Ad.Let(bones.Invoke(pose, hand), transforms => sight.Places.Select((place, i) => Ad.Let(
            s_inTriangle.Invoke(
                s_vertex.Invoke(pose, hand, transforms, hand.Triangles[place, 0]),
                s_vertex.Invoke(pose, hand, transforms, hand.Triangles[place, 1]),
                s_vertex.Invoke(pose, hand, transforms, hand.Triangles[place, 2]),
                sight.Coordinates[i, 0] + x[0],
                sight.Coordinates[i, 1] + x[1]),
            p => new[] { sight.Points[i, 0] - p.X, sight.Points[i, 1] - p.Y, sight.Points[i, 2] - p.Z })).ToArray()));
    }

    private static readonly Expression<Func<Vector, Vector, Vector, double, double, Vector>> s_inTriangle = (a, b, c, u, v) => Vectors.Add.Invoke(
        Vectors.Add.Invoke(Vectors.Scale.Invoke(a, u), Vectors.Scale.Invoke(b, v)), Vectors.Scale.Invoke(c, 1 - u - v));

    // Rodrigues' formula.
    private static readonly Expression<Func<Vector, Vector, Vector>> s_rotate = (rotation, p) =>
        Ad.Let(Math.Sqrt(Vectors.Dot.Invoke(rotation, rotation)), angle => angle < 1e-4
            ? p
            : Ad.Let(Vectors.Scale.Invoke(rotation, 1 / angle), axis => Vectors.Add.Invoke(
                Vectors.Add.Invoke(Vectors.Scale.Invoke(p, Math.Cos(angle)), Vectors.Scale.Invoke(Vectors.Cross.Invoke(axis, p), Math.Sin(angle))),
                Vectors.Scale.Invoke(axis, Vectors.Dot.Invoke(axis, p) * (1 - Math.Cos(angle))))));

    private static readonly Expression<Func<Hand, int, Vector>> s_position = (hand, v) =>
        new(hand.Positions[v, 0], hand.Positions[v, 1], hand.Positions[v, 2]);

    // Linear blend skinning: the mean of where the bones would take the vertex.
    private static readonly Expression<Func<Hand, Affine[], int, Vector>> s_skinned = (hand, bones, v) => new(
        hand.Side * bones.Select((bone, b) => hand.Weights[v, b] * Affines.Apply.Invoke(bone, s_position.Invoke(hand, v)).X).Sum(),
        bones.Select((bone, b) => hand.Weights[v, b] * Affines.Apply.Invoke(bone, s_position.Invoke(hand, v)).Y).Sum(),
        bones.Select((bone, b) => hand.Weights[v, b] * Affines.Apply.Invoke(bone, s_position.Invoke(hand, v)).Z).Sum());

    private static readonly Expression<Func<double[], Hand, Affine[], int, Vector>> s_vertex = (pose, hand, bones, v) => Vectors.Add.Invoke(
        s_rotate.Invoke(new(pose[0], pose[1], pose[2]), s_skinned.Invoke(hand, bones, v)), new(pose[3], pose[4], pose[5]));

    // What each bone does to the vertices, from their places at rest.
    private static Expression<Func<double[], Hand, Affine[]>> Bones(int[] parents)
    {
        var (pose, hand) = (Expression.Parameter(typeof(double[]), "pose"), Expression.Parameter(typeof(Hand), "hand"));
        var places = new List<Expression<Func<double[], Hand, Affine>>>();
        foreach (var bone in Enumerable.Range(0, parents.Length)) places.Add(Place(bone, parents[bone], places));
        var transforms = places.Select((place, bone) =>
        {
            Expression<Func<double[], Hand, Affine>> transform = (pose, hand) => Affines.Compose.Invoke(place.Invoke(pose, hand), Affines.Of.Invoke(hand.Inverses, bone));
            return Expression.Invoke(transform, pose, hand);
        });
        return Expression.Lambda<Func<double[], Hand, Affine[]>>(Expression.NewArrayInit(typeof(Affine), transforms), pose, hand);
    }

    // Where a bone is, with the bones before it, among which is its parent.
    private static Expression<Func<double[], Hand, Affine>> Place(int bone, int parent, List<Expression<Func<double[], Hand, Affine>>> before)
    {
        var local = Local(bone);
        if (parent < 0) return local;
        var around = before[parent];
        return (pose, hand) => Affines.Compose.Invoke(around.Invoke(pose, hand), local.Invoke(pose, hand));
    }

    // After the first two bones each finger has one with two angles, two with one angle, and one that is fixed.
    private static Expression<Func<double[], Hand, Affine>> Local(int bone)
    {
        var (finger, joint) = ((bone - 2) / 4, (bone - 2) % 4);
        var first = 6 + 4 * finger;
        if (bone < 2 || finger >= Fingers || joint == 3) return (_, hand) => Affines.Of.Invoke(hand.Relatives, bone);
        if (joint == 0) return (pose, hand) => Affines.Compose.Invoke(Affines.Of.Invoke(hand.Relatives, bone), Affines.Rotation.Invoke(pose[first], pose[first + 1]));
        var angle = first + 1 + joint;
        return (pose, hand) => Affines.Compose.Invoke(Affines.Of.Invoke(hand.Relatives, bone), Affines.Rotation.Invoke(pose[angle], 0));
    }
}
