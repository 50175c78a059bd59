using System.Diagnostics;
using ExprGrad;

namespace DigitsSample;

/// <summary>
/// The time that a method takes for the loss and its gradient, how many times the compiled delegate's that is, and how far its gradient is off that
/// delegate's: the largest difference of an element, relative to the largest element.
/// </summary>
internal sealed record Measurement(string Method, TimeSpan Time, double Ratio, double Difference);

/// <summary>The same gradient by three methods, on the same network and batch: checked against each other, then timed.</summary>
internal sealed record Comparison(int BatchSize, IReadOnlyList<Measurement> Measurements)
{
    public const string Timing = "medians, each after a second of warming up";

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1), Duration = TimeSpan.FromSeconds(0.5);

    /// <summary>Compares; that takes some seconds.</summary>
    /// <exception cref="InvalidOperationException">The gradients are not the same.</exception>
    public static Comparison Run(Network network, CompiledLoss loss, Batch batch)
    {
        var (images, labels) = batch;
        var (compiled, taped, finite) = (Grad.ZerosLike(network), Grad.ZerosLike(network), Grad.ZerosLike(network));
        var tape = new TapeLoss(network);
        void Compiled() => loss.ValueAndGradient(network, images, labels, compiled);
        void Taped() => tape.ValueAndGradient(network, images, labels, taped);
        void Finite()
        {
            double Value(double[] moved) => loss.Value(network, images, labels); // one element of a row of the network, moved up or down
            Value([]);
            foreach (var (row, slopes) in network.Rows().Zip(finite.Rows())) FiniteDifference.Gradient(Value, row, slopes);
        }

        Compiled();
        Taped();
        Finite();
        var tapeDifference = Difference(taped, compiled, 1e-10);
        var finiteDifference = Difference(finite, compiled, 1e-5);

        var time = Median(Compiled);
        Measurement Measured(string method, TimeSpan other, double difference) => new(method, other, other / time, difference);
        return new(batch.Size,
        [
            Measured("compiled delegate", time, 0),
            Measured("tape", Median(Taped), tapeDifference),
            Measured("finite differences", Median(Finite), finiteDifference),
        ]);
    }

    private static double Difference(Network gradient, Network compiled, double tolerance)
    {
        var largest = compiled.Rows().Max(row => row.Max(Math.Abs));
        var difference = gradient.Rows().Zip(compiled.Rows(), (a, b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Max()).Max() / largest;
        return difference <= tolerance ? difference : throw new InvalidOperationException($"Two gradients that should be the same are {difference} apart.");
    }

    private static TimeSpan Median(Action run)
    {
        // The compiled delegate is optimised from the start; the tape and the loops of finite differences only once they have run for a while.
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < WarmUp;) run();

        var times = new List<TimeSpan>();
        for (var begin = Stopwatch.GetTimestamp(); times.Count < 3 || Stopwatch.GetElapsedTime(begin) < Duration;)
        {
            var start = Stopwatch.GetTimestamp();
            run();
            times.Add(Stopwatch.GetElapsedTime(start));
        }

        return times.Order().ElementAt(times.Count / 2);
    }
}
