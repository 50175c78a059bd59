using System.Linq.Expressions;
using ExprGrad;

namespace DigitsSample;

/// <summary>64 pixels, 32 hidden neurons, 10 scores, one for each digit: a row of weights and a bias for each neuron and each score.</summary>
internal sealed record Network(double[][] W1, double[] B1, double[][] W2, double[] B2)
{
    public const int Pixels = 64, Hidden = 32, Labels = 10, Parameters = (Pixels + 1) * Hidden + (Hidden + 1) * Labels;

    /// <summary>
    /// What training makes small: -ln of the probability that softmax gives the right label, on average over the images.
    /// This is all that ExprGrad gets to see of the network. Nobody writes its derivative.
    /// </summary>
    public static readonly Expression<Func<Network, double[][], int[], double>> Loss = (net, images, labels) => (
        from n in Enumerable.Range(0, images.Length)
        let hidden = net.W1.Zip(net.B1, (weights, bias) => Math.Tanh(weights.Zip(images[n], (w, x) => w * x).Sum() + bias)).ToArray()
        let scores = net.W2.Zip(net.B2, (weights, bias) => weights.Zip(hidden, (w, h) => w * h).Sum() + bias).ToArray()
        select Ad.LogSumExp(scores) - scores[labels[n]]).Average();

    /// <summary>All parameters, as the arrays that hold them.</summary>
    public IEnumerable<double[]> Rows() => [.. W1, B1, .. W2, B2];

    /// <summary>A network to start from: biases 0, weights uniform with variance 2 / (inputs + outputs) (Glorot and Bengio, 2010).</summary>
    public static Network Random(int seed)
    {
        var random = new Random(seed);
        return new(Weights(Hidden, Pixels), new double[Hidden], Weights(Labels, Hidden), new double[Labels]);

        double[][] Weights(int outputs, int inputs)
        {
            var limit = Math.Sqrt(6.0 / (inputs + outputs));
            double Weight() => limit * (2 * random.NextDouble() - 1);
            return [.. from output in Enumerable.Range(0, outputs) select (double[])[.. from input in Enumerable.Range(0, inputs) select Weight()]];
        }
    }
}
