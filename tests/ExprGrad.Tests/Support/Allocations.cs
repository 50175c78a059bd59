namespace ExprGrad.Tests.Support;

/// <summary>What a thread allocates.</summary>
internal static class Allocations
{
    private const int Rounds = 5;

    /// <summary>How many bytes a call takes.</summary>
    public static long Of(Action call)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        call();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>How many bytes a call takes after what is done before it, the least of some rounds: what it needs it needs in each.</summary>
    /// <inheritdoc cref="AssertNone" path="/remarks"/>
    public static long Of(Action before, Action call)
    {
        var least = long.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            before();
            least = Math.Min(least, Of(call));
        }

        return least;
    }

    /// <summary>Fails if calls still allocate when they have been made before.</summary>
    /// <remarks>
    /// One round without is enough: what needs memory needs it in each round. The runtime takes some now and then on whichever thread is there: where that is the first to come
    /// by a path and has it compiled, the table of literals and static fields may become too small, and its next part is an array of objects on the heap.
    /// </remarks>
    /// <param name="calls">Some calls, without anything of their own that allocates.</param>
    public static void AssertNone(Action calls)
    {
        var least = long.MaxValue;
        for (var round = 0; round < Rounds && least > 0; round++)
        {
            least = Math.Min(least, Of(calls));
        }

        Assert.True(least == 0, $"Calls that had been made before allocate {least} bytes in each of {Rounds} rounds.");
    }
}
