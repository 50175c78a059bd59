using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ExprGrad.Runtime.Vectors;

// Multiples of rows added to a vector.
internal static partial class RowProducts<TVector, TScalar, TLanes>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddMultiples<TRows>(Span<TScalar> target, TRows rows, ReadOnlySpan<TScalar> factors)
        where TRows : struct, IRowSource<TScalar>, allows ref struct
    {
        var (row, last) = (0, target.Length - TLanes.Count);
        if (last < 0)
        {
            AddFew(target, rows, factors);
            return;
        }

        ref var first = ref MemoryMarshal.GetReference(target);

        // The last columns stay in registers: to read what was just written at another place takes long.
        var hasRest = target.Length % TLanes.Count != 0;
        var (rest, other) = (TLanes.Create(default), TLanes.Create(default));
        for (; row <= factors.Length - Group; row += Group)
        {
            ref var row0 = ref rows.Row(row);
            ref var row1 = ref rows.Row(row + 1);
            ref var row2 = ref rows.Row(row + 2);
            ref var row3 = ref rows.Row(row + 3);
            var (f0, f1, f2, f3) = (TLanes.Create(factors[row]), TLanes.Create(factors[row + 1]), TLanes.Create(factors[row + 2]), TLanes.Create(factors[row + 3]));
            for (var column = 0; column <= last; column += TLanes.Count)
            {
                var sum = TLanes.MultiplyAddEstimate(f2, At(ref row2, column), TLanes.MultiplyAddEstimate(f0, At(ref row0, column), At(ref first, column)));
                var next = TLanes.MultiplyAddEstimate(f3, At(ref row3, column), TLanes.Multiply(f1, At(ref row1, column)));
                TLanes.StoreUnsafe(TLanes.Add(sum, next), ref first, (nuint)column);
            }

            if (!hasRest) continue;
            rest = TLanes.MultiplyAddEstimate(f2, At(ref row2, last), TLanes.MultiplyAddEstimate(f0, At(ref row0, last), rest));
            other = TLanes.MultiplyAddEstimate(f3, At(ref row3, last), TLanes.MultiplyAddEstimate(f1, At(ref row1, last), other));
        }

        if (hasRest)
        {
            var before = At(ref first, last);
            TLanes.StoreUnsafe(TLanes.Select(LastLanes(target.Length % TLanes.Count), TLanes.Add(before, TLanes.Add(rest, other)), before), ref first, (nuint)last);
        }

        for (; row < factors.Length; row++) AddOne(target, ref rows.Row(row), factors[row]);
    }

    // Not TensorPrimitives.MultiplyAddEstimate, which stores long vectors past the caches.
    [MethodImpl(Callee.Optimised)]
    private static void AddOne(Span<TScalar> target, ref TScalar row, TScalar factor)
    {
        ref var first = ref MemoryMarshal.GetReference(target);
        var (f, column) = (TLanes.Create(factor), 0);
        for (; column <= target.Length - TLanes.Count; column += TLanes.Count)
            TLanes.StoreUnsafe(TLanes.MultiplyAddEstimate(f, At(ref row, column), At(ref first, column)), ref first, (nuint)column);
        ref var rest = ref Unsafe.Add(ref first, column);
        TLanes.StoreFirst(
            TLanes.MultiplyAddEstimate(f, TLanes.LoadFirst(in Unsafe.Add(ref row, column), target.Length - column), TLanes.LoadFirst(in rest, target.Length - column)), ref rest, target.Length - column);
    }

    // Rows shorter than a vector.
    [MethodImpl(Callee.Optimised)]
    private static void AddFew<TRows>(Span<TScalar> target, TRows rows, ReadOnlySpan<TScalar> factors)
        where TRows : struct, IRowSource<TScalar>, allows ref struct
    {
        ref var first = ref MemoryMarshal.GetReference(target);
        var (sum, next) = (TLanes.LoadFirst(in first, target.Length), TLanes.Create(default));
        for (var row = 0; row < factors.Length - 1; row += 2)
        {
            sum = TLanes.MultiplyAddEstimate(TLanes.Create(factors[row]), TLanes.LoadFirst(in rows.Row(row), target.Length), sum);
            next = TLanes.MultiplyAddEstimate(TLanes.Create(factors[row + 1]), TLanes.LoadFirst(in rows.Row(row + 1), target.Length), next);
        }

        if (factors.Length % 2 == 1) next = TLanes.MultiplyAddEstimate(TLanes.Create(factors[^1]), TLanes.LoadFirst(in rows.Row(factors.Length - 1), target.Length), next);
        TLanes.StoreFirst(TLanes.Add(sum, next), ref first, target.Length);
    }
}
