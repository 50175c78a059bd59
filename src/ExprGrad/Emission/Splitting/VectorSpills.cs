using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ExprGrad.Emission.Splitting;

/// <summary>Which methods keep vectors on the stack where that takes time.</summary>
internal static class VectorSpills
{
    // Not all variables are alive at once, but intermediate results and constants are not counted.
    private static readonly int s_registers = Avx512F.IsSupported ? 32 : 16;

    /// <summary>Whether a method with these variables probably has vectors on the stack in a loop, longer than what the stack is always a multiple of.</summary>
    /// <param name="locals">The variables.</param>
    /// <param name="inlined">How many come with elementary functions.</param>
    /// <param name="hasLoops">Whether there are loops in it.</param>
    public static bool AreLikely(IEnumerable<Local> locals, int inlined, bool hasLoops) =>
        hasLoops && locals.Count(local => IsLong(local.Variable.Type)) is > 0 and var vectors && vectors + inlined > s_registers;

    private static bool IsLong(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() is var vector && (vector == typeof(Vector256<>) || vector == typeof(Vector512<>));
}
