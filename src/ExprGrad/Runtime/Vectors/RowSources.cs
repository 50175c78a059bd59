using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExprGrad.Runtime.Vectors;

/// <summary>Rows of columns side by side.</summary>
internal interface IRowSource<TScalar>
    where TScalar : unmanaged
{
    /// <summary>The first of the columns of a row.</summary>
    ref TScalar Row(int number);
}

/// <summary>Rows at equal distances in one array; all of them have been checked to be there.</summary>
internal readonly ref struct RowsAtDistance<TScalar>(ref TScalar first, nint stride) : IRowSource<TScalar>
    where TScalar : unmanaged
{
    private readonly ref TScalar _first = ref first;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TScalar Row(int number) => ref Unsafe.Add(ref _first, number * stride);
}

/// <summary>Rows that are arrays of their own, every so many-th of them; the numbers of all of them have been checked, the length of each is when it is asked for.</summary>
internal readonly ref struct RowsOfArrays<TScalar>(ref TScalar[] first, nint stride, int columns) : IRowSource<TScalar>
    where TScalar : unmanaged
{
    private readonly ref TScalar[] _first = ref first;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref TScalar Row(int number)
    {
        var row = Unsafe.Add(ref _first, number * stride);
        if (row.Length < columns) VectorChecks.Refuse();
        return ref MemoryMarshal.GetArrayDataReference(row);
    }
}
