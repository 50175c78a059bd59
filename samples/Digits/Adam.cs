using ExprGrad;

namespace DigitsSample;

/// <summary>Steps down a gradient that is averaged over time, each parameter at its own pace (Kingma and Ba, 2015).</summary>
internal sealed class Adam(Network network, double rate)
{
    private const double MeanDecay = 0.9, SquareDecay = 0.999, Epsilon = 1e-8;

    private readonly double[][] _parameters = [.. network.Rows()];
    private readonly double[][] _means = [.. Grad.ZerosLike(network).Rows()];
    private readonly double[][] _squares = [.. Grad.ZerosLike(network).Rows()];
    private int _steps;

    public void Step(Network gradient)
    {
        _steps++;
        var meanScale = 1 / (1 - Math.Pow(MeanDecay, _steps)); // both averages start at 0
        var squareScale = 1 / (1 - Math.Pow(SquareDecay, _steps));
        foreach (var (row, g) in gradient.Rows().Index())
        {
            var (p, mean, square) = (_parameters[row], _means[row], _squares[row]);
            for (var i = 0; i < g.Length; i++)
            {
                mean[i] += (1 - MeanDecay) * (g[i] - mean[i]);
                square[i] += (1 - SquareDecay) * (g[i] * g[i] - square[i]);
                p[i] -= rate * meanScale * mean[i] / (Math.Sqrt(squareScale * square[i]) + Epsilon);
            }
        }
    }
}
