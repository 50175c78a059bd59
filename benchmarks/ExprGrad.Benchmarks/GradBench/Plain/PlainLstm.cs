using ExprGrad.Benchmarks.GradBench.Programs;
using ExprGrad.GradBench.Functions;

namespace ExprGrad.Benchmarks.GradBench.Plain;

internal static class PlainLstm
{
    public static double Loss(Network network, double[,] state, double[,] sequence)
    {
        var (length, units, layers) = (sequence.GetLength(0), sequence.GetLength(1), network.Main.GetLength(0) / 2);
        ReadOnlySpan<double> main = network.Main.Rows(), extra = network.Extra.Rows(), text = sequence.Rows();
        ReadOnlySpan<double> inWeight = extra[..units], outWeight = extra.Slice(units, units), outBias = extra.Slice(2 * units, units);
        var memory = state.Rows().ToArray();
        var y = new double[units];
        var total = 0.0;
        for (var t = 0; t < length - 1; t++)
        {
            for (var i = 0; i < units; i++) y[i] = text[t * units + i] * inWeight[i];
            for (var layer = 0; layer < layers; layer++)
            {
                var weights = main.Slice(2 * layer * 4 * units, 4 * units);
                var biases = main.Slice((2 * layer + 1) * 4 * units, 4 * units);
                var hidden = memory.AsSpan(2 * layer * units, units);
                var cell = memory.AsSpan((2 * layer + 1) * units, units);
                for (var i = 0; i < units; i++)
                {
                    var forget = Sigmoid(y[i] * weights[i] + biases[i]);
                    var ingate = Sigmoid(hidden[i] * weights[units + i] + biases[units + i]);
                    var outgate = Sigmoid(y[i] * weights[2 * units + i] + biases[2 * units + i]);
                    var change = Math.Tanh(hidden[i] * weights[3 * units + i] + biases[3 * units + i]);
                    cell[i] = cell[i] * forget + ingate * change;
                    hidden[i] = outgate * Math.Tanh(cell[i]);
                    y[i] = hidden[i];
                }
            }

            var sum = 0.0;
            for (var i = 0; i < units; i++)
            {
                y[i] = y[i] * outWeight[i] + outBias[i];
                sum += Math.Exp(y[i]);
            }

            var normalizer = Math.Log(2 + sum);
            for (var i = 0; i < units; i++) total += text[(t + 1) * units + i] * (y[i] - normalizer);
        }

        return -total / (units * (length - 1));
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
