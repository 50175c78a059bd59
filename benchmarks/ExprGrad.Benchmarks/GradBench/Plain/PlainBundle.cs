using ExprGrad.Benchmarks.GradBench.Programs;
using ExprGrad.GradBench.Functions;

namespace ExprGrad.Benchmarks.GradBench.Plain;

internal static class PlainBundle
{
    public static void Errors(BundleProblem problem, double[] errors, double[] weightErrors)
    {
        for (var i = 0; i < problem.Count; i++)
        {
            Error(
                problem.Cameras.Rows().Slice(11 * problem.CameraOf[i], 11), problem.Points.Rows().Slice(3 * problem.PointOf[i], 3), problem.Weights[i],
                problem.Features.Rows().Slice(2 * i, 2), errors.AsSpan(2 * i, 2));
        }

        for (var i = 0; i < problem.Count; i++) weightErrors[i] = 1 - problem.Weights[i] * problem.Weights[i];
    }

    private static void Error(ReadOnlySpan<double> camera, ReadOnlySpan<double> point, double weight, ReadOnlySpan<double> feature, Span<double> error)
    {
        Span<double> x = [point[0] - camera[3], point[1] - camera[4], point[2] - camera[5]];
        Span<double> y = stackalloc double[3];
        Rotate(camera, x, y);
        var (px, py) = (y[0] / y[2], y[1] / y[2]);
        var squared = px * px + py * py;
        var scale = (1 + camera[9] * squared + camera[10] * squared * squared) * camera[6];
        error[0] = weight * (px * scale + camera[7] - feature[0]);
        error[1] = weight * (py * scale + camera[8] - feature[1]);
    }

    /// <summary>Rodrigues' formula.</summary>
    public static void Rotate(ReadOnlySpan<double> r, ReadOnlySpan<double> x, Span<double> y)
    {
        var squared = r[0] * r[0] + r[1] * r[1] + r[2] * r[2];
        if (squared == 0)
        {
            y[0] = x[0] + r[1] * x[2] - r[2] * x[1];
            y[1] = x[1] + r[2] * x[0] - r[0] * x[2];
            y[2] = x[2] + r[0] * x[1] - r[1] * x[0];
            return;
        }

        var angle = Math.Sqrt(squared);
        var (sin, cos) = Math.SinCos(angle);
        var (a, b, c) = (r[0] / angle, r[1] / angle, r[2] / angle);
        var along = (a * x[0] + b * x[1] + c * x[2]) * (1 - cos);
        y[0] = x[0] * cos + (b * x[2] - c * x[1]) * sin + a * along;
        y[1] = x[1] * cos + (c * x[0] - a * x[2]) * sin + b * along;
        y[2] = x[2] * cos + (a * x[1] - b * x[0]) * sin + c * along;
    }
}
