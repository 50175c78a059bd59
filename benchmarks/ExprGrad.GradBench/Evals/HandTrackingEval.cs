using System.Text.Json;
using ExprGrad.GradBench.Functions;
using ExprGrad.GradBench.Protocol;

namespace ExprGrad.GradBench.Evals;

internal static class HandTrackingEval
{
    internal sealed record Model(
        int[] Parents, double[][][] BaseRelatives, double[][][] InverseBaseAbsolutes, double[,] BasePositions, double[,] Weights, int[][] Triangles, bool IsMirrored);

    internal sealed record Data(Model Model, int[] Correspondences, double[,] Points);

    internal sealed record Input(double[] Theta, double[,] Us, Data Data)
    {
        public bool IsComplicated => Us.GetLength(0) > 0;

        public Sight Sight => new(Data.Correspondences, Us, Data.Points);

        /// <summary>Where the lambda is evaluated: the pose, after no step in the triangles.</summary>
        public double[] At => IsComplicated ? [0, 0, .. Theta] : Theta;

        public Hand Hand => new(
            Data.Model.Parents, Rows(Data.Model.BaseRelatives), Rows(Data.Model.InverseBaseAbsolutes), Data.Model.BasePositions, Data.Model.Weights,
            Matrix([.. Data.Model.Triangles]), Data.Model.IsMirrored ? -1 : 1);

        private static double[,] Rows(double[][][] matrices) => Matrix([.. matrices.Select(matrix => matrix.SelectMany(row => row).ToArray())]);

        private static T[,] Matrix<T>(T[][] rows)
        {
            var matrix = new T[rows.Length, rows.Length == 0 ? 0 : rows[0].Length];
            for (var i = 0; i < rows.Length; i++)
            {
                for (var j = 0; j < rows[i].Length; j++) matrix[i, j] = rows[i][j];
            }

            return matrix;
        }
    }

    public static Eval Create()
    {
        var errors = new Compiled<HandErrors>();
        var jacobians = new Compiled<HandJacobian>();
        return new(("objective", Objective), ("jacobian", Jacobian));

        Evaluation Objective(JsonElement message)
        {
            var input = Json.Read<Input>(message);
            var (hand, sight, at) = (input.Hand, input.Sight, input.At);
            var function = errors.For(input);
            var result = new double[3 * sight.Places.Length];
            return new(() => function(at, hand, sight, result), () => result);
        }

        Evaluation Jacobian(JsonElement message)
        {
            var input = Json.Read<Input>(message);
            var (hand, sight, at) = (input.Hand, input.Sight, input.At);
            var function = jacobians.For(input);
            var result = new double[3 * sight.Places.Length * at.Length];
            return new(() => function(at, hand, sight, result), () => result.Chunk(at.Length).ToArray());
        }
    }

    /// <summary>The two functions, each compiled when it is first needed.</summary>
    private sealed class Compiled<TDelegate>
        where TDelegate : Delegate
    {
        private readonly Lazy<TDelegate> _atVertices = new(() => Grad.Compile<TDelegate>(HandTracking.AtVertices));
        private readonly Lazy<TDelegate> _inTriangles = new(() => Grad.Compile<TDelegate>(HandTracking.InTriangles));

        public TDelegate For(Input input) => (input.IsComplicated ? _inTriangles : _atVertices).Value;
    }
}
