using System.Linq.Expressions;

namespace ExprGrad.GradBench.Functions;

/// <summary>A camera: its rotation (axis times angle) and center, focal length, principal point, and radial distortion.</summary>
internal readonly record struct Camera(Vector Rotation, Vector Center, double Focal, double U, double V, double K1, double K2);

/// <summary>The errors of all observations, two for each.</summary>
internal delegate void ReprojectionErrors(
    double[] step, double[,] cameras, double[,] points, double[] weights, double[,] features, int[] cameraOf, int[] pointOf, Span<double> result);

/// <summary>Their derivatives by the eleven numbers of a camera, the three of a point, and the weight: what <c>step</c> adds to each.</summary>
internal delegate void ReprojectionJacobian(
    double[] step, double[,] cameras, double[,] points, double[] weights, double[,] features, int[] cameraOf, int[] pointOf, Span<double> dstep);

/// <summary>The derivatives of one error of one observation.</summary>
internal delegate double ReprojectionGradient(
    double[] step, double[,] cameras, double[,] points, double[] weights, double[,] features, int[] cameraOf, int[] pointOf, int i, int r, Span<double> dstep);

internal delegate void WeightErrors(double[] step, double[] weights, Span<double> result);

internal delegate void WeightJacobian(double[] step, double[] weights, Span<double> dstep);

/// <summary>
/// Bundle adjustment: where points are seen, against where cameras would see them. An error depends on one camera, one point and one weight, so that all derivatives there
/// are those by a step of these, at no step: 15 numbers.
/// </summary>
internal static class BundleAdjustment
{
    /// <summary>The length of a step.</summary>
    public const int Step = 15;

    // Rodrigues' formula; to first order where there is no angle.
    private static readonly Expression<Func<Vector, Vector, Vector>> s_rotate = (rotation, x) => Ad.Let(Vectors.Dot.Invoke(rotation, rotation), squared =>
        squared != 0
            ? Ad.Let(Math.Sqrt(squared), angle => Ad.Let(Vectors.Scale.Invoke(rotation, 1 / angle), axis => Vectors.Add.Invoke(
                Vectors.Add.Invoke(Vectors.Scale.Invoke(x, Math.Cos(angle)), Vectors.Scale.Invoke(Vectors.Cross.Invoke(axis, x), Math.Sin(angle))),
                Vectors.Scale.Invoke(axis, Vectors.Dot.Invoke(axis, x) * (1 - Math.Cos(angle))))))
            : Vectors.Add.Invoke(x, Vectors.Cross.Invoke(rotation, x)));

    private static readonly Expression<Func<Camera, Vector, double, double, double, double[]>> s_error = (camera, point, weight, u, v) =>
        Ad.Let(s_rotate.Invoke(camera.Rotation, Vectors.Subtract.Invoke(point, camera.Center)), seen =>
            Ad.Let(new { X = seen.X / seen.Z, Y = seen.Y / seen.Z }, plane =>
                Ad.Let(plane.X * plane.X + plane.Y * plane.Y, squared =>
                    Ad.Let((1 + camera.K1 * squared + camera.K2 * squared * squared) * camera.Focal, scale => new[]
                    {
                        weight * (plane.X * scale + camera.U - u),
                        weight * (plane.Y * scale + camera.V - v),
                    }))));

    private static readonly Expression<Func<double[], double[,], int, Camera>> s_camera = (step, cameras, c) => new(
        new(cameras[c, 0] + step[0], cameras[c, 1] + step[1], cameras[c, 2] + step[2]),
        new(cameras[c, 3] + step[3], cameras[c, 4] + step[4], cameras[c, 5] + step[5]),
        cameras[c, 6] + step[6],
        cameras[c, 7] + step[7],
        cameras[c, 8] + step[8],
        cameras[c, 9] + step[9],
        cameras[c, 10] + step[10]);

    public static readonly Expression<Func<double[], double[,], double[,], double[], double[,], int[], int[], double[][]>> Errors =
        (step, cameras, points, weights, features, cameraOf, pointOf) => weights.Select((weight, i) => s_error.Invoke(
            s_camera.Invoke(step, cameras, cameraOf[i]),
            new(points[pointOf[i], 0] + step[11], points[pointOf[i], 1] + step[12], points[pointOf[i], 2] + step[13]),
            weight + step[14],
            features[i, 0],
            features[i, 1])).ToArray();

    /// <summary>One error of one observation.</summary>
    public static readonly Expression<Func<double[], double[,], double[,], double[], double[,], int[], int[], int, int, double>> Error =
        (step, cameras, points, weights, features, cameraOf, pointOf, i, r) => s_error.Invoke(
            s_camera.Invoke(step, cameras, cameraOf[i]),
            new(points[pointOf[i], 0] + step[11], points[pointOf[i], 1] + step[12], points[pointOf[i], 2] + step[13]),
            weights[i] + step[14],
            features[i, 0],
            features[i, 1])[r];

    public static readonly Expression<Func<double[], double[], double[]>> Weights = (step, weights) =>
        weights.Select(weight => 1 - (weight + step[0]) * (weight + step[0])).ToArray();
}
