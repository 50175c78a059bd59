using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

// The gamma function's logarithm and its derivatives, lane by lane: each is a sum of powers.
internal static partial class Exact<TVector, TScalar, TLanes>
{
    /// <summary>ln |Gamma(x)|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector LogGamma(TVector x) => TLanes.Except(x, All, x, static x => Number(Ad.LogGamma(Number(x))));

    /// <summary>The derivative of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Digamma(TVector x) => TLanes.Except(x, All, x, static x => Number(Ad.Digamma(Number(x))));

    /// <summary>The derivative of the digamma function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Trigamma(TVector x) => TLanes.Except(x, All, x, static x => Number(Ad.Trigamma(Number(x))));

    /// <summary>The derivative of the digamma function of an order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Polygamma(TVector order, TVector x) => TLanes.Except(x, All, order, x, static (order, x) => Number(Ad.Polygamma((int)Number(order), Number(x))));

    // Floats are computed in double.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Number(TScalar x) => double.CreateTruncating(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TScalar Number(double x) => TScalar.CreateTruncating(x);
}
