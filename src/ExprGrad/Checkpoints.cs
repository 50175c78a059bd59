using System.Globalization;

namespace ExprGrad;

/// <summary>
/// Which states of a loop stay in memory until the reverse sweep needs them: <c>Aggregate</c>, <c>Ad.Iterate</c> and <c>Ad.Scan</c> hand a state from step to step, and their derivative walks all states back.
/// The states in between are computed again, a segment at a time, from the last one that was kept: each step runs once more. Under <see cref="FloatMode.Strict"/> steps give the same bits.
/// </summary>
/// <remarks>
/// <para>
/// <c>Ad.Scan</c> has checkpoints where its states are added up, or those behind the seed are read in order by loops over the same items: <c>Ad.Scan(seed, items, step).Sum(state => ...)</c>,
/// <c>Ad.Scan(seed, items, step).Skip(1).Zip(items, ...)</c>. Where they are read in another way, all of them are kept, in an array; <c>Ad.Recur</c> always keeps its array.
/// <see cref="CompilationReport.Checkpoints"/> tells.
/// </para>
/// <para>
/// Loops inside the steps of others are walked back within each step, and keep states of their own meanwhile. Results of calls that ExprGrad does not see into are kept for all steps.
/// Of states that hold arrays the cotangents take as much memory as the states.
/// Where a gradient's element is a sum over this loop and others, the parts may be added in another order than without checkpoints.
/// </para>
/// </remarks>
public sealed record Checkpoints
{
    private Checkpoints()
    {
    }

    internal int? Interval { get; private init; }

    internal long? Bytes { get; private init; }

    /// <summary>Keeps the states of every <paramref name="interval"/>-th step: of n steps n / interval states, and interval states at a time are computed again. 1 keeps all.</summary>
    /// <param name="interval">How many steps there are from one state that is kept to the next.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is less than 1.</exception>
    public static Checkpoints Every(int interval)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, 1);
        return new Checkpoints { Interval = interval };
    }

    /// <summary>
    /// All states of a loop if they fit into the memory, else as few as possible: of n steps each √n-th, with √n states at a time that are computed again, be that within the memory or not.
    /// </summary>
    /// <param name="bytes">The memory for the states of one run of a loop. Loops that run beside each other, in the lanes of vectors or on several threads, have it each.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public static Checkpoints Within(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        return new Checkpoints { Bytes = bytes };
    }

    /// <summary>The call that made it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Checkpoints.{(Interval is { } interval ? $"Every({interval})" : $"Within({Bytes})")}");
}
