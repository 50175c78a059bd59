using System.Text.Json;
using ExprGrad.GradBench.Functions;
using ExprGrad.GradBench.Protocol;

namespace ExprGrad.GradBench.Evals;

internal static class LstmEval
{
    private sealed record Input(double[,] MainParams, double[,] ExtraParams, double[,] State, double[,] Sequence)
    {
        public Network Network => new(MainParams, ExtraParams);

        public int Layers => MainParams.GetLength(0) / 2;
    }

    /// <summary>The number of layers is known from the input, and so compiled then; once for each.</summary>
    public static Eval Create()
    {
        var values = new Dictionary<int, NetworkLoss>();
        var gradients = new Dictionary<int, NetworkGradient>();
        return new(("objective", Objective), ("jacobian", Jacobian));

        Evaluation Objective(JsonElement message)
        {
            var input = Json.Read<Input>(message);
            var network = input.Network;
            if (!values.TryGetValue(input.Layers, out var value)) values.Add(input.Layers, value = Grad.Compile<NetworkLoss>(Lstm.Loss(input.Layers)));
            return Evaluation.Of(() => value(network, input.State, input.Sequence));
        }

        Evaluation Jacobian(JsonElement message)
        {
            var input = Json.Read<Input>(message);
            var network = input.Network;
            var dnetwork = Grad.ZerosLike(network);
            if (!gradients.TryGetValue(input.Layers, out var gradient)) gradients.Add(input.Layers, gradient = Grad.Compile<NetworkGradient>(Lstm.Loss(input.Layers)));
            return new(
                () => gradient(network, input.State, input.Sequence, dnetwork),
                () => dnetwork.Main.Cast<double>().Concat(dnetwork.Extra.Cast<double>()).ToArray());
        }
    }
}
