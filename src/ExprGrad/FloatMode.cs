namespace ExprGrad;

/// <summary>How closely the compiled value follows floating-point arithmetic as it is written.</summary>
public enum FloatMode
{
    /// <summary>
    /// May reassociate sums, use vector functions (each within 2 units in the last place) and identities that hold for finite arguments. Quotients of one divisor
    /// may be products with its reciprocal, within 1.5 units in the last place; a divisor smaller than 2^-1024, whose reciprocal is infinite, counts as 0 then.
    /// Factors of the derivative that are exponentials smaller than the smallest normal number may count as 0, since they cost some processors a hundred times the time of others.
    /// Squares and cubes that are written as powers are products. Sums of <see cref="float"/> may be added up in floats, 64 at a time, instead of in double. Never removes a NaN or an infinity that <see cref="Strict"/> would return, but for a sum that overflows in one order only; keeps all exceptions.
    /// </summary>
    Fast,

    /// <summary>The value is, bit for bit, that of the lambda compiled by itself, with the same exceptions.</summary>
    Strict,
}
