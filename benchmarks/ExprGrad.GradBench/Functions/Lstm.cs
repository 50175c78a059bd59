using System.Linq.Expressions;

namespace ExprGrad.GradBench.Functions;

/// <summary>
/// Main: for each layer a row of weights (forget, in, out, change; one after the other, with an element for each unit) and a row of their biases.
/// Extra: rows of weights of the input, of weights of the output, and of the output's biases.
/// </summary>
internal sealed record Network(double[,] Main, double[,] Extra);

/// <summary>What a unit of a layer keeps from step to step.</summary>
internal readonly record struct Memory(double Hidden, double Cell);

internal delegate double NetworkLoss(Network network, double[,] state, double[,] sequence);

internal delegate double NetworkGradient(Network network, double[,] state, double[,] sequence, Network dnetwork);

/// <summary>The loss of a network of LSTM layers that predicts the next character of a text. The units of a layer see each other in the loss alone.</summary>
internal static class Lstm
{
    // A gate of unit i: y times its weight, plus its bias, both of a layer's rows.
    private static readonly Expression<Func<double[,], int, int, double, double>> s_gate = (main, layer, i, y) => y * main[2 * layer, i] + main[2 * layer + 1, i];

    // Unit i of so many of a layer through one step, with y from the layer before.
    private static readonly Expression<Func<double[,], int, int, int, Memory, double, Memory>> s_step = (main, layer, i, units, memory, y) => Ad.Let(
        memory.Cell * Ad.Sigmoid(s_gate.Invoke(main, layer, i, y))
        + Ad.Sigmoid(s_gate.Invoke(main, layer, units + i, memory.Hidden)) * Math.Tanh(s_gate.Invoke(main, layer, 3 * units + i, memory.Hidden)),
        cell => new Memory(Ad.Sigmoid(s_gate.Invoke(main, layer, 2 * units + i, y)) * Math.Tanh(cell), cell));

    // What unit i of a layer says at each step: layer upon layer.
    private static Expression<Func<Network, double[,], double[,], IEnumerable<int>, int, double[]>> Hidden(int layers)
    {
        if (layers == 0) return (network, _, sequence, steps, i) => steps.Select(t => sequence[t, i] * network.Extra[0, i]).ToArray();

        var (below, layer) = (Hidden(layers - 1), layers - 1);
        return (network, state, sequence, steps, i) => Ad.Scan(
            new Memory(state[2 * layer, i], state[2 * layer + 1, i]),
            below.Invoke(network, state, sequence, steps, i),
            (memory, y) => s_step.Invoke(network.Main, layer, i, state.GetLength(1), memory, y)).Skip(1).Select(memory => memory.Hidden).ToArray();
    }

    // What the network says, unit by unit, step by step.
    private static Expression<Func<Network, double[,], double[,], IEnumerable<int>, double[][]>> Output(int layers)
    {
        var hidden = Hidden(layers);
        return (network, state, sequence, steps) => Enumerable.Range(0, sequence.GetLength(1)).Select(i =>
            hidden.Invoke(network, state, sequence, steps, i).Select(y => y * network.Extra[1, i] + network.Extra[2, i]).ToArray()).ToArray();
    }

    /// <summary>The loss of a network of so many layers.</summary>
    public static Expression<Func<Network, double[,], double[,], double>> Loss(int layers)
    {
        var output = Output(layers);
        return (network, state, sequence) => Ad.Let(Enumerable.Range(0, sequence.GetLength(0) - 1), steps => Ad.Let(
            output.Invoke(network, state, sequence, steps),
            y => -(
                from t in steps
                let normalizer = Math.Log(2 + y.Sum(unit => Math.Exp(unit[t])))
                select y.Select((unit, i) => sequence[t + 1, i] * (unit[t] - normalizer)).Sum()).Sum()
                / (sequence.GetLength(1) * (sequence.GetLength(0) - 1))));
    }
}
