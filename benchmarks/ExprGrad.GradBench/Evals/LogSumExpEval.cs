using System.Text.Json;
using ExprGrad.GradBench.Functions;
using ExprGrad.GradBench.Protocol;

namespace ExprGrad.GradBench.Evals;

internal static class LogSumExpEval
{
    private sealed record Input(double[] X);

    public static Eval Create()
    {
        var value = Grad.Compile<VectorFunction>(LogSumExp.Function);
        var gradient = Grad.Compile<VectorGradient>(LogSumExp.Function);
        return new(("primal", Primal), ("gradient", Gradient));

        Evaluation Primal(JsonElement input)
        {
            var x = Json.Read<Input>(input).X;
            return Evaluation.Of(() => value(x));
        }

        Evaluation Gradient(JsonElement input)
        {
            var x = Json.Read<Input>(input).X;
            var dx = new double[x.Length];
            return new(() => gradient(x, dx), () => dx);
        }
    }
}
