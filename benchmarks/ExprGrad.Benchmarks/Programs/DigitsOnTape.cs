namespace ExprGrad.Benchmarks.Programs;

/// <summary>The loss of <see cref="Digits"/>, recorded and swept.</summary>
internal sealed class DigitsOnTape(Network network, Network gradient, double[][] images, int[] labels)
{
    private readonly Tape _tape = new();
    private readonly TapeDouble[][] _w1 = VariablesLike(network.W1);
    private readonly TapeDouble[] _b1 = new TapeDouble[network.B1.Length];
    private readonly TapeDouble[][] _w2 = VariablesLike(network.W2);
    private readonly TapeDouble[] _b2 = new TapeDouble[network.B2.Length];
    private readonly TapeDouble[] _hidden = new TapeDouble[network.B1.Length];
    private readonly TapeDouble[] _scores = new TapeDouble[network.B2.Length];

    public double ValueAndGradient()
    {
        _tape.Reset();
        for (int j = 0; j < _w1.Length; j++)
            _tape.Variables(network.W1[j], _w1[j]);
        _tape.Variables(network.B1, _b1);
        for (int k = 0; k < _w2.Length; k++)
            _tape.Variables(network.W2[k], _w2[k]);
        _tape.Variables(network.B2, _b2);

        TapeDouble sum = 0;
        for (int n = 0; n < images.Length; n++)
            sum += Loss(images[n], labels[n]);
        var loss = sum / images.Length;

        _tape.Sweep(loss);
        for (int j = 0; j < _w1.Length; j++)
            _tape.Adjoints(_w1[j], gradient.W1[j]);
        _tape.Adjoints(_b1, gradient.B1);
        for (int k = 0; k < _w2.Length; k++)
            _tape.Adjoints(_w2[k], gradient.W2[k]);
        _tape.Adjoints(_b2, gradient.B2);
        return loss.Value;
    }

    private TapeDouble Loss(double[] image, int label)
    {
        for (int j = 0; j < _hidden.Length; j++)
        {
            TapeDouble sum = _b1[j];
            TapeDouble[] row = _w1[j];
            for (int i = 0; i < row.Length; i++)
                sum += row[i] * image[i];
            _hidden[j] = TapeMath.Tanh(sum);
        }

        for (int k = 0; k < _scores.Length; k++)
        {
            TapeDouble sum = _b2[k];
            TapeDouble[] row = _w2[k];
            for (int j = 0; j < row.Length; j++)
                sum += row[j] * _hidden[j];
            _scores[k] = sum;
        }

        return TapeMath.LogSumExp(_scores) - _scores[label];
    }

    private static TapeDouble[][] VariablesLike(double[][] rows) => Array.ConvertAll(rows, row => new TapeDouble[row.Length]);
}
