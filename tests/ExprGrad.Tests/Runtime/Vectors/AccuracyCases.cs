namespace ExprGrad.Tests.Runtime.Vectors;

/// <summary>The true values of the functions, and where they are sampled.</summary>
internal static class AccuracyCases
{
    /// <summary>Arguments are of random exponent up to 2^exponents and random sign, and even between the bounds; those that are not in the domain are left out.</summary>
    internal sealed record Case(Func<Precise, Precise> Exact, double Low, double High, Func<double, bool>? Domain = null)
    {
        /// <summary>The true value for floats, where that is another.</summary>
        public Func<Precise, Precise> InSingle { get; init; } = Exact;
    }

    private static readonly Precise Ln10 = PreciseMath.Log(10);

    public static Dictionary<string, Case> Unary { get; } = new(StringComparer.Ordinal)
    {
        ["exp"] = new(PreciseMath.Exp, -746, 710, x => Math.Abs(x) < 800),
        ["exp2"] = new(x => PreciseMath.Exp(x * PreciseMath.Ln2), -1076, 1025, x => Math.Abs(x) < 1200),
        ["exp10"] = new(x => PreciseMath.Exp(x * Ln10), -324, 309, x => Math.Abs(x) < 350),
        ["expM1"] = new(PreciseMath.ExpM1, -2, 3, x => Math.Abs(x) < 800),
        ["exp2M1"] = new(x => PreciseMath.ExpM1(x * PreciseMath.Ln2), -2, 3, x => Math.Abs(x) < 1200),
        ["exp10M1"] = new(x => PreciseMath.ExpM1(x * Ln10), -1, 1, x => Math.Abs(x) < 350),
        ["log"] = new(PreciseMath.Log, 0.4, 2.2, x => x > 0),
        ["log2"] = new(x => PreciseMath.Log(x) / PreciseMath.Ln2, 0.4, 2.2, x => x > 0),
        ["log10"] = new(x => PreciseMath.Log(x) / Ln10, 0.4, 2.2, x => x > 0),
        ["logP1"] = new(PreciseMath.LogP1, -0.999, 2.2, x => x > -1),
        ["log2P1"] = new(x => PreciseMath.LogP1(x) / PreciseMath.Ln2, -0.999, 2.2, x => x > -1),
        ["log10P1"] = new(x => PreciseMath.LogP1(x) / Ln10, -0.999, 2.2, x => x > -1),
        ["logOnePlus"] = new(PreciseMath.LogP1, 0, 1, x => x >= 0),
        ["cbrt"] = new(PreciseMath.Cbrt, -10, 10),
        ["sin"] = new(PreciseMath.Sin, -100, 100),
        ["cos"] = new(PreciseMath.Cos, -100, 100),
        ["tan"] = new(x => PreciseMath.Sin(x) / PreciseMath.Cos(x), -100, 100),
        ["sinPi"] = new(PreciseMath.SinPi, -3, 3),
        ["cosPi"] = new(PreciseMath.CosPi, -3, 3),
        ["tanPi"] = new(x => PreciseMath.SinPi(x) / PreciseMath.CosPi(x), -3, 3, x => Math.Abs(x % 1) != 0.5),
        ["asin"] = new(PreciseMath.Asin, -1, 1, x => Math.Abs(x) <= 1),
        ["acos"] = new(PreciseMath.Acos, -1, 1, x => Math.Abs(x) <= 1),
        ["atan"] = new(PreciseMath.Atan, -5, 5),
        ["asinPi"] = new(x => PreciseMath.Asin(x) / PreciseMath.Pi, -1, 1, x => Math.Abs(x) <= 1),
        ["acosPi"] = new(x => PreciseMath.Acos(x) / PreciseMath.Pi, -1, 1, x => Math.Abs(x) <= 1),
        ["atanPi"] = new(x => PreciseMath.Atan(x) / PreciseMath.Pi, -5, 5),
        ["sinh"] = new(PreciseMath.Sinh, -3, 3, x => Math.Abs(x) < 800),
        ["cosh"] = new(PreciseMath.Cosh, -3, 3, x => Math.Abs(x) < 800),
        ["tanh"] = new(PreciseMath.Tanh, -3, 3, x => Math.Abs(x) < 400),
        ["asinh"] = new(PreciseMath.Asinh, -3, 3),
        ["acosh"] = new(PreciseMath.Acosh, 1, 3, x => x >= 1),
        ["erf"] = new(PreciseMath.Erf, -6, 6, x => Math.Abs(x) < 30),
        ["erfc"] = new(PreciseMath.Erfc, -6, 27, x => Math.Abs(x) < 30),
        ["scaledNormalTail"] = new(t => ScaledNormalTail(t, x => x * x), 0, 45, t => t >= 0) { InSingle = t => ScaledNormalTail(t, x => (float)x * (float)x) },
        ["logGamma"] = new(PreciseMath.LogGamma, 0, 8, x => x is > 0 and < 1e305),
        ["digamma"] = new(PreciseMath.Digamma, 0, 8, x => x is > 1e-300 and < 1e300),
        ["atanh"] = new(PreciseMath.Atanh, -1, 1, x => Math.Abs(x) < 1),
    };

    public static Dictionary<string, Func<Precise, Precise, Precise>> Binary { get; } = new(StringComparer.Ordinal)
    {
        ["pow"] = (x, p) => PreciseMath.Exp(p * PreciseMath.Log(x)),
        ["rootN"] = (x, n) => Root(x, n),
        ["hypot"] = (a, b) => Precise.Sqrt((a * a) + (b * b)),
        ["atan2"] = PreciseMath.Atan2,
        ["atan2Pi"] = (y, x) => PreciseMath.Atan2(y, x) / PreciseMath.Pi,
    };

    // erfc(t / sqrt(2)) / 2 over e^(-t^2/2), of which the square is rounded; from 40 on that of 40.
    private static Precise ScaledNormalTail(Precise t, Func<double, double> square)
    {
        if (t > 40) t = 40;
        return PreciseMath.Exp((Precise)square(t.ToDouble()) / 2) * PreciseMath.Erfc(t / Precise.Sqrt(2)) / 2;
    }

    private static Precise Root(Precise x, Precise n) => x.Sign < 0 ? -PreciseMath.Exp(PreciseMath.Log(-x) / n) : PreciseMath.Exp(PreciseMath.Log(x) / n);

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

    /// <summary>Pairs of numbers of any exponent, pairs of like ones, and pairs whose power or root is in range.</summary>
    public static (double[] A, double[] B) Pairs(string primitive, int count, int seed)
    {
        var random = new Random(seed);
        var (a, b) = (new double[count], new double[count]);
        for (var i = 0; i < count; i++)
        {
            a[i] = Number(i % 3 == 0 ? 1000 : 2);
            b[i] = Number(i % 3 == 1 ? 20 : i % 3 == 0 ? 1000 : 2);
            if (primitive == "pow")
            {
                a[i] = Math.Abs(a[i]);
                b[i] = (random.NextDouble() - 0.5) * 1480 / Math.Log(a[i]);
            }
            else if (primitive == "rootN")
            {
                b[i] = random.Next(1, i % 3 == 0 ? 1000 : 12) * (i % 5 == 0 ? -1 : 1);
                if (b[i] % 2 == 0) a[i] = Math.Abs(a[i]);
            }
            else if (i % 2 == 0)
            {
                b[i] = a[i] * Number(3);
            }
        }

        return (a, b);

        double Number(int exponents) => (random.Next(2) == 0 ? 1 : -1) * Math.ScaleB(1 + random.NextDouble(), random.Next(-exponents, exponents));
    }
}
