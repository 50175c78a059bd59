using ExprGrad.Benchmarks.GradBench.Programs;
using ExprGrad.GradBench.Functions;

namespace ExprGrad.Benchmarks.GradBench.Plain;

/// <summary>The whole skin is computed, as the reference does, and then the errors.</summary>
internal static class PlainHand
{
    public static void Errors(double[] pose, Hand hand, Sight sight, double[] errors)
    {
        var parents = hand.Parents;
        var bones = parents.Length;
        var places = new double[16 * bones];
        var transforms = new double[16 * bones];
        Span<double> local = stackalloc double[16];
        for (var bone = 0; bone < bones; bone++)
        {
            Local(pose, bone, hand.Relatives.Rows().Slice(16 * bone, 16), local);
            var place = places.AsSpan(16 * bone, 16);
            if (parents[bone] < 0) local.CopyTo(place);
            else Multiply(places.AsSpan(16 * parents[bone], 16), local, place);
            Multiply(place, hand.Inverses.Rows().Slice(16 * bone, 16), transforms.AsSpan(16 * bone, 16));
        }

        var vertices = hand.Positions.GetLength(0);
        var skin = new double[3 * vertices];
        ReadOnlySpan<double> positions = hand.Positions.Rows(), weights = hand.Weights.Rows();
        Span<double> vertex = stackalloc double[3];
        Span<double> rotation = stackalloc double[9];
        Rotation(pose, rotation);
        for (var v = 0; v < vertices; v++)
        {
            var position = positions.Slice(4 * v, 4);
            vertex.Clear();
            for (var bone = 0; bone < bones; bone++)
            {
                ReadOnlySpan<double> m = transforms.AsSpan(16 * bone, 16);
                var weight = weights[v * bones + bone];
                for (var r = 0; r < 3; r++)
                    vertex[r] += weight * (m[4 * r] * position[0] + m[4 * r + 1] * position[1] + m[4 * r + 2] * position[2] + m[4 * r + 3] * position[3]);
            }

            vertex[0] *= hand.Side;
            for (var r = 0; r < 3; r++) skin[3 * v + r] = rotation[3 * r] * vertex[0] + rotation[3 * r + 1] * vertex[1] + rotation[3 * r + 2] * vertex[2] + pose[3 + r];
        }

        for (var i = 0; i < sight.Places.Length; i++)
        {
            for (var r = 0; r < 3; r++) errors[3 * i + r] = sight.Points[i, r] - skin[3 * sight.Places[i] + r];
        }
    }

    // After the first two bones each finger has one with two angles, two with one angle, and one that is fixed.
    private static void Local(double[] pose, int bone, ReadOnlySpan<double> relative, Span<double> local)
    {
        var (finger, joint) = ((bone - 2) / 4, (bone - 2) % 4);
        if (bone < 2 || finger > 4 || joint == 3)
        {
            relative.CopyTo(local);
            return;
        }

        var first = 6 + 4 * finger;
        var (x, z) = joint == 0 ? (pose[first], pose[first + 1]) : (pose[first + 1 + joint], 0);
        var ((sx, cx), (sz, cz)) = (Math.SinCos(x), Math.SinCos(z));
        Span<double> rotation =
        [
            cz, -sz * cx, sz * sx, 0,
            sz, cz * cx, -cz * sx, 0,
            0, sx, cx, 0,
            0, 0, 0, 1,
        ];
        Multiply(relative, rotation, local);
    }

    // Rodrigues' formula, as a matrix.
    private static void Rotation(ReadOnlySpan<double> r, Span<double> rotation)
    {
        rotation.Clear();
        var angle = Math.Sqrt(r[0] * r[0] + r[1] * r[1] + r[2] * r[2]);
        if (angle < 1e-4)
        {
            rotation[0] = rotation[4] = rotation[8] = 1;
            return;
        }

        var (sin, cos) = Math.SinCos(angle);
        var (a, b, c) = (r[0] / angle, r[1] / angle, r[2] / angle);
        var rest = 1 - cos;
        rotation[0] = cos + rest * a * a;
        rotation[1] = rest * a * b - sin * c;
        rotation[2] = rest * a * c + sin * b;
        rotation[3] = rest * a * b + sin * c;
        rotation[4] = cos + rest * b * b;
        rotation[5] = rest * b * c - sin * a;
        rotation[6] = rest * a * c - sin * b;
        rotation[7] = rest * b * c + sin * a;
        rotation[8] = cos + rest * c * c;
    }

    private static void Multiply(ReadOnlySpan<double> a, ReadOnlySpan<double> b, Span<double> c)
    {
        for (var i = 0; i < 4; i++)
        {
            for (var j = 0; j < 4; j++)
            {
                var sum = 0.0;
                for (var k = 0; k < 4; k++) sum += a[4 * i + k] * b[4 * k + j];
                c[4 * i + j] = sum;
            }
        }
    }
}
