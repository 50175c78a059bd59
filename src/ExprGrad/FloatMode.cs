namespace ExprGrad;

/// <summary>How closely the compiled value follows floating-point arithmetic as it is written.</summary>
public enum FloatMode
{
    /// <summary>
    /// May reassociate sums, use vector functions (each within 2 units in the last place) and identities that hold for finite arguments.
    /// Never removes a NaN or an infinity that <see cref="Strict"/> would return, and keeps all exceptions.
    /// </summary>
    Fast,

    /// <summary>The value is, bit for bit, that of the lambda compiled by itself, with the same exceptions.</summary>
    Strict,
}
