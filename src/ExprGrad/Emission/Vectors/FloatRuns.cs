using ExprGrad.Ir;

namespace ExprGrad.Emission.Vectors;

/// <summary>
/// How many terms are added up in a float before a double takes them. The error of a sum grows with their number: of 10 million equal terms, added up in floats by 16 lanes, the third digit would be wrong. With 64 it
/// is the seventh one, and a double has little to do.
/// </summary>
internal static class FloatRuns
{
    /// <summary>The most terms of a run.</summary>
    public const int Terms = 64;

    /// <summary>How many terms the loops give in each iteration of the loop around them: more than a run has, by one, where there may be more.</summary>
    public static int TermsOf(AxisSet loops)
    {
        var terms = 1L;
        foreach (var loop in loops) terms = Math.Min(Terms + 1, terms * (loop.Bound is Constant { Value: int extent } ? Math.Max(1, extent) : Terms + 1));
        return (int)terms;
    }

    /// <summary>Whether the loops may give more terms than a run has.</summary>
    public static bool AreLong(AxisSet loops) => TermsOf(loops) > Terms;

    /// <summary>How many rounds of a vectorised loop are a run; null if the whole loop is one.</summary>
    public static int? RoundsOf(VectorLoopCode code)
    {
        if (code.FloatTerms == 0) return null;
        var most = Math.Max(1, Terms / code.FloatTerms);
        return code.Loop.Axis.Bound is Constant { Value: int extent } && extent <= most * code.Loop.Lanes ? null : most;
    }
}
