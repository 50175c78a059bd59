using System.Text.Json;
using ExprGrad.GradBench.Functions;
using ExprGrad.GradBench.Protocol;

namespace ExprGrad.GradBench.Evals;

internal static class BundleAdjustmentEval
{
    private const int Shown = 30;

    internal sealed record Input(int N, int M, int P, double[] Cam, double[] X, double W, double[] Feat)
    {
        public BundleProblem Problem => BundleProblem.Of(N, M, P, Cam, X, W, Feat);
    }

    public static Eval Create()
    {
        // What is asked for is compiled, before time is taken.
        var (errorsOf, jacobianOf) = (new Lazy<BundleErrors>(), new Lazy<BundleJacobian>());
        return new(("objective", Objective), ("jacobian", Jacobian));

        Evaluation Objective(JsonElement message)
        {
            var (problem, function) = (Json.Read<Input>(message).Problem, errorsOf.Value);
            var (errors, weightErrors) = (new double[2 * problem.Count], new double[problem.Count]);
            return new(
                () => function.Write(problem, errors, weightErrors),
                () => new
                {
                    ReprojError = new { Elements = errors[..2], Repeated = problem.Count },
                    WErr = new { Element = weightErrors[0], Repeated = problem.Count },
                });
        }

        Evaluation Jacobian(JsonElement message)
        {
            var (problem, function) = (Json.Read<Input>(message).Problem, jacobianOf.Value);
            var jacobian = new SparseJacobian(problem);
            return new(
                () => function.Write(problem, jacobian),
                () => new { Rows = Ends(jacobian.Rows), Cols = Ends(jacobian.Columns), Vals = Ends(jacobian.Values) });
        }
    }

    // The first elements and the last.
    private static T[] Ends<T>(T[] array) => [.. array.Take(Shown), array[^1]];
}
