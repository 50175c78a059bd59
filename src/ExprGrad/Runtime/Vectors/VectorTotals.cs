using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ExprGrad.Runtime.Vectors;

/// <summary>The sums of the lanes of several vectors, those of each in a lane: parts of two vectors are added together, so that it takes as many additions as there are vectors.</summary>
/// <typeparam name="TVector">Doubles of 256 or of 512 bits.</typeparam>
internal static class VectorTotals<TVector>
    where TVector : struct
{
    /// <summary>The sums of four vectors of 256 bits; needs <see cref="Avx"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of((TVector A, TVector B, TVector C, TVector D) vectors)
    {
        var (a, b) = (Avx.HorizontalAdd(As<Vector256<double>>(vectors.A), As<Vector256<double>>(vectors.B)), Avx.HorizontalAdd(As<Vector256<double>>(vectors.C), As<Vector256<double>>(vectors.D)));
        return From(Avx.Permute2x128(a, b, 0x20) + Avx.Permute2x128(a, b, 0x31));
    }

    /// <summary>The sums of eight vectors of 512 bits; needs <see cref="Avx512F"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of((TVector A, TVector B, TVector C, TVector D) vectors, (TVector A, TVector B, TVector C, TVector D) others) =>
        From(Quarters(Quarters(Pairs(vectors.A, vectors.B), Pairs(vectors.C, vectors.D)), Quarters(Pairs(others.A, others.B), Pairs(others.C, others.D))));

    // a0 + a1, b0 + b1, a2 + a3, b2 + b3, ...
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Pairs(TVector x, TVector y)
    {
        var (a, b) = (As<Vector512<double>>(x), As<Vector512<double>>(y));
        return Avx512F.UnpackLow(a, b) + Avx512F.UnpackHigh(a, b);
    }

    // The first quarter of a and the second, the third and the fourth; those of b.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> Quarters(Vector512<double> a, Vector512<double> b) => Avx512F.Shuffle4x128(a, b, 0b10_00_10_00) + Avx512F.Shuffle4x128(a, b, 0b11_01_11_01);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T As<T>(TVector vector) => Unsafe.BitCast<TVector, T>(vector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector From<T>(T vector) => Unsafe.BitCast<T, TVector>(vector);
}
