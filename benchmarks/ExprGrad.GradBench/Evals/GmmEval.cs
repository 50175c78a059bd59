using System.Text.Json;
using ExprGrad.GradBench.Functions;
using ExprGrad.GradBench.Protocol;

namespace ExprGrad.GradBench.Evals;

internal static class GmmEval
{
    private sealed record Input(int M, double Gamma, double[,] X, double[] Alpha, double[,] Mu, double[,] Q, double[,] L)
    {
        public Mixture Mixture => new(Alpha, Mu, Q, L);

        public Wishart Wishart => new(Gamma, M);
    }

    public static Eval Create()
    {
        var value = Grad.Compile<MixtureValue>(Gmm.LogPosterior);
        var gradient = Grad.Compile<MixtureGradient>(Gmm.LogPosterior);
        return new(("objective", Objective), ("jacobian", Jacobian));

        Evaluation Objective(JsonElement message)
        {
            var input = Json.Read<Input>(message);
            var (mixture, wishart) = (input.Mixture, input.Wishart);
            return Evaluation.Of(() => value(mixture, input.X, wishart));
        }

        Evaluation Jacobian(JsonElement message)
        {
            var input = Json.Read<Input>(message);
            var (mixture, wishart) = (input.Mixture, input.Wishart);
            var dmixture = Grad.ZerosLike(mixture);
            return new(() => gradient(mixture, input.X, wishart, dmixture), () => dmixture);
        }
    }
}
