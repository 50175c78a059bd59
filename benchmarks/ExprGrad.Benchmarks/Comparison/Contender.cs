using System.Diagnostics;

namespace ExprGrad.Benchmarks.Comparison;

/// <summary>One way to compute something, and how long it took in each round.</summary>
internal sealed class Contender(Action<int> repeat, MeasurementOptions options)
{
    private const int LeastRounds = 3;
    private readonly List<double> _nanoseconds = [];
    private double _spent;
    private int _count = 1;

    /// <summary>Finds how many calls take about as long as a slice.</summary>
    public void Calibrate()
    {
        double slice = options.Slice.TotalNanoseconds;
        while (true)
        {
            double elapsed = Time();
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
        if (_nanoseconds.Count >= LeastRounds && _spent > options.Budget.TotalNanoseconds)
            return;
        double elapsed = Time();
        _spent += elapsed;
        _nanoseconds.Add(elapsed / _count);
    }

    public double MedianNanoseconds()
    {
        double[] sorted = [.. _nanoseconds.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private double Time()
    {
        long start = Stopwatch.GetTimestamp();
        repeat(_count);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }
}
