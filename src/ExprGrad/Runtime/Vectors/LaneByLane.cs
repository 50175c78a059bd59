using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

/// <summary>Functions of scalars for some lanes of a vector.</summary>
/// <remarks>Lanes are read and set in memory: a vector that is taken to pieces and put together for each of them would wait for each.</remarks>
internal static class LaneByLane<TVector, TScalar>
    where TVector : struct
    where TScalar : unmanaged
{
    /// <summary>y, but for the lanes of the mask, which the function computes.</summary>
    [MethodImpl(Callee.Optimised)]
    public static TVector Compute(TVector y, TVector mask, TVector x, Func<TScalar, TScalar> function)
    {
        var results = LaneValues.Of<TVector, TScalar>(ref y);
        var chosen = LaneValues.Of<TVector, TScalar>(ref mask);
        var operands = LaneValues.Of<TVector, TScalar>(ref x);
        for (var lane = 0; lane < results.Length; lane++)
        {
            if (LaneValues.IsSet(chosen[lane])) results[lane] = function(operands[lane]);
        }

        return y;
    }

    /// <inheritdoc cref="Compute(TVector, TVector, TVector, Func{TScalar, TScalar})"/>
    [MethodImpl(Callee.Optimised)]
    public static TVector Compute(TVector y, TVector mask, TVector a, TVector b, Func<TScalar, TScalar, TScalar> function)
    {
        var results = LaneValues.Of<TVector, TScalar>(ref y);
        var chosen = LaneValues.Of<TVector, TScalar>(ref mask);
        var operands = LaneValues.Of<TVector, TScalar>(ref a);
        var others = LaneValues.Of<TVector, TScalar>(ref b);
        for (var lane = 0; lane < results.Length; lane++)
        {
            if (LaneValues.IsSet(chosen[lane])) results[lane] = function(operands[lane], others[lane]);
        }

        return y;
    }
}
