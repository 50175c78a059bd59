using System.Linq.Expressions;

namespace ExprGrad.GradBench.Functions;

/// <summary>A vector in space.</summary>
internal readonly record struct Vector(double X, double Y, double Z);

/// <summary>Arithmetic of vectors, for lambdas.</summary>
internal static class Vectors
{
    public static readonly Expression<Func<Vector, Vector, Vector>> Add = (a, b) => new(a.X + b.X, a.Y + b.Y, a.Z + b.Z);

    public static readonly Expression<Func<Vector, Vector, Vector>> Subtract = (a, b) => new(a.X - b.X, a.Y - b.Y, a.Z - b.Z);

    public static readonly Expression<Func<Vector, double, Vector>> Scale = (a, factor) => new(a.X * factor, a.Y * factor, a.Z * factor);

    public static readonly Expression<Func<Vector, Vector, double>> Dot = (a, b) => a.X * b.X + a.Y * b.Y + a.Z * b.Z;

    public static readonly Expression<Func<Vector, Vector, Vector>> Cross = (a, b) =>
        new(a.Y * b.Z - a.Z * b.Y, a.Z * b.X - a.X * b.Z, a.X * b.Y - a.Y * b.X);
}
