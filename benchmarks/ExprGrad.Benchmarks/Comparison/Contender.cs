using System.Diagnostics;

namespace ExprGrad.Benchmarks.Comparison;

/// <summary>One way to compute something, and how long it took in each round.</summary>
internal sealed class Contender(Action<int> repeat)
{
    private readonly List<double> _nanoseconds = [];
    private int _count = 1;

    /// <summary>Finds how many calls take about so long.</summary>
    public void Calibrate(TimeSpan slice)
    {
        while (true)
        {
            double elapsed = Time();
            if (elapsed >= slice.TotalNanoseconds / 4)
            {
                _count = (int)Math.Max(1, _count * slice.TotalNanoseconds / elapsed);
                return;
            }

            _count *= 4;
        }
    }

    public void Measure() => _nanoseconds.Add(Time() / _count);

    public double Nanoseconds(bool minimum)
    {
        var sorted = _nanoseconds.Order().ToArray();
        return minimum ? sorted[0] : sorted[sorted.Length / 2];
    }

    private double Time()
    {
        long start = Stopwatch.GetTimestamp();
        repeat(_count);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }
}
