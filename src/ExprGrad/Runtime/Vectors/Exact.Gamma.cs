using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

// The logarithm of the gamma function and its derivatives, lane by lane.
internal static partial class Exact<TVector, TScalar, TLanes>
{
    /// <summary>ln |Gamma(x)|.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector LogGamma(TVector x) => TLanes.Except(x, All, x, static x => Number(Ad.LogGamma(Number(x))));

    /// <summary>The derivative of <see cref="LogGamma"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Digamma(TVector x) => TLanes.Except(x, All, x, static x => Number(Ad.Digamma(Number(x))));

    /// <summary>The derivative of <see cref="Digamma"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Trigamma(TVector x) => TLanes.Except(x, All, x, static x => Number(Ad.Trigamma(Number(x))));

    /// <summary>The derivative of <see cref="Digamma"/> of an order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static TVector Polygamma(TVector order, TVector x) => TLanes.Except(x, All, order, x, static (order, x) => Number(Ad.Polygamma((int)Number(order), Number(x))));

    // Floats are computed in double.
    private static double Number(TScalar x) => double.CreateTruncating(x);

    private static TScalar Number(double x) => TScalar.CreateTruncating(x);
}
