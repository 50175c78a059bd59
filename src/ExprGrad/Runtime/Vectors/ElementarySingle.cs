using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

/// <summary>
/// Elementary functions of vectors in single precision, most of them computed in double: nearly always the number closest to the true value. Special values as in
/// <see cref="MathF"/>.
/// </summary>
internal static partial class ElementarySingle<TVector, TLanes, TWide, TWidening, TWideLanes>
    where TVector : struct
    where TLanes : struct, IVectorOperations<TVector, float>
    where TWide : struct
    where TWidening : struct, IWidening<TVector, TWide>
    where TWideLanes : struct, IVectorOperations<TWide, double>
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Exp2(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.Exp2(lower), Elementary<TWide, TWideLanes>.Exp2(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Exp10(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.Exp10(lower), Elementary<TWide, TWideLanes>.Exp10(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector ExpM1(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.ExpM1(lower), Elementary<TWide, TWideLanes>.ExpM1(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Exp2M1(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.Exp2M1(lower), Elementary<TWide, TWideLanes>.Exp2M1(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Exp10M1(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.Exp10M1(lower), Elementary<TWide, TWideLanes>.Exp10M1(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Log2(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.Log2(lower), Elementary<TWide, TWideLanes>.Log2(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Log10(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.Log10(lower), Elementary<TWide, TWideLanes>.Log10(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector LogP1(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.LogP1(lower), Elementary<TWide, TWideLanes>.LogP1(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Log2P1(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.Log2P1(lower), Elementary<TWide, TWideLanes>.Log2P1(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Log10P1(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.Log10P1(lower), Elementary<TWide, TWideLanes>.Log10P1(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector LogOnePlus(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.LogOnePlus(lower), Elementary<TWide, TWideLanes>.LogOnePlus(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Cbrt(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.Cbrt(lower), Elementary<TWide, TWideLanes>.Cbrt(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Sin(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.Sin(lower), Elementary<TWide, TWideLanes>.Sin(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Cos(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.Cos(lower), Elementary<TWide, TWideLanes>.Cos(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Tan(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.Tan(lower), Elementary<TWide, TWideLanes>.Tan(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector SinPi(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.SinPi(lower), Elementary<TWide, TWideLanes>.SinPi(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector CosPi(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.CosPi(lower), Elementary<TWide, TWideLanes>.CosPi(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector TanPi(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.TanPi(lower), Elementary<TWide, TWideLanes>.TanPi(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Asin(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.Asin(lower), Elementary<TWide, TWideLanes>.Asin(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Acos(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.Acos(lower), Elementary<TWide, TWideLanes>.Acos(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Atan(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.Atan(lower), Elementary<TWide, TWideLanes>.Atan(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector AsinPi(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.AsinPi(lower), Elementary<TWide, TWideLanes>.AsinPi(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector AcosPi(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.AcosPi(lower), Elementary<TWide, TWideLanes>.AcosPi(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector AtanPi(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.AtanPi(lower), Elementary<TWide, TWideLanes>.AtanPi(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Sinh(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.Sinh(lower), Elementary<TWide, TWideLanes>.Sinh(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Cosh(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.Cosh(lower), Elementary<TWide, TWideLanes>.Cosh(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Tanh(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.Tanh(lower), Elementary<TWide, TWideLanes>.Tanh(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Asinh(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.Asinh(lower), Elementary<TWide, TWideLanes>.Asinh(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Acosh(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.Acosh(lower), Elementary<TWide, TWideLanes>.Acosh(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Atanh(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.Atanh(lower), Elementary<TWide, TWideLanes>.Atanh(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Erf(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.Erf(lower), Elementary<TWide, TWideLanes>.Erf(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Erfc(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.Erfc(lower), Elementary<TWide, TWideLanes>.Erfc(upper));
    }

    /// <summary>The probability of more than t, from 0 up, over e^(-t^2/2) with the square as it is rounded to a float.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector ScaledNormalTail(TVector t)
    {
        t = TLanes.MinNative(TLanes.Create(40), t);
        var ((lower, upper), (lowerSquare, upperSquare)) = (TWidening.Widen(t), TWidening.Widen(TLanes.Multiply(t, t)));
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.ScaledTail(lower, lowerSquare), Elementary<TWide, TWideLanes>.ScaledTail(upper, upperSquare));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector LogGamma(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.LogGamma(lower), Elementary<TWide, TWideLanes>.LogGamma(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Digamma(TVector x)
    {
        var (lower, upper) = TWidening.Widen(x);
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.Digamma(lower), Elementary<TWide, TWideLanes>.Digamma(upper));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Pow(TVector a, TVector b)
    {
        var ((lowerA, upperA), (lowerB, upperB)) = (TWidening.Widen(a), TWidening.Widen(b));
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.Pow(lowerA, lowerB), Elementary<TWide, TWideLanes>.Pow(upperA, upperB));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector RootN(TVector x, TVector n)
    {
        var ((lowerX, upperX), (lowerN, upperN)) = (TWidening.Widen(x), TWidening.Widen(n));
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.RootN(lowerX, lowerN), Elementary<TWide, TWideLanes>.RootN(upperX, upperN));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Hypot(TVector a, TVector b)
    {
        var ((lowerA, upperA), (lowerB, upperB)) = (TWidening.Widen(a), TWidening.Widen(b));
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.Hypot(lowerA, lowerB), Elementary<TWide, TWideLanes>.Hypot(upperA, upperB));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Atan2(TVector a, TVector b)
    {
        var ((lowerA, upperA), (lowerB, upperB)) = (TWidening.Widen(a), TWidening.Widen(b));
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.Atan2(lowerA, lowerB), Elementary<TWide, TWideLanes>.Atan2(upperA, upperB));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Atan2Pi(TVector a, TVector b)
    {
        var ((lowerA, upperA), (lowerB, upperB)) = (TWidening.Widen(a), TWidening.Widen(b));
        return TWidening.Narrow(Elementary<TWide, TWideLanes>.Atan2Pi(lowerA, lowerB), Elementary<TWide, TWideLanes>.Atan2Pi(upperA, upperB));
    }
}
