namespace ExprGrad.Tests.Runtime.Vectors;

/// <summary>The true values of the functions, and where they are sampled.</summary>
internal static class AccuracyCases
{
    /// <summary>Arguments are of random exponent up to 2^exponents and random sign, and even between the bounds; those that are not in the domain are left out.</summary>
    internal sealed record Case(Func<Precise, Precise> Exact, double Low, double High, Func<double, bool>? Domain = null);

    public static Dictionary<string, Case> Unary { get; } = new(StringComparer.Ordinal)
    {
        ["exp"] = new(PreciseMath.Exp, -746, 710, x => Math.Abs(x) < 800),
        ["exp2"] = new(x => PreciseMath.Exp(x * PreciseMath.Ln2), -1076, 1025, x => Math.Abs(x) < 1200),
        ["exp10"] = new(x => PreciseMath.Exp(x * PreciseMath.Log(10)), -324, 309, x => Math.Abs(x) < 350),
        ["log"] = new(PreciseMath.Log, 0.4, 2.2, x => x > 0),
        ["logP1"] = new(PreciseMath.LogP1, -0.999, 2.2, x => x > -1),
    };

    /// <summary>Each quarter of the samples: evenly in the interval, over all exponents of either sign, near 1 and -1, and near 0.</summary>
    public static double[] Samples(Case function, int count, int seed)
    {
        var random = new Random(seed);
        var samples = new List<double>();
        for (var i = 0; i < count; i++)
        {
            var sign = random.Next(2) == 0 ? 1 : -1;
            var x = (i % 4) switch
            {
                0 => function.Low + (random.NextDouble() * (function.High - function.Low)),
                1 => sign * Math.ScaleB(1 + random.NextDouble(), random.Next(-1074, 1024)),
                2 => sign * (1 + Math.ScaleB(random.NextDouble() - 0.5, -random.Next(0, 52))),
                _ => sign * Math.ScaleB(1 + random.NextDouble(), -random.Next(0, 60)),
            };
            if (function.Domain?.Invoke(x) ?? true) samples.Add(x);
        }

        return [.. samples];
    }
}
