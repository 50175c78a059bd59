using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ExprGrad.Runtime.Matrices;

/// <summary>Copies four columns, whose elements are neighbours, into rows: blocks of four by four are transposed in registers.</summary>
internal static class FourColumns
{
    /// <summary>Whether the machine can do so.</summary>
    public static bool AreSupported<TScalar>() => typeof(TScalar) == typeof(double) ? Avx.IsSupported : Sse.IsSupported;

    /// <summary>Copies so many rows of four elements.</summary>
    /// <param name="source">The first element.</param>
    /// <param name="column">The way from one column to the next.</param>
    /// <param name="target">Where the first row goes.</param>
    /// <param name="row">The way from one row to the next there.</param>
    /// <param name="rows">The number of rows.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy<TScalar>(ref TScalar source, nint column, ref TScalar target, nint row, int rows)
        where TScalar : unmanaged
    {
        for (; rows >= 4; rows -= 4)
        {
            if (typeof(TScalar) == typeof(double)) Transpose(ref Unsafe.As<TScalar, double>(ref source), column, ref Unsafe.As<TScalar, double>(ref target), row);
            else Transpose(ref Unsafe.As<TScalar, float>(ref source), column, ref Unsafe.As<TScalar, float>(ref target), row);
            source = ref Unsafe.Add(ref source, 4);
            target = ref Unsafe.Add(ref target, 4 * row);
        }

        for (; rows > 0; rows--)
        {
            for (var j = 0; j < 4; j++) Unsafe.Add(ref target, j) = Unsafe.Add(ref source, j * column);
            source = ref Unsafe.Add(ref source, 1);
            target = ref Unsafe.Add(ref target, row);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(ref double source, nint column, ref double target, nint row)
    {
        var a = Vector256.LoadUnsafe(in source);
        var b = Vector256.LoadUnsafe(in Unsafe.Add(ref source, column));
        var c = Vector256.LoadUnsafe(in Unsafe.Add(ref source, 2 * column));
        var d = Vector256.LoadUnsafe(in Unsafe.Add(ref source, 3 * column));
        var (ab0, ab1) = (Avx.UnpackLow(a, b), Avx.UnpackHigh(a, b));
        var (cd0, cd1) = (Avx.UnpackLow(c, d), Avx.UnpackHigh(c, d));
        Avx.Permute2x128(ab0, cd0, 0x20).StoreUnsafe(ref target);
        Avx.Permute2x128(ab1, cd1, 0x20).StoreUnsafe(ref Unsafe.Add(ref target, row));
        Avx.Permute2x128(ab0, cd0, 0x31).StoreUnsafe(ref Unsafe.Add(ref target, 2 * row));
        Avx.Permute2x128(ab1, cd1, 0x31).StoreUnsafe(ref Unsafe.Add(ref target, 3 * row));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(ref float source, nint column, ref float target, nint row)
    {
        var a = Vector128.LoadUnsafe(in source);
        var b = Vector128.LoadUnsafe(in Unsafe.Add(ref source, column));
        var c = Vector128.LoadUnsafe(in Unsafe.Add(ref source, 2 * column));
        var d = Vector128.LoadUnsafe(in Unsafe.Add(ref source, 3 * column));
        var (ab0, ab1) = (Sse.UnpackLow(a, b), Sse.UnpackHigh(a, b));
        var (cd0, cd1) = (Sse.UnpackLow(c, d), Sse.UnpackHigh(c, d));
        Sse.MoveLowToHigh(ab0, cd0).StoreUnsafe(ref target);
        Sse.MoveHighToLow(cd0, ab0).StoreUnsafe(ref Unsafe.Add(ref target, row));
        Sse.MoveLowToHigh(ab1, cd1).StoreUnsafe(ref Unsafe.Add(ref target, 2 * row));
        Sse.MoveHighToLow(cd1, ab1).StoreUnsafe(ref Unsafe.Add(ref target, 3 * row));
    }
}
