using static ExprGrad.TapeMath;

namespace ExprGrad.Tests.Taping;

/// <summary>A function of one number with its original, and an interval on which the original is smooth.</summary>
public sealed record UnaryCase(string Name, Func<TapeDouble, TapeDouble> Function, Func<double, double> Original, double Low, double High)
{
    /// <summary>What is differenced, in place of an original that is only an estimate of it.</summary>
    public Func<double, double> Smooth { get; init; } = Original;

    public double RelativeTolerance { get; init; } = 1e-7;

    public override string ToString() => $"{Name} on [{Low}, {High}]";
}

/// <summary>A function of two or three numbers with its original, and a box on which the original is smooth.</summary>
public sealed record SeveralCase(string Name, Func<TapeDouble[], TapeDouble> Function, Func<double[], double> Original, params (double Low, double High)[] Box)
{
    public override string ToString() => $"{Name} on {string.Join(" x ", Box.Select(side => $"[{side.Low}, {side.High}]"))}";
}

/// <summary>Every function of <see cref="TapeMath"/> that has a derivative, with sample domains; a test sees to it that none is missing.</summary>
internal static class TapeMathCases
{
    public static readonly UnaryCase[] Unary =
    [
        new(nameof(Exp), Exp, Math.Exp, -5, 5),
        new(nameof(Exp2), Exp2, double.Exp2, -5, 5),
        new(nameof(Exp10), Exp10, double.Exp10, -3, 3),
        new(nameof(ExpM1), ExpM1, double.ExpM1, -5, 5),
        new(nameof(Exp2M1), Exp2M1, double.Exp2M1, -5, 5),
        new(nameof(Exp10M1), Exp10M1, double.Exp10M1, -3, 3),
        new(nameof(Log), Log, Math.Log, 0.1, 10),
        new(nameof(Log2), Log2, Math.Log2, 0.1, 10),
        new(nameof(Log10), Log10, Math.Log10, 0.1, 10),
        new(nameof(LogP1), LogP1, double.LogP1, -0.9, 10),
        new(nameof(Log2P1), Log2P1, double.Log2P1, -0.9, 10),
        new(nameof(Log10P1), Log10P1, double.Log10P1, -0.9, 10),

        new(nameof(Sqrt), Sqrt, Math.Sqrt, 0.1, 10),
        new(nameof(Cbrt), Cbrt, Math.Cbrt, 0.1, 10),
        new(nameof(Cbrt), Cbrt, Math.Cbrt, -10, -0.1),
        new(nameof(RootN), x => RootN(x, 4), x => double.RootN(x, 4), 0.1, 10),
        new(nameof(RootN), x => RootN(x, 3), x => double.RootN(x, 3), -10, -0.1),
        new(nameof(RootN), x => RootN(x, -3), x => double.RootN(x, -3), -10, -0.1),
        new(nameof(RootN), x => RootN(x, 1), x => double.RootN(x, 1), -10, 10),
        new(nameof(ReciprocalEstimate), ReciprocalEstimate, Math.ReciprocalEstimate, 0.1, 10) { Smooth = x => 1 / x, RelativeTolerance = 1e-3 },
        new(nameof(ReciprocalSqrtEstimate), ReciprocalSqrtEstimate, Math.ReciprocalSqrtEstimate, 0.1, 10) { Smooth = x => 1 / Math.Sqrt(x), RelativeTolerance = 1e-3 },
        new(nameof(ScaleB), x => ScaleB(x, 3), x => Math.ScaleB(x, 3), -5, 5),

        new(nameof(Sin), Sin, Math.Sin, -10, 10),
        new(nameof(Cos), Cos, Math.Cos, -10, 10),
        new(nameof(SinCos), x => SinCos(x).Sin, Math.Sin, -10, 10),
        new(nameof(SinCos), x => SinCos(x).Cos, Math.Cos, -10, 10),
        new(nameof(Tan), Tan, Math.Tan, -1.3, 1.3),
        new(nameof(Asin), Asin, Math.Asin, -0.9, 0.9),
        new(nameof(Acos), Acos, Math.Acos, -0.9, 0.9),
        new(nameof(Atan), Atan, Math.Atan, -10, 10),
        new(nameof(SinPi), SinPi, double.SinPi, -3, 3),
        new(nameof(CosPi), CosPi, double.CosPi, -3, 3),
        new(nameof(SinCosPi), x => SinCosPi(x).SinPi, double.SinPi, -3, 3),
        new(nameof(SinCosPi), x => SinCosPi(x).CosPi, double.CosPi, -3, 3),
        new(nameof(TanPi), TanPi, double.TanPi, -0.4, 0.4),
        new(nameof(AsinPi), AsinPi, double.AsinPi, -0.9, 0.9),
        new(nameof(AcosPi), AcosPi, double.AcosPi, -0.9, 0.9),
        new(nameof(AtanPi), AtanPi, double.AtanPi, -10, 10),
        new(nameof(DegreesToRadians), DegreesToRadians, double.DegreesToRadians, -400, 400),
        new(nameof(RadiansToDegrees), RadiansToDegrees, double.RadiansToDegrees, -10, 10),
        new(nameof(Sinh), Sinh, Math.Sinh, -5, 5),
        new(nameof(Cosh), Cosh, Math.Cosh, -5, 5),
        new(nameof(Tanh), Tanh, Math.Tanh, -5, 5),
        new(nameof(Asinh), Asinh, Math.Asinh, -10, 10),
        new(nameof(Acosh), Acosh, Math.Acosh, 1.1, 10),
        new(nameof(Atanh), Atanh, Math.Atanh, -0.9, 0.9),

        new(nameof(Abs), Abs, Math.Abs, 0.1, 10),
        new(nameof(Abs), Abs, Math.Abs, -10, -0.1),
        new(nameof(Relu), Relu, Ad.Relu, 0.1, 10),
        new(nameof(Relu), Relu, Ad.Relu, -10, -0.1),
        new(nameof(BitIncrement), BitIncrement, Math.BitIncrement, -10, 10),
        new(nameof(BitDecrement), BitDecrement, Math.BitDecrement, -10, 10),
        new(nameof(ToSingle), ToSingle, x => (float)x, -10, 10) { Smooth = x => x },
        new(nameof(Floor), Floor, Math.Floor, 0.1, 0.9),
        new(nameof(Ceiling), Ceiling, Math.Ceiling, 0.1, 0.9),
        new(nameof(Truncate), Truncate, Math.Truncate, 0.1, 0.9),
        new(nameof(Round), Round, Math.Round, 0.6, 1.4),
        new(nameof(Round), x => Round(x, MidpointRounding.AwayFromZero), x => Math.Round(x, MidpointRounding.AwayFromZero), 0.6, 1.4),
        new(nameof(Round), x => Round(x, 1), x => Math.Round(x, 1), 0.06, 0.14),
        new(nameof(Round), x => Round(x, 1, MidpointRounding.ToZero), x => Math.Round(x, 1, MidpointRounding.ToZero), 0.11, 0.19),
        new(nameof(Sign), x => Sign(x), x => Math.Sign(x), 0.1, 10),
        new(nameof(ILogB), x => ILogB(x), x => Math.ILogB(x), 2.1, 3.9),

        new(nameof(Erf), Erf, Ad.Erf, -3, 3),
        new(nameof(Erfc), Erfc, Ad.Erfc, -3, 3),
        new(nameof(NormalCdf), NormalCdf, Ad.NormalCdf, -4, 4),
        new(nameof(ScaledNormalTail), ScaledNormalTail, Ad.ScaledNormalTail, 0, 10),
        new(nameof(LogGamma), LogGamma, Ad.LogGamma, 0.1, 20),
        new(nameof(LogGamma), LogGamma, Ad.LogGamma, -1.8, -1.2),
        new(nameof(Digamma), Digamma, Ad.Digamma, 0.2, 20),
        new(nameof(Digamma), Digamma, Ad.Digamma, -0.8, -0.2),
        new(nameof(Trigamma), Trigamma, Ad.Trigamma, 0.3, 20),
        new(nameof(Polygamma), x => Polygamma(3, x), x => Ad.Polygamma(3, x), 1, 20),
        new(nameof(Sigmoid), Sigmoid, Ad.Sigmoid, -10, 10),
        new(nameof(Softplus), Softplus, Ad.Softplus, -10, 10),
        new(nameof(LogOnePlus), LogOnePlus, Ad.LogOnePlus, 0, 10),
        new(nameof(StopGradient), StopGradient, Ad.StopGradient, -10, 10) { Smooth = x => 0 },
    ];

    public static readonly SeveralCase[] Several =
    [
        new("+", x => x[0] + x[1], x => x[0] + x[1], (-5, 5), (-5, 5)),
        new("-", x => x[0] - x[1], x => x[0] - x[1], (-5, 5), (-5, 5)),
        new("*", x => x[0] * x[1], x => x[0] * x[1], (-5, 5), (-5, 5)),
        new("/", x => x[0] / x[1], x => x[0] / x[1], (-5, 5), (0.2, 5)),
        new("%", x => x[0] % x[1], x => x[0] % x[1], (7.1, 8.9), (3.1, 3.4)),
        new("%", x => x[0] % x[1], x => x[0] % x[1], (-8.9, -7.1), (3.1, 3.4)),
        new(nameof(Log), x => Log(x[0], x[1]), x => Math.Log(x[0], x[1]), (0.1, 10), (1.2, 10)),
        new(nameof(Pow), x => Pow(x[0], x[1]), x => Math.Pow(x[0], x[1]), (0.1, 4), (-3, 3)),
        new(nameof(Hypot), x => Hypot(x[0], x[1]), x => double.Hypot(x[0], x[1]), (-5, 5), (0.2, 5)),
        new(nameof(Atan2), x => Atan2(x[0], x[1]), x => Math.Atan2(x[0], x[1]), (0.2, 5), (-5, 5)),
        new(nameof(Atan2), x => Atan2(x[0], x[1]), x => Math.Atan2(x[0], x[1]), (-5, -0.2), (-5, 5)),
        new(nameof(Atan2Pi), x => Atan2Pi(x[0], x[1]), x => double.Atan2Pi(x[0], x[1]), (0.2, 5), (-5, 5)),
        new(nameof(CopySign), x => CopySign(x[0], x[1]), x => Math.CopySign(x[0], x[1]), (-5, -0.1), (0.1, 5)),
        new(nameof(CopySign), x => CopySign(x[0], x[1]), x => Math.CopySign(x[0], x[1]), (0.1, 5), (-5, -0.1)),
        new(nameof(IEEERemainder), x => IEEERemainder(x[0], x[1]), x => Math.IEEERemainder(x[0], x[1]), (5.5, 7), (3.1, 3.4)),
        new(nameof(Ieee754Remainder), x => Ieee754Remainder(x[0], x[1]), x => double.Ieee754Remainder(x[0], x[1]), (5.5, 7), (3.1, 3.4)),
        .. Choices(nameof(Max), Max, Math.Max),
        .. Choices(nameof(Min), Min, Math.Min),
        .. Choices(nameof(MaxMagnitude), MaxMagnitude, Math.MaxMagnitude),
        .. Choices(nameof(MinMagnitude), MinMagnitude, Math.MinMagnitude),
        .. Choices(nameof(MaxNumber), MaxNumber, double.MaxNumber),
        .. Choices(nameof(MinNumber), MinNumber, double.MinNumber),
        .. Choices(nameof(MaxMagnitudeNumber), MaxMagnitudeNumber, double.MaxMagnitudeNumber),
        .. Choices(nameof(MinMagnitudeNumber), MinMagnitudeNumber, double.MinMagnitudeNumber),
        .. Choices(nameof(MaxNative), MaxNative, double.MaxNative),
        .. Choices(nameof(MinNative), MinNative, double.MinNative),
        .. Clamps(nameof(Clamp), Clamp, Math.Clamp),
        .. Clamps(nameof(ClampNative), ClampNative, double.ClampNative),
        new(nameof(FusedMultiplyAdd), x => FusedMultiplyAdd(x[0], x[1], x[2]), x => Math.FusedMultiplyAdd(x[0], x[1], x[2]), (-5, 5), (-5, 5), (-5, 5)),
        new(nameof(MultiplyAddEstimate), x => MultiplyAddEstimate(x[0], x[1], x[2]), x => double.MultiplyAddEstimate(x[0], x[1], x[2]), (-5, 5), (-5, 5), (-5, 5)),
        new(nameof(LogSumExp), LogSumExp, Ad.LogSumExp, (-5, 5), (-5, 5), (-5, 5)),
        new(nameof(Softmax), x => Softmax(x)[1], x => Ad.Softmax(x)[1], (-5, 5), (-5, 5), (-5, 5)),
        new(nameof(Lerp), x => Lerp(x[0], x[1], x[2]), x => double.Lerp(x[0], x[1], x[2]), (-5, 5), (-5, 5), (-1, 2)),
    ];

    // Each operand is chosen on one of the boxes, by value on the first two and by magnitude on the others.
    private static IEnumerable<SeveralCase> Choices(string name, Func<TapeDouble, TapeDouble, TapeDouble> function, Func<double, double, double> original) =>
        new[] { ((1, 2), (3, 4)), ((3, 4), (1, 2)), ((-4, -3), (1, 2)), ((1, 2), (-4.0, -3.0)) }
            .Select(box => new SeveralCase(name, x => function(x[0], x[1]), x => original(x[0], x[1]), box.Item1, box.Item2));

    private static IEnumerable<SeveralCase> Clamps(
        string name, Func<TapeDouble, TapeDouble, TapeDouble, TapeDouble> function, Func<double, double, double, double> original) =>
        new[] { (-2, -1.1), (-0.9, 0.9), (1.1, 2) }
            .Select(side => new SeveralCase(name, x => function(x[0], x[1], x[2]), x => original(x[0], x[1], x[2]), side, (-1.05, -0.95), (0.95, 1.05)));
}
