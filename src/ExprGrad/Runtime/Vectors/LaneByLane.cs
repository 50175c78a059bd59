using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

/// <summary>Functions of scalars for some lanes of a vector.</summary>
internal static class LaneByLane<TVector, TScalar, TLanes>
    where TVector : struct
    where TScalar : unmanaged
    where TLanes : struct, ILanes<TVector, TScalar>
{
    /// <summary>y, but for the lanes of the mask, which the function computes.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static TVector Compute(TVector y, TVector mask, TVector x, Func<TScalar, TScalar> function)
    {
        for (var lane = 0; lane < TLanes.Count; lane++)
        {
            if (LaneValues.IsSet(TLanes.GetLane(mask, lane))) y = TLanes.WithLane(y, lane, function(TLanes.GetLane(x, lane)));
        }

        return y;
    }

    /// <inheritdoc cref="Compute(TVector, TVector, TVector, Func{TScalar, TScalar})"/>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static TVector Compute(TVector y, TVector mask, TVector a, TVector b, Func<TScalar, TScalar, TScalar> function)
    {
        for (var lane = 0; lane < TLanes.Count; lane++)
        {
            if (LaneValues.IsSet(TLanes.GetLane(mask, lane))) y = TLanes.WithLane(y, lane, function(TLanes.GetLane(a, lane), TLanes.GetLane(b, lane)));
        }

        return y;
    }
}
