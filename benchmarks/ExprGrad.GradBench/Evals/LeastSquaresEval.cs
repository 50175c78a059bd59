using System.Text.Json;
using ExprGrad.GradBench.Functions;
using ExprGrad.GradBench.Protocol;

namespace ExprGrad.GradBench.Evals;

internal static class LeastSquaresEval
{
    private sealed record Input(double[] X, int N);

    public static Eval Create()
    {
        var value = Grad.Compile<FitError>(LeastSquares.Function);
        var gradient = Grad.Compile<FitErrorGradient>(LeastSquares.Function);
        return new(("primal", Primal), ("gradient", Gradient));

        Evaluation Primal(JsonElement input)
        {
            var (x, n) = Json.Read<Input>(input);
            return Evaluation.Of(() => value(x, n));
        }

        Evaluation Gradient(JsonElement input)
        {
            var (x, n) = Json.Read<Input>(input);
            var dx = new double[x.Length];
            return new(() => gradient(x, n, dx), () => dx);
        }
    }
}
