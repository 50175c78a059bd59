using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

// Operations with constants.
internal static partial class Elementary<TVector, TLanes>
{
    private static TVector One
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TLanes.Create(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Multiply(TVector x, double factor) => TLanes.Multiply(x, TLanes.Create(factor));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector MultiplyAdd(TVector x, TVector y, TVector term) => TLanes.FusedMultiplyAdd(x, y, term);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector MultiplyAdd(TVector x, TVector y, double term) => TLanes.FusedMultiplyAdd(x, y, TLanes.Create(term));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector MultiplyAdd(TVector x, double factor, TVector term) => TLanes.FusedMultiplyAdd(x, TLanes.Create(factor), term);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector MultiplyAdd(TVector x, double factor, double term) => TLanes.FusedMultiplyAdd(x, TLanes.Create(factor), TLanes.Create(term));

    // NaN stays NaN.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Limit(TVector x, double least, double most) => TLanes.MaxNative(TLanes.Create(least), TLanes.MinNative(TLanes.Create(most), x));
}
