using ExprGrad;

namespace DigitsSample;

/// <summary>
/// <see cref="Network.Loss"/> once more, written by hand for a tape: what one would use without a compiler of gradients. Every operation on a
/// <see cref="TapeDouble"/> is recorded as it runs; the sweep goes back through the record. All storage is reused from call to call.
/// </summary>
internal sealed class TapeLoss(Network network)
{
    private readonly Tape _tape = new();
    private readonly TapeDouble[][] _w1 = Like(network.W1), _w2 = Like(network.W2);
    private readonly TapeDouble[] _b1 = Like(network.B1), _b2 = Like(network.B2);
    private readonly TapeDouble[] _hidden = Like(network.B1), _scores = Like(network.B2);

    public double ValueAndGradient(Network net, double[][] images, int[] labels, Network gradient)
    {
        _tape.Reset();
        foreach (var (values, variables) in net.Rows().Zip(Rows())) _tape.Variables(values, variables);

        TapeDouble loss = 0;
        for (var n = 0; n < images.Length; n++)
        {
            for (var j = 0; j < _hidden.Length; j++) _hidden[j] = TapeMath.Tanh(Dot(_w1[j], images[n]) + _b1[j]);
            for (var k = 0; k < _scores.Length; k++) _scores[k] = Dot(_w2[k], _hidden) + _b2[k];
            loss += TapeMath.LogSumExp(_scores) - _scores[labels[n]];
        }

        loss /= images.Length;
        _tape.Sweep(loss);
        foreach (var (variables, adjoints) in Rows().Zip(gradient.Rows())) _tape.Adjoints(variables, adjoints);
        return loss.Value;
    }

    private IEnumerable<TapeDouble[]> Rows() => [.. _w1, _b1, .. _w2, _b2];

    private static TapeDouble Dot(TapeDouble[] weights, double[] inputs)
    {
        TapeDouble sum = 0;
        for (var i = 0; i < inputs.Length; i++) sum += weights[i] * inputs[i];
        return sum;
    }

    private static TapeDouble Dot(TapeDouble[] weights, TapeDouble[] inputs)
    {
        TapeDouble sum = 0;
        for (var i = 0; i < inputs.Length; i++) sum += weights[i] * inputs[i];
        return sum;
    }

    private static TapeDouble[] Like(double[] row) => new TapeDouble[row.Length];

    private static TapeDouble[][] Like(double[][] rows) => [.. rows.Select(Like)];
}
