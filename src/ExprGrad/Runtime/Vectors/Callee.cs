using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

/// <summary>How the JIT takes a method that emitted loops call.</summary>
internal static class Callee
{
    /// <summary>
    /// As a call, since inlined it would bring many locals, and optimised from the first call on: by the time that the runtime has counted enough calls to compile it once more, a loop
    /// over millions of elements is over.
    /// </summary>
    public const MethodImplOptions Optimised = MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization;
}
