using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExprGrad.Runtime.Vectors;

/// <summary>
/// Elements of arrays for the lanes of a vector. Every access is checked against the length of its span, once for all lanes where their elements lie side by side.
/// Of lanes that are not in use nothing is read or written outside of the span; what they get is unspecified.
/// </summary>
internal static partial class LaneMemory<TVector, TScalar, TLanes>
    where TVector : struct
    where TScalar : unmanaged, IEquatable<TScalar>
    where TLanes : struct, ILanes<TVector, TScalar>
{
    /// <summary>A mask of the first lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector First(int count) => TLanes.LessThan(TLanes.Indices, TLanes.Create(Number(count)));

    /// <summary>The elements from an index on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load(ReadOnlySpan<TScalar> source, int index)
    {
        if (!HasAll(source.Length, index)) ThrowIndexOutOfRange();
        return TLanes.LoadUnsafe(ref MemoryMarshal.GetReference(source), (uint)index);
    }

    /// <summary>The elements from an index on, for the first lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LoadFirst(ReadOnlySpan<TScalar> source, int index, int count) =>
        HasAll(source.Length, index) ? TLanes.LoadUnsafe(ref MemoryMarshal.GetReference(source), (uint)index) : LoadPart(source, index, count);

    /// <summary>The elements from an index on, for the lanes of a mask.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector LoadWhere(ReadOnlySpan<TScalar> source, int index, TVector mask) =>
        HasAll(source.Length, index) ? TLanes.LoadUnsafe(ref MemoryMarshal.GetReference(source), (uint)index) : GatherWhere(source, index, 1, mask);

    /// <summary>Sets the elements from an index on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Span<TScalar> target, int index, TVector value)
    {
        if (!HasAll(target.Length, index)) ThrowIndexOutOfRange();
        TLanes.StoreUnsafe(value, ref MemoryMarshal.GetReference(target), (uint)index);
    }

    /// <summary>Sets the elements from an index on, for the first lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreFirst(Span<TScalar> target, int index, TVector value, int count)
    {
        if (count == TLanes.Count) Store(target, index, value);
        else StorePart(target, index, value, count);
    }

    /// <summary>Sets the elements from an index on, for the lanes of a mask.</summary>
    public static void StoreWhere(Span<TScalar> target, int index, TVector value, TVector mask) => Scatter(target, index, 1, value, mask);

    /// <summary>Adds to the elements from an index on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(Span<TScalar> target, int index, TVector value)
    {
        if (!HasAll(target.Length, index)) ThrowIndexOutOfRange();
        ref var start = ref MemoryMarshal.GetReference(target);
        TLanes.StoreUnsafe(TLanes.Add(TLanes.LoadUnsafe(ref start, (uint)index), value), ref start, (uint)index);
    }

    /// <summary>Adds to the elements from an index on, for the first lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddFirst(Span<TScalar> target, int index, TVector value, int count)
    {
        if (count == TLanes.Count) Add(target, index, value);
        else StorePart(target, index, TLanes.Add(LoadFirst(target, index, count), value), count);
    }

    /// <summary>Adds to the elements from an index on, for the lanes of a mask.</summary>
    public static void AddWhere(Span<TScalar> target, int index, TVector value, TVector mask) => ScatterAdd(target, index, 1, value, mask);

    /// <summary>Adds to a vector among others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddVector(Span<TVector> target, int index, TVector value) => target[index] = TLanes.Add(target[index], value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasAll(int length, int index) => (ulong)(uint)index + (uint)TLanes.Count <= (uint)length;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TVector LoadPart(ReadOnlySpan<TScalar> source, int index, int count)
    {
        var part = default(TVector);
        if ((ulong)(uint)index + (uint)count > (uint)source.Length || (uint)count > (uint)TLanes.Count) ThrowIndexOutOfRange();
        source.Slice(index, count).CopyTo(Lanes(ref part));
        return part;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void StorePart(Span<TScalar> target, int index, TVector value, int count)
    {
        if ((ulong)(uint)index + (uint)count > (uint)target.Length) ThrowIndexOutOfRange();
        Lanes(ref value)[..count].CopyTo(target[index..]);
    }

    // The lanes of a vector in memory.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Span<TScalar> Lanes(ref TVector vector) => MemoryMarshal.CreateSpan(ref Unsafe.As<TVector, TScalar>(ref vector), TLanes.Count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TScalar Number(int value) => typeof(TScalar) == typeof(double) ? (TScalar)(object)(double)value : (TScalar)(object)(float)value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Integer(TScalar value) => typeof(TScalar) == typeof(double) ? (int)(double)(object)value : (int)(float)(object)value;

    private static void ThrowIndexOutOfRange() => throw new IndexOutOfRangeException();
}
