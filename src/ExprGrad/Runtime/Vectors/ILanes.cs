namespace ExprGrad.Runtime.Vectors;

/// <summary>
/// What a SIMD vector of floating-point numbers can do. Implementations are empty structs, which the JIT specialises on; a vector is the runtime's own type.
/// </summary>
internal interface ILanes<TVector, TScalar> : IVectorOperations<TVector, TScalar>
    where TVector : struct
    where TScalar : unmanaged
{
    /// <summary>The number of lanes.</summary>
    static abstract int Count { get; }

    /// <summary>0, 1, 2, ...</summary>
    static abstract TVector Indices { get; }

    static abstract TScalar GetLane(TVector x, int lane);

    /// <summary>Of the lanes of two vectors one behind the other, as many as a vector has from the given one on.</summary>
    static abstract TVector Across(TVector earlier, TVector later, int first);

    /// <summary>Whether any lane of a mask is set.</summary>
    static abstract bool Any(TVector mask);

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

    /// <summary>Integers side by side, or floats among doubles, as numbers.</summary>
    static abstract TVector LoadConverted<TElement>(ref readonly TElement source, nuint index)
        where TElement : unmanaged;

    /// <summary>Integers first[0], first[stride], ..., or floats among doubles, as numbers.</summary>
    static abstract TVector GatherConverted<TElement>(ref readonly TElement first, nint stride)
        where TElement : unmanaged;

    /// <summary>Each number as the nearest float; for doubles.</summary>
    static abstract TVector RoundToSingle(TVector x);

    /// <summary>a b + c, rounded once or twice, as the hardware is faster.</summary>
    static abstract TVector MultiplyAddEstimate(TVector a, TVector b, TVector c);

    /// <summary>x 2^n for any x and integer n, rounded once.</summary>
    static abstract TVector ScaleB(TVector x, TVector n);

    /// <summary>The sum of all lanes, each half to the other.</summary>
    static abstract TScalar Sum(TVector x);
}
