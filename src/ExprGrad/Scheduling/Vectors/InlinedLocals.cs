namespace ExprGrad.Scheduling.Vectors;

/// <summary>
/// The locals that elementary functions of vectors bring with them when they are inlined, as the JIT counts. It inlines nothing beyond 512 locals in a method, and what is left a call of many
/// small functions takes three times as long.
/// </summary>
internal static class InlinedLocals
{
    /// <summary>How many may come with elementary functions into one method.</summary>
    public const int Most = 450;

    /// <summary>The locals of a function, by its name.</summary>
    public static int Of(string function) => function.ToUpperInvariant() switch
    {
        "EXP" => 20,
        "SIN" or "COS" => 100,
        _ => 50,
    };
}
