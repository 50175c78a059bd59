using System.Diagnostics;

namespace ExprGrad.Benchmarks.Comparison;

/// <summary>One way to compute something, and how long it took in each round.</summary>
internal sealed class Contender
{
    private const int LeastRounds = 3;
    private readonly MeasurementOptions _options;
    private readonly Func<int, double> _clock;
    private readonly List<double> _nanoseconds = [];
    private double _spent;
    private int _count = 1;

    public Contender(Action<int> repeat, MeasurementOptions options)
        : this(options, count => Nanoseconds(repeat, count))
    {
    }

    private Contender(MeasurementOptions options, Func<int, double> clock) => (_options, _clock) = (options, clock);

    /// <summary>Of what tells itself how many nanoseconds so many calls took, such as another process.</summary>
    public static Contender OfClock(Func<int, double> clock, MeasurementOptions options) => new(options, clock);

    /// <summary>Finds how many calls take about as long as a slice.</summary>
    public void Calibrate()
    {
        double slice = _options.Slice.TotalNanoseconds;
        while (true)
        {
            double elapsed = _clock(_count);
            if (elapsed >= slice / 4)
            {
                _count = (int)Math.Max(1, _count * slice / elapsed);
                return;
            }

            _count *= 4;
        }
    }

    /// <summary>Another turn, unless the slow turns before took all the time there is.</summary>
    public void Measure()
    {
        if (_nanoseconds.Count >= LeastRounds && _spent > _options.Budget.TotalNanoseconds)
            return;
        double elapsed = _clock(_count);
        _spent += elapsed;
        _nanoseconds.Add(elapsed / _count);
    }

    public double MedianNanoseconds()
    {
        double[] sorted = [.. _nanoseconds.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double Nanoseconds(Action<int> repeat, int count)
    {
        long start = Stopwatch.GetTimestamp();
        repeat(count);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }
}
