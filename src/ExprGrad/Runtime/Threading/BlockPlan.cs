using System.Numerics;

namespace ExprGrad.Runtime.Threading;

/// <summary>Into how many blocks the iterations of a loop are cut. It follows from extents alone, never from the number of threads.</summary>
internal static class BlockPlan
{
    /// <summary>More blocks would serve no machine any better.</summary>
    public const int MostBlocks = 64;

    // What it takes a block to clear an element of an array of its own, a number in each lane, and to add it to the common one, in additions; and the part of the work that it may be.
    private const double ElementCost = 20;
    private const double ElementShare = 0.125;

    /// <summary>The number of iterations in a block.</summary>
    /// <param name="extent">The iterations of the loop.</param>
    /// <param name="work">What an iteration takes, in additions.</param>
    /// <param name="elements">How many elements the arrays have of which each block makes one of its own.</param>
    /// <param name="smallest">What a block takes at least, in additions; 0 for any number of iterations.</param>
    /// <param name="round">How many iterations run at once; blocks consist of such rounds, but for the last one, if they are large enough and need not be small.</param>
    /// <param name="lanes">How many iterations are in a vector; smaller blocks consist of these.</param>
    public static int Size(int extent, double work, double elements, double smallest, int round, int lanes)
    {
        var most = (double)Math.Min(extent, MostBlocks);
        if (smallest > 0)
        {
            most = Math.Min(most, extent * work / smallest);
            if (elements > 0) most = Math.Min(most, extent * work * ElementShare / (ElementCost * elements));
        }

        if (most < 2) return Math.Max(extent, 1);
        if (smallest == 0) return Up(extent, (int)most);

        // A power of two, which most numbers of threads divide.
        var size = Up(extent, 1 << BitOperations.Log2((uint)most));
        var multiple = size < round ? lanes : round;
        return (int)Math.Min((long)Up(size, multiple) * multiple, extent);
    }

    /// <summary>The number of blocks of that size.</summary>
    public static int Count(int extent, int size) => extent > 0 ? Up(extent, size) : 0;

    /// <summary>The iterations of a loop, as a factor of its work.</summary>
    public static double Trips(int extent) => Math.Max(extent, 0);

    private static int Up(int number, int divisor) => ((number - 1) / divisor) + 1;
}
