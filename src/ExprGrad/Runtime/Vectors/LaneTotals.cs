using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Vectors;

/// <summary>What lanes have found, taken together at the end of a loop.</summary>
internal static class LaneTotals<TVector, TScalar, TLanes>
    where TVector : struct
    where TScalar : unmanaged
    where TLanes : struct, ILanes<TVector, TScalar>
{
    /// <summary>Adds to a vector among others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddVector(Span<TVector> target, int index, TVector value)
    {
        ref var sum = ref target[index];
        sum = TLanes.Add(sum, value);
    }

    /// <summary>Adds to so many elements at equal distances the sums of the lanes of their vectors. Elements that nothing was added to are not touched: they may be those of another thread.</summary>
    [MethodImpl(Callee.Optimised)]
    public static void AddSums(Span<TScalar> target, int first, int stride, Span<TVector> sums)
    {
        var place = first;
        foreach (var sum in sums)
        {
            if (TLanes.Any(TLanes.NotEqual(sum, TLanes.Create(default))))
            {
                ref var element = ref target[place];
                element = TLanes.GetLane(TLanes.Add(TLanes.Create(element), TLanes.Create(TLanes.Sum(sum))), 0);
            }

            place += stride;
        }
    }

    /// <summary>The largest of the lanes and another value, in LINQ's order: any number before NaN.</summary>
    [MethodImpl(Callee.Optimised)]
    public static TScalar LargestOf(TVector lanes, TScalar other)
    {
        foreach (var lane in LaneValues.Of<TVector, TScalar>(ref lanes))
        {
            if (IsLess(other, lane) || (IsNaN(other) && !IsNaN(lane))) other = lane;
        }

        return other;
    }

    /// <summary>The smallest of the lanes and another value, in LINQ's order: NaN before any number.</summary>
    [MethodImpl(Callee.Optimised)]
    public static TScalar SmallestOf(TVector lanes, TScalar other)
    {
        foreach (var lane in LaneValues.Of<TVector, TScalar>(ref lanes))
        {
            if (IsLess(lane, other) || (IsNaN(lane) && !IsNaN(other))) other = lane;
        }

        return other;
    }

    /// <summary>Takes what each lane has found to be its largest value, at an index or at -1, into the largest so far; of equal ones the first.</summary>
    [MethodImpl(Callee.Optimised)]
    public static void TakeLargest(TVector values, TVector indices, ref TScalar best, ref int index) => Take(values, indices, ref best, ref index, isLargest: true);

    /// <summary>Takes what each lane has found to be its smallest value, at an index or at -1, into the smallest so far; of equal ones the first.</summary>
    [MethodImpl(Callee.Optimised)]
    public static void TakeSmallest(TVector values, TVector indices, ref TScalar best, ref int index) => Take(values, indices, ref best, ref index, isLargest: false);

    [MethodImpl(Callee.Optimised)]
    private static void Take(TVector values, TVector indices, ref TScalar best, ref int index, bool isLargest)
    {
        var lanes = LaneValues.Of<TVector, TScalar>(ref values);
        var found = LaneValues.Of<TVector, TScalar>(ref indices);
        for (var lane = 0; lane < lanes.Length; lane++)
        {
            var (value, place) = (lanes[lane], LaneValues.Integer(found[lane]));
            if (place < 0) continue;
            if (index < 0 || IsBetter(value, best, isLargest) || (place < index && !IsBetter(best, value, isLargest))) (best, index) = (value, place);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsBetter(TScalar value, TScalar best, bool isLargest) => isLargest
        ? IsLess(best, value) || (IsNaN(best) && !IsNaN(value))
        : IsLess(value, best) || (IsNaN(value) && !IsNaN(best));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsLess(TScalar a, TScalar b) => TLanes.Any(TLanes.LessThan(TLanes.Create(a), TLanes.Create(b)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsNaN(TScalar value) => TLanes.Any(TLanes.NotEqual(TLanes.Create(value), TLanes.Create(value)));
}
