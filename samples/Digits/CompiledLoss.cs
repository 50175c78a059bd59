using System.Diagnostics;
using ExprGrad;

namespace DigitsSample;

/// <summary>What ExprGrad makes of <see cref="Network.Loss"/>.</summary>
internal sealed class CompiledLoss
{
    /// <summary>The loss.</summary>
    public Func<Network, double[][], int[], double> Value { get; }

    /// <summary>The loss, with its gradient written into the last argument.</summary>
    public Func<Network, double[][], int[], Network, double> ValueAndGradient { get; init; }

    /// <summary>The time from the lambda to its first gradient, and that of doing it all again: ExprGrad itself is compiled by then.</summary>
    public (TimeSpan First, TimeSpan Again) CompileTime { get; }

    public CompiledLoss(Network network, Batch firstBatch)
    {
        (ValueAndGradient, var first) = Compile();
        (_, var again) = Compile();
        CompileTime = (first, again);
        Value = Grad.Compile<Func<Network, double[][], int[], double>>(Network.Loss);

        (Func<Network, double[][], int[], Network, double> Compiled, TimeSpan Time) Compile()
        {
            var gradient = Grad.ZerosLike(network);
            var start = Stopwatch.GetTimestamp();
            var compiled = Grad.ValueAndGradientInto(Network.Loss);
            compiled(network, firstBatch.Images, firstBatch.Labels, gradient);
            return (compiled, Stopwatch.GetElapsedTime(start));
        }
    }

    /// <summary>The digit that the network sees in an image: the label with the least loss, which is the one with the highest score.</summary>
    public int Read(Network network, double[] image) =>
        Enumerable.Range(0, Network.Labels).MinBy(label => Value(network, [image], [label]));
}
