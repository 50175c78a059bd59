using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Benchmarks.Matrices;

/// <summary>As many multiplications and additions as one core can do: independent ones, in registers.</summary>
internal static class MultiplyAddPeak
{
    private const int Chains = 12;

    /// <summary>Floating-point operations of a run, in double or single precision.</summary>
    public static double Operations(int steps, bool single) => 2.0 * Chains * steps * Bits() / (single ? 32 : 64);

    /// <summary>Runs that many steps; gives a number so that nothing is left out.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static double Run(int steps)
    {
        if (Vector512.IsHardwareAccelerated)
            return Run<Vector512<double>, Lanes512<double>>(steps);
        return Vector256.IsHardwareAccelerated ? Run<Vector256<double>, Lanes256<double>>(steps) : Run<Vector128<double>, Lanes128<double>>(steps);
    }

    private static int Bits() => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    private static double Run<TVector, TLanes>(int steps)
        where TVector : struct
        where TLanes : struct, ILanes<TVector, double>
    {
        var x = TLanes.Create(0.999);
        var y = TLanes.Create(0.001);
        var (a, b, c, d, e, f) = (x, x, x, x, x, x);
        var (g, h, i, j, k, l) = (x, x, x, x, x, x);
        for (; steps > 0; steps--)
        {
            a = TLanes.FusedMultiplyAdd(a, x, y);
            b = TLanes.FusedMultiplyAdd(b, x, y);
            c = TLanes.FusedMultiplyAdd(c, x, y);
            d = TLanes.FusedMultiplyAdd(d, x, y);
            e = TLanes.FusedMultiplyAdd(e, x, y);
            f = TLanes.FusedMultiplyAdd(f, x, y);
            g = TLanes.FusedMultiplyAdd(g, x, y);
            h = TLanes.FusedMultiplyAdd(h, x, y);
            i = TLanes.FusedMultiplyAdd(i, x, y);
            j = TLanes.FusedMultiplyAdd(j, x, y);
            k = TLanes.FusedMultiplyAdd(k, x, y);
            l = TLanes.FusedMultiplyAdd(l, x, y);
        }

        return TLanes.Sum(a) + TLanes.Sum(b) + TLanes.Sum(c) + TLanes.Sum(d) + TLanes.Sum(e) + TLanes.Sum(f) + TLanes.Sum(g) + TLanes.Sum(h)
            + TLanes.Sum(i) + TLanes.Sum(j) + TLanes.Sum(k) + TLanes.Sum(l);
    }
}
