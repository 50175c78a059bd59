namespace ExprGrad.Runtime.Vectors;

/// <summary>
/// Arithmetic of SIMD vectors of floating-point numbers: one set of names for all widths and both types, so that a function is written once. A mask is a vector whose lanes have all
/// bits set or none.
/// </summary>
/// <remarks>No result is anything but a vector: what is written with these alone may be computed, or written down as an expression (<c>Emission/Vectors/TracedOperations</c>).</remarks>
internal interface IVectorOperations<TVector, TScalar>
    where TVector : struct
    where TScalar : unmanaged
{
    static abstract TVector Create(TScalar value);

    /// <summary>The nearest number in each lane.</summary>
    static abstract TVector Convert(double value);

    /// <summary>The lanes with these bits, of which single precision takes the lower half.</summary>
    static abstract TVector FromBits(long bits);

    static abstract TVector Add(TVector a, TVector b);

    static abstract TVector Subtract(TVector a, TVector b);

    static abstract TVector Multiply(TVector a, TVector b);

    static abstract TVector Divide(TVector a, TVector b);

    static abstract TVector Negate(TVector x);

    /// <summary>a b + c, rounded once.</summary>
    static abstract TVector FusedMultiplyAdd(TVector a, TVector b, TVector c);

    static abstract TVector Sqrt(TVector x);

    static abstract TVector Abs(TVector x);

    static abstract TVector CopySign(TVector x, TVector sign);

    static abstract TVector Floor(TVector x);

    static abstract TVector Ceiling(TVector x);

    static abstract TVector Truncate(TVector x);

    /// <summary>The nearest integer, the even one at a tie.</summary>
    static abstract TVector Round(TVector x);

    static abstract TVector Max(TVector a, TVector b);

    static abstract TVector Min(TVector a, TVector b);

    static abstract TVector MaxNumber(TVector a, TVector b);

    static abstract TVector MinNumber(TVector a, TVector b);

    static abstract TVector MaxMagnitude(TVector a, TVector b);

    static abstract TVector MinMagnitude(TVector a, TVector b);

    static abstract TVector MaxMagnitudeNumber(TVector a, TVector b);

    static abstract TVector MinMagnitudeNumber(TVector a, TVector b);

    /// <summary>What the hardware does: b where either is NaN or both are zeros on x64, NaN on Arm.</summary>
    static abstract TVector MaxNative(TVector a, TVector b);

    /// <inheritdoc cref="MaxNative"/>
    static abstract TVector MinNative(TVector a, TVector b);

    static abstract TVector Equal(TVector a, TVector b);

    static abstract TVector NotEqual(TVector a, TVector b);

    static abstract TVector LessThan(TVector a, TVector b);

    static abstract TVector LessThanOrEqual(TVector a, TVector b);

    static abstract TVector GreaterThan(TVector a, TVector b);

    static abstract TVector GreaterThanOrEqual(TVector a, TVector b);

    /// <summary>Lane by lane <paramref name="whenTrue"/> or <paramref name="whenFalse"/>.</summary>
    static abstract TVector Select(TVector mask, TVector whenTrue, TVector whenFalse);

    static abstract TVector And(TVector a, TVector b);

    static abstract TVector Or(TVector a, TVector b);

    static abstract TVector ExclusiveOr(TVector a, TVector b);

    static abstract TVector Not(TVector x);

    /// <summary>The sum of the bits as integers.</summary>
    static abstract TVector AddBits(TVector a, TVector b);

    static abstract TVector ShiftLeft(TVector x, int count);

    /// <summary>The bits moved down; zeros come in.</summary>
    static abstract TVector ShiftRight(TVector x, int count);

    /// <summary>Whether there is <see cref="SixteenthPower"/>: of doubles, with AVX-512 alone.</summary>
    static abstract bool HasSixteenthPower { get; }

    /// <summary>2^(k / 16) for the number k in the lowest four bits, if <see cref="HasSixteenthPower"/>.</summary>
    static abstract TVector SixteenthPower(TVector bits);

    /// <summary>x 2^n for an x near 1 and any integer n, rounded once; with AVX-512, n is rounded down to an integer.</summary>
    static abstract TVector Scale(TVector x, TVector n);

    /// <summary>The exponent of two in x: -infinity for 0, infinity and NaN for themselves.</summary>
    static abstract TVector Exponent(TVector x);

    /// <summary>x 2^-e with its exponent e, from 1 to 2; 1 for 0 and infinity, NaN for negative numbers and NaN.</summary>
    static abstract TVector Mantissa(TVector x);

    /// <summary>y, but for the lanes of a mask, rarely any, which the scalar function computes one by one.</summary>
    static abstract TVector Except(TVector y, TVector mask, TVector x, Func<TScalar, TScalar> function);

    /// <inheritdoc cref="Except(TVector, TVector, TVector, Func{TScalar, TScalar})"/>
    static abstract TVector Except(TVector y, TVector mask, TVector a, TVector b, Func<TScalar, TScalar, TScalar> function);
}
