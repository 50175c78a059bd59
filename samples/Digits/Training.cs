using System.Diagnostics;
using ExprGrad;

namespace DigitsSample;

/// <summary>How far training has come: epochs and time since its start, mean loss since the last report, share of the test images that are read right.</summary>
internal sealed record Progress(double Epoch, TimeSpan Elapsed, double TrainLoss, double TestAccuracy);

/// <summary>An image that the network takes for another digit than it is.</summary>
internal sealed record Misreading(Digit Digit, int ReadAs);

/// <summary>Gradient descent in mini-batches.</summary>
internal sealed class Training(Network network, CompiledLoss loss, DigitSet digits, int seed)
{
    public const int BatchSize = 32;

    private const double Rate = 0.003;

    /// <summary>Trains epoch by epoch, as long as the caller asks for more. A stop takes effect after the current batch, an early one after the first.</summary>
    public IEnumerable<Progress> Run(int epochs, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        var random = new Random(seed);
        var train = digits.Train.ToArray();
        var gradient = Grad.ZerosLike(network);
        var adam = new Adam(network, Rate);

        for (var epoch = 0; epoch < epochs && !(epoch > 0 && stop.IsCancellationRequested); epoch++)
        {
            random.Shuffle(train);
            var (lossSum, seen) = (0.0, 0);
            foreach (var batch in train.Chunk(BatchSize).Select(Batch.Of))
            {
                lossSum += batch.Size * loss.ValueAndGradient(network, batch.Images, batch.Labels, gradient);
                adam.Step(gradient);
                seen += batch.Size;
                if (stop.IsCancellationRequested) break;
            }

            var accuracy = 1 - (double)Misread().Count() / digits.Test.Count;
            yield return new(epoch + (double)seen / train.Length, watch.Elapsed, lossSum / seen, accuracy);
        }
    }

    /// <summary>The test images that the network reads wrong.</summary>
    public IEnumerable<Misreading> Misread() =>
        from digit in digits.Test
        let read = loss.Read(network, digit.Pixels)
        where read != digit.Label
        select new Misreading(digit, read);
}
