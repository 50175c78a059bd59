namespace ExprGrad.Tests.Properties.Generation;

/// <summary>
/// The SplitMix64 generator (G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014): the same numbers
/// on every platform and runtime, so that a printed seed names a lambda for good.
/// </summary>
internal sealed class SplitMix64(ulong seed)
{
    private ulong state = seed;

    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    public ulong Next() => Mix(state += 0x9E3779B97F4A7C15UL);

    /// <summary>A whole number in [0, bound).</summary>
    public int Below(int bound) => (int)(Next() % (ulong)bound);

    /// <summary>A whole number in [low, high].</summary>
    public int Within(int low, int high) => low + Below(high - low + 1);

    /// <summary>A number in [0, 1).</summary>
    public double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    public double Within(Interval range) => range.Low + range.Width * Unit();

    public bool Chance(double probability) => Unit() < probability;

    public T Pick<T>(params IReadOnlyList<T> items) => items[Below(items.Count)];

    /// <summary>
    /// Prefers later items: variables of inner loops come last, and a loop whose variable is unused is no test of a loop.
    /// </summary>
    public T PickLater<T>(IReadOnlyList<T> items) => items[Math.Max(Below(items.Count), Below(items.Count))];

    /// <summary>Cuts a budget into parts of at least 1 each.</summary>
    public int[] Split(int budget, int parts)
    {
        var shares = new int[parts];
        Array.Fill(shares, 1);
        for (int rest = budget - parts; rest > 0; rest--)
            shares[Below(parts)]++;
        return shares;
    }
}
