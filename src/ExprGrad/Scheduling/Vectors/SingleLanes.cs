namespace ExprGrad.Scheduling.Vectors;

/// <summary>Functions that vectors compute one lane after the other, at the cost of as many scalars; what the loop does beside them is in lanes.</summary>
internal static class SingleLanes
{
    /// <summary>Whether the function of this name is one of them.</summary>
    public static bool Has(string function) => function is "trigamma" or "polygamma";
}
