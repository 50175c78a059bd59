namespace ExprGrad.Scheduling.Vectors;

/// <summary>
/// The locals that elementary functions of vectors, which are written out where they are used, bring with them. Beyond 512 locals in a method the JIT inlines no access to memory, and a loop takes three times as long.
/// </summary>
internal static class InlinedLocals
{
    /// <summary>How many may come with elementary functions into one method.</summary>
    public const int Most = 450;

    /// <summary>The locals of a function, by its name.</summary>
    public static int Of(string function) => function.ToUpperInvariant() switch
    {
        "TRIGAMMA" or "POLYGAMMA" or "RECIPROCALESTIMATE" or "RECIPROCALSQRTESTIMATE" => 2,
        "CLAMPNATIVE" or "BITINCREMENT" or "BITDECREMENT" => 10,
        "EXP" or "REM" or "IEEEREMAINDER" or "ROUNDDIGITS" or "ROUNDMODE" or "ROUNDDIGITSMODE" => 20,
        "SIN" or "COS" => 100,
        "ERFC" or "LOGGAMMA" => 150,
        "DIGAMMA" => 200,
        _ => 50,
    };
}
