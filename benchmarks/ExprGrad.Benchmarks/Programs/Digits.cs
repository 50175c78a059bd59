using System.Linq.Expressions;

namespace ExprGrad.Benchmarks.Programs;

/// <summary>The parameters of a network with one hidden layer; a row of weights for each neuron.</summary>
internal sealed record Network(double[][] W1, double[] B1, double[][] W2, double[] B2);

internal delegate double NetworkLoss(Network net, double[][] images, int[] labels);

internal delegate double NetworkLossGradient(Network net, double[][] images, int[] labels, Network dnet);

/// <summary>The mean softmax cross-entropy of a 64-32-10 network with tanh, over images of digits (random ones here).</summary>
internal sealed class Digits : BenchmarkProgram<NetworkLoss, NetworkLossGradient>
{
    private const int Pixels = 64;
    private const int Hidden = 32;
    private const int Classes = 10;

    private static readonly Expression<Func<Network, double[][], int[], double>> s_function = (net, images, labels) =>
        (from i in Enumerable.Range(0, images.Length)
         let hidden = net.B1.Select((bias, j) => Math.Tanh(bias + images[i].Zip(net.W1[j], (x, w) => x * w).Sum())).ToArray()
         let scores = net.B2.Select((bias, k) => bias + hidden.Zip(net.W2[k], (h, w) => h * w).Sum()).ToArray()
         select Ad.LogSumExp(scores) - scores[labels[i]]).Average();

    private readonly Network _network;
    private readonly Network _gradient;
    private readonly double[][] _images;
    private readonly int[] _labels;
    private readonly DigitsOnTape _onTape;

    public Digits(int images)
        : base("digits", $"{images}", Bars.Arrays)
    {
        var random = new Random(64);
        double[] Numbers(int length, double scale) => [.. Enumerable.Range(0, length).Select(_ => scale * (2 * random.NextDouble() - 1))];
        double[][] Rows(int rows, int length, double scale) => [.. Enumerable.Range(0, rows).Select(_ => Numbers(length, scale))];

        _network = new Network(Rows(Hidden, Pixels, 0.25), Numbers(Hidden, 0.1), Rows(Classes, Hidden, 0.4), Numbers(Classes, 0.1));
        _gradient = Grad.ZerosLike(_network);
        _images = [.. Enumerable.Range(0, images).Select(_ => Enumerable.Range(0, Pixels).Select(_ => random.Next(17) / 16.0).ToArray())];
        _labels = [.. Enumerable.Range(0, images).Select(_ => random.Next(Classes))];
        _onTape = new DigitsOnTape(_network, _gradient, _images, _labels);
    }

    public override IReadOnlyList<double[]> Outputs => [.. _gradient.W1, _gradient.B1, .. _gradient.W2, _gradient.B2];

    protected override NetworkLossGradient ByHand { get; } = DigitsByHand.Create();

    protected override LambdaExpression Function => s_function;

    protected override double Repeat(NetworkLoss value, int count)
    {
        double result = 0;
        for (int i = 0; i < count; i++)
            result = value(_network, _images, _labels);
        return result;
    }

    protected override double Repeat(NetworkLossGradient gradient, int count)
    {
        double result = 0;
        for (int i = 0; i < count; i++)
            result = gradient(_network, _images, _labels, _gradient);
        return result;
    }

    public override double TapeByHand(int count)
    {
        double result = 0;
        for (int i = 0; i < count; i++)
            result = _onTape.ValueAndGradient();
        return result;
    }

    public override void FiniteDifferences()
    {
        var value = CompiledValue;
        double Loss(double[] parameters) => value(_network, _images, _labels);
        for (int j = 0; j < Hidden; j++)
            FiniteDifference.Gradient(Loss, _network.W1[j], _gradient.W1[j]);
        FiniteDifference.Gradient(Loss, _network.B1, _gradient.B1);
        for (int k = 0; k < Classes; k++)
            FiniteDifference.Gradient(Loss, _network.W2[k], _gradient.W2[k]);
        FiniteDifference.Gradient(Loss, _network.B2, _gradient.B2);
    }
}
