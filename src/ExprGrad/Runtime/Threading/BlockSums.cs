using System.Numerics;
using System.Numerics.Tensors;

namespace ExprGrad.Runtime.Threading;

/// <summary>Takes together what blocks have added up, each for itself, in the order of the blocks.</summary>
internal static class BlockSums
{
    /// <summary>A block's own array in place of a common one, with zeros.</summary>
    public static Span<T> Begin<T>(Workspace own, int slot, int length)
        where T : struct
    {
        var part = own.Span<T>(slot, length);
        part.Clear();
        return part;
    }

    /// <summary>Adds the arrays that blocks have made to the common one.</summary>
    public static void Add<T>(BlockCall call, int blocks, int slot, Span<T> sums)
        where T : struct, IAdditionOperators<T, T, T>, IAdditiveIdentity<T, T>
    {
        for (var block = 0; block < blocks; block++) TensorPrimitives.Add<T>(sums, call.Own(block).Kept<T>(slot, sums.Length), sums);
    }
}
