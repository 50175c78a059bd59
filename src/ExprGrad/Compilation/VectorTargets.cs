using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ExprGrad.Ir;
using ExprGrad.Runtime.Vectors;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Compilation;

/// <summary>What vectors the machine has, and what can be done with them.</summary>
internal static class VectorTargets
{
    private static int Widest => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 0;

    /// <summary>The vectors that the options allow; null for none.</summary>
    public static VectorTarget? For(GradOptions options)
    {
        var bits = options.VectorBits ?? Widest;
        if (bits == 0) return null;
        bool HasForm(Primitive primitive, Type scalar) =>
            VectorFunctions.Find(primitive.Name, VectorFunctions.VectorOf(scalar, bits / (8 * Marshal.SizeOf(scalar))), options.FloatMode) is not null;
        var target = new VectorTarget(bits, Reassociates: options.FloatMode == FloatMode.Fast, HasForm) { OuterLanes = options.OuterLanes };
        return target with { MostInRound = options.MostInRound ?? target.MostInRound, FewestShared = options.FewestShared ?? target.FewestShared };
    }
}
