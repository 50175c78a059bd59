namespace ExprGrad.Tests.Properties.Generation;

/// <summary>
/// A closed range that a generated term's value lies in: exact for integers (they index arrays), a close estimate for reals (they only
/// decide whether an argument is inside a function's domain, and whether a product grows too large for finite differences).
/// </summary>
internal readonly record struct Interval(double Low, double High)
{
    public static Interval Of(double value) => new(value, value);

    public static Interval Of(IEnumerable<double> values)
    {
        var all = values.ToList();
        return new(all.Min(), all.Max());
    }

    public double Width => High - Low;

    public double Middle => (Low + High) / 2;

    public double Magnitude => Math.Max(Math.Abs(Low), Math.Abs(High));

    /// <summary>The same where its ends are numbers; an estimate that has overflowed is any large number.</summary>
    public Interval Finite => new(double.IsFinite(Low) ? Low : -1e150, double.IsFinite(High) ? High : 1e150);

    public bool IsWithin(Interval other) => Low >= other.Low && High <= other.High;

    public Interval Union(Interval other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));

    /// <summary>The whole numbers that a cast to an integer can give, with room for the rounding of the float before it.</summary>
    public Interval Truncated() =>
        new(Math.Truncate(Low - 1e-4 * Math.Max(1, Magnitude)), Math.Truncate(High + 1e-4 * Math.Max(1, Magnitude)));

    public static Interval operator +(Interval a, Interval b) => new(a.Low + b.Low, a.High + b.High);

    public static Interval operator -(Interval a, Interval b) => new(a.Low - b.High, a.High - b.Low);

    public static Interval operator -(Interval a) => new(-a.High, -a.Low);

    public static Interval operator *(Interval a, Interval b) => Of([a.Low * b.Low, a.Low * b.High, a.High * b.Low, a.High * b.High]);

    /// <summary>The divisor's range must not contain 0.</summary>
    public static Interval operator /(Interval a, Interval b) => a * new Interval(1 / b.High, 1 / b.Low);

    /// <summary>The remainder has the sign of the dividend and is no larger than either operand.</summary>
    public static Interval operator %(Interval a, Interval b)
    {
        double largest = Math.Min(a.Magnitude, b.Magnitude);
        return new(a.Low < 0 ? -largest : 0, a.High > 0 ? largest : 0);
    }
}
