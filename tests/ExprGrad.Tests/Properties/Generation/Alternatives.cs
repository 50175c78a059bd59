namespace ExprGrad.Tests.Properties.Generation;

/// <summary>Weighted productions, any of which may turn out not to apply (it returns null): then another one is drawn.</summary>
internal sealed class Alternatives(SplitMix64 random)
{
    private readonly List<(int Weight, Func<Term?> Make)> entries = [];

    public Alternatives Add(int weight, Func<Term?> make)
    {
        if (weight > 0)
            entries.Add((weight, make));
        return this;
    }

    public Term? Draw()
    {
        while (entries.Count > 0)
        {
            int ticket = random.Below(entries.Sum(e => e.Weight));
            int chosen = 0;
            while (ticket >= entries[chosen].Weight)
                ticket -= entries[chosen++].Weight;
            if (entries[chosen].Make() is { } term)
                return term;
            entries.RemoveAt(chosen);
        }

        return null;
    }
}
