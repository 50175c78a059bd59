using System.Linq.Expressions;

namespace ExprGrad.GradBench.Functions;

/// <summary>An affine transformation: where it takes the axes, and the origin.</summary>
internal readonly record struct Affine(Vector X, Vector Y, Vector Z, Vector Origin);

/// <summary>Arithmetic of transformations, for lambdas.</summary>
internal static class Affines
{
    private static readonly Expression<Func<Affine, Vector, Vector>> s_turned = (a, v) => new(
        a.X.X * v.X + a.Y.X * v.Y + a.Z.X * v.Z,
        a.X.Y * v.X + a.Y.Y * v.Y + a.Z.Y * v.Z,
        a.X.Z * v.X + a.Y.Z * v.Y + a.Z.Z * v.Z);

    public static readonly Expression<Func<Affine, Vector, Vector>> Apply = (a, p) => Vectors.Add.Invoke(s_turned.Invoke(a, p), a.Origin);

    /// <summary>The second, then the first.</summary>
    public static readonly Expression<Func<Affine, Affine, Affine>> Compose = (a, b) =>
        new(s_turned.Invoke(a, b.X), s_turned.Invoke(a, b.Y), s_turned.Invoke(a, b.Z), Apply.Invoke(a, b.Origin));

    /// <summary>By angles about the x axis, then the z axis.</summary>
    public static readonly Expression<Func<double, double, Affine>> Rotation = (x, z) => new(
        new(Math.Cos(z), Math.Sin(z), 0),
        new(-Math.Sin(z) * Math.Cos(x), Math.Cos(z) * Math.Cos(x), Math.Sin(x)),
        new(Math.Sin(z) * Math.Sin(x), -Math.Cos(z) * Math.Sin(x), Math.Cos(x)),
        new(0, 0, 0));

    /// <summary>By an angle about an axis, their product given, and then to a place: Rodrigues' formula, cos I + sin [a]x + (1 - cos) a a'; no turn at less than 1e-4.</summary>
    public static readonly Expression<Func<Vector, Vector, Affine>> Motion = (rotation, place) =>
        Ad.Let(Math.Sqrt(Vectors.Dot.Invoke(rotation, rotation)), angle => angle < 1e-4
            ? new Affine(new(1, 0, 0), new(0, 1, 0), new(0, 0, 1), place)
            : Ad.Let(Vectors.Scale.Invoke(rotation, 1 / angle), a => Ad.Let(Vectors.Scale.Invoke(a, 1 - Math.Cos(angle)), b => Ad.Let(Vectors.Scale.Invoke(a, Math.Sin(angle)), c => new Affine(
                new(Math.Cos(angle) + b.X * a.X, b.X * a.Y + c.Z, b.X * a.Z - c.Y),
                new(b.Y * a.X - c.Z, Math.Cos(angle) + b.Y * a.Y, b.Y * a.Z + c.X),
                new(b.Z * a.X + c.Y, b.Z * a.Y - c.X, Math.Cos(angle) + b.Z * a.Z),
                place)))));

    /// <summary>The i-th of many 4 x 4 matrices, a row for each.</summary>
    public static readonly Expression<Func<double[,], int, Affine>> Of = (m, i) => new(
        new(m[i, 0], m[i, 4], m[i, 8]),
        new(m[i, 1], m[i, 5], m[i, 9]),
        new(m[i, 2], m[i, 6], m[i, 10]),
        new(m[i, 3], m[i, 7], m[i, 11]));
}
