using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Runtime.Matrices;

/// <summary>Access to the first lanes of vectors in pinned memory by one instruction, where the machine has it.</summary>
internal static unsafe class FirstLanes<TVector, TScalar>
    where TVector : struct
    where TScalar : unmanaged
{
    public static bool AreSupported => typeof(TVector) == typeof(Vector512<TScalar>) ? Avx512F.IsSupported : Avx.IsSupported;

    /// <summary>The mask of so many lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Mask<TLanes>(int count)
        where TLanes : struct, ILanes<TVector, TScalar> => TLanes.LessThan(TLanes.Indices, TLanes.Convert(count));

    /// <summary>The lanes of a mask; those of others are 0 and aren't read.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(TScalar* source, TVector mask)
    {
        if (typeof(TVector) == typeof(Vector512<double>)) return As(Avx512F.MaskLoad((double*)source, Of<Vector512<double>>(mask), Vector512<double>.Zero));
        if (typeof(TVector) == typeof(Vector512<float>)) return As(Avx512F.MaskLoad((float*)source, Of<Vector512<float>>(mask), Vector512<float>.Zero));
        if (typeof(TVector) == typeof(Vector256<double>)) return As(Avx.MaskLoad((double*)source, Of<Vector256<double>>(mask)));
        if (typeof(TVector) == typeof(Vector256<float>)) return As(Avx.MaskLoad((float*)source, Of<Vector256<float>>(mask)));
        if (typeof(TVector) == typeof(Vector128<double>)) return As(Avx.MaskLoad((double*)source, Of<Vector128<double>>(mask)));
        return As(Avx.MaskLoad((float*)source, Of<Vector128<float>>(mask)));
    }

    /// <summary>Sets the lanes of a mask, and no other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(TVector x, TScalar* target, TVector mask)
    {
        if (typeof(TVector) == typeof(Vector512<double>)) Avx512F.MaskStore((double*)target, Of<Vector512<double>>(mask), Of<Vector512<double>>(x));
        else if (typeof(TVector) == typeof(Vector512<float>)) Avx512F.MaskStore((float*)target, Of<Vector512<float>>(mask), Of<Vector512<float>>(x));
        else if (typeof(TVector) == typeof(Vector256<double>)) Avx.MaskStore((double*)target, Of<Vector256<double>>(mask), Of<Vector256<double>>(x));
        else if (typeof(TVector) == typeof(Vector256<float>)) Avx.MaskStore((float*)target, Of<Vector256<float>>(mask), Of<Vector256<float>>(x));
        else if (typeof(TVector) == typeof(Vector128<double>)) Avx.MaskStore((double*)target, Of<Vector128<double>>(mask), Of<Vector128<double>>(x));
        else Avx.MaskStore((float*)target, Of<Vector128<float>>(mask), Of<Vector128<float>>(x));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Of<T>(TVector x)
        where T : struct => Unsafe.BitCast<TVector, T>(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector As<T>(T x)
        where T : struct => Unsafe.BitCast<T, TVector>(x);
}
