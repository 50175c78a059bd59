namespace ExprGrad.Runtime.Vectors;

/// <summary>
/// What a SIMD vector of floating-point numbers can do: one set of names for all widths and both types, so that a function is written once. Implementations are
/// empty structs, which the JIT specialises on; a vector is the runtime's own type. A mask is a vector whose lanes have all bits set or none.
/// </summary>
internal interface ILanes<TVector, TScalar>
    where TVector : struct
    where TScalar : unmanaged
{
    /// <summary>The number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary>0, 1, 2, ...</summary>
    static abstract TVector Indices { get; }

    static abstract TVector Create(TScalar value);

    /// <summary>The nearest number in each lane.</summary>
    static abstract TVector Convert(double value);

    /// <summary>The lanes with these bits, of which single precision takes the lower half.</summary>
    static abstract TVector FromBits(long bits);

    static abstract TScalar GetLane(TVector x, int lane);

    static abstract TVector WithLane(TVector x, int lane, TScalar value);

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

    /// <summary>Whether any lane of a mask is set.</summary>
    static abstract bool Any(TVector mask);

    static abstract TVector And(TVector a, TVector b);

    static abstract TVector Or(TVector a, TVector b);

    static abstract TVector ExclusiveOr(TVector a, TVector b);

    static abstract TVector Not(TVector x);

    /// <summary>The sum of the bits as integers.</summary>
    static abstract TVector AddBits(TVector a, TVector b);

    static abstract TVector ShiftLeft(TVector x, int count);

    /// <summary>The bits moved down; zeros come in.</summary>
    static abstract TVector ShiftRight(TVector x, int count);

    /// <summary>2^(k / 16) for the number k in the lowest four bits; of doubles, with AVX-512 alone.</summary>
    static abstract TVector SixteenthPower(TVector bits);

    /// <summary>x 2^n for an x near 1 and any integer n, rounded once; with AVX-512, n is rounded down to an integer.</summary>
    static abstract TVector Scale(TVector x, TVector n);

    /// <summary>The exponent of two in x: -infinity for 0, infinity and NaN for themselves.</summary>
    static abstract TVector Exponent(TVector x);

    /// <summary>x 2^-e with its exponent e, from 1 to 2; 1 for 0 and infinity, NaN for negative numbers and NaN.</summary>
    static abstract TVector Mantissa(TVector x);

    static abstract TVector LoadUnsafe(ref readonly TScalar source, nuint index);

    static abstract void StoreUnsafe(TVector x, ref TScalar target, nuint index);

    /// <summary>Whether there are instructions that load and store the lanes of a mask.</summary>
    static abstract bool HasMaskedAccess { get; }

    /// <summary>The elements for the lanes of a mask; other lanes are 0, and other elements aren't touched, whether they are there or not.</summary>
    static abstract TVector LoadWhere(ref readonly TScalar source, TVector mask);

    /// <summary>Sets the elements of the lanes of a mask; other elements aren't touched, whether they are there or not.</summary>
    static abstract void StoreWhere(TVector x, ref TScalar target, TVector mask);

    /// <summary>The first elements, none to all; other lanes are 0, and other elements aren't read.</summary>
    static abstract TVector LoadFirst(ref readonly TScalar source, int count);

    /// <summary>Sets the first elements, none to all, and no other.</summary>
    static abstract void StoreFirst(TVector x, ref TScalar target, int count);

    /// <summary>The elements first[0], first[stride], first[2 stride], ...</summary>
    static abstract TVector Gather(ref readonly TScalar first, nint stride);

    /// <summary>The elements at positions of their own, each checked; integers as numbers.</summary>
    static abstract TVector GatherAt<TElement>(ReadOnlySpan<TElement> source, TVector positions)
        where TElement : unmanaged;

    /// <summary>Two elements side by side of rows at equal distances, one row for each lane: the first of all of them, and the second.</summary>
    static abstract void LoadPairs(ref readonly TScalar first, nint stride, out TVector a, out TVector b);

    /// <summary>Sets two elements side by side of rows at equal distances: the first of all of them, and the second.</summary>
    static abstract void StorePairs(TVector a, TVector b, ref TScalar first, nint stride);

    /// <summary>Integers side by side, as numbers.</summary>
    static abstract TVector LoadIntegers(ref readonly int source, nuint index);

    /// <summary>The sum of all lanes, each half to the other.</summary>
    static abstract TScalar Sum(TVector x);
}
