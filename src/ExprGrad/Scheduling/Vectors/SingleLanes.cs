namespace ExprGrad.Scheduling.Vectors;

/// <summary>Functions that vectors compute one lane after the other, at the cost of as many scalars and the calls; what the loop does beside them is in lanes.</summary>
internal static class SingleLanes
{
    /// <summary>Whether the function of this name is one of them; more are where only the bits of the scalar function will do.</summary>
    public static bool Has(string function, bool isExact) =>
        function is "trigamma" or "polygamma" or "reciprocalEstimate" or "reciprocalSqrtEstimate" || (isExact && function is "erfc" or "logGamma" or "digamma");
}
