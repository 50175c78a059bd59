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
            Rows(Data.Model.BaseRelatives), Rows(Data.Model.InverseBaseAbsolutes), Data.Model.BasePositions, Data.Model.Weights,
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

    /// <summary>The hierarchy of the bones is known from the input, and so compiled then; once for each.</summary>
    public static Eval Create()
    {
        var errors = new Dictionary<string, HandErrors>(StringComparer.Ordinal);
        var jacobians = new Dictionary<string, HandJacobian>(StringComparer.Ordinal);
        return new(("objective", Objective), ("jacobian", Jacobian));

        Evaluation Objective(JsonElement message)
        {
            var input = Json.Read<Input>(message);
            var (hand, sight, at) = (input.Hand, input.Sight, input.At);
            var function = Compiled(errors, input);
            var result = new double[3 * sight.Places.Length];
            return new(() => function(at, hand, sight, result), () => result);
        }

        Evaluation Jacobian(JsonElement message)
        {
            var input = Json.Read<Input>(message);
            var (hand, sight, at) = (input.Hand, input.Sight, input.At);
            var function = Compiled(jacobians, input);
            var result = new double[3 * sight.Places.Length * at.Length];
            return new(() => function(at, hand, sight, result), () => result.Chunk(at.Length).ToArray());
        }
    }

    private static TDelegate Compiled<TDelegate>(Dictionary<string, TDelegate> known, Input input)
        where TDelegate : Delegate
    {
        var parents = input.Data.Model.Parents;
        var key = $"{input.IsComplicated} {string.Join(' ', parents)}";
        if (!known.TryGetValue(key, out var compiled))
            known.Add(key, compiled = Grad.Compile<TDelegate>(input.IsComplicated ? HandTracking.InTriangles(parents) : HandTracking.AtVertices(parents)));
        return compiled;
    }
}
