namespace DigitsSample;

/// <summary>An axis of a chart: where numbers lie between its ends, and the round numbers that label it.</summary>
internal sealed record Axis(double First, double Last, IReadOnlyList<double> Ticks, bool IsLogarithmic)
{
    private const int MostTicks = 8;

    /// <summary>0 at the first end, 1 at the last.</summary>
    public double Position(double value) => (Scaled(value) - Scaled(First)) / (Scaled(Last) - Scaled(First));

    /// <summary>Labelled in equal steps of 1, 2 or 5 times a power of ten.</summary>
    public static Axis Linear(double first, double last)
    {
        var length = last - first;
        var step = RoundNumbers(length / MostTicks, length).First(step => length <= MostTicks * step);
        return new(first, last, [.. Enumerable.Range(0, MostTicks + 1).Select(i => first + i * step).Where(tick => tick < last + step / 100)], IsLogarithmic: false);
    }

    /// <summary>Labelled with 1, 2 and 5 times powers of ten or, where those are too many, with powers of ten only. Both ends are positive.</summary>
    public static Axis Logarithmic(double first, double last)
    {
        var ticks = RoundNumbers(first, last).Where(tick => first <= tick && tick <= last).ToArray();
        var powers = RoundNumbers(first, last).Where((tick, i) => i % 3 == 0 && first <= tick && tick <= last);
        return new(first, last, ticks.Length <= MostTicks ? ticks : [.. powers], IsLogarithmic: true);
    }

    private double Scaled(double value) => IsLogarithmic ? Math.Log10(value) : value;

    /// <summary>1, 2 and 5 times powers of ten, from before one number to after another.</summary>
    private static IEnumerable<double> RoundNumbers(double from, double to)
    {
        var (first, last) = ((int)Math.Floor(Math.Log10(from)), (int)Math.Ceiling(Math.Log10(to)));
        return from exponent in Enumerable.Range(first, last - first + 1) from factor in new[] { 1, 2, 5 } select factor * Math.Pow(10, exponent);
    }
}
