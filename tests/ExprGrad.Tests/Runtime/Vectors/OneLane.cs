using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Tests.Runtime.Vectors;

/// <summary>Vectors that differ in one lane.</summary>
internal static class OneLane
{
    /// <summary>The vector with another number in a lane.</summary>
    public static TVector Set<TVector, TScalar>(TVector vector, int lane, TScalar value)
        where TVector : struct
        where TScalar : unmanaged
    {
        LaneValues.Of<TVector, TScalar>(ref vector)[lane] = value;
        return vector;
    }
}
