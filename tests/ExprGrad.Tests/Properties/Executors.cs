using System.Collections.Immutable;

namespace ExprGrad.Tests.Properties;

/// <summary>
/// All executors that random lambdas are run through; the first one's gradient is what the others and finite differences are compared with.
/// </summary>
internal static class Executors
{
    public static ImmutableArray<IExecutor> All { get; } =
    [
        new CompiledExecutor(FloatMode.Strict), new CompiledExecutor(FloatMode.Strict, threads: 3), .. InEachWidth(FloatMode.Strict, threads: 3),
        new CompiledExecutor(FloatMode.Fast), new CompiledExecutor(FloatMode.Fast, threads: 2), .. InEachWidth(FloatMode.Fast, threads: 8),
        new CompiledExecutor(FloatMode.Strict, checkpoints: Checkpoints.Every(2)), new CompiledExecutor(FloatMode.Fast, checkpoints: Checkpoints.Within(0)),
        .. Widths.Select(width => new CompiledExecutor(FloatMode.Strict, vectorBits: width, checkpoints: Checkpoints.Every(3))),
        .. Widths.Select(width => new CompiledExecutor(FloatMode.Fast, vectorBits: width, threads: 2, checkpoints: Checkpoints.Within(0))),
        new CompiledExecutor(FloatMode.Strict, onTape: true),
        new GraphExecutor(), new ForwardExecutor(),
    ];

    /// <summary>The widths of vectors, in bits, none of them included.</summary>
    public static ImmutableArray<int?> Widths => [0, 128, 256, 512];

    /// <summary>One of the widths, or null for the machine's, as a number has it.</summary>
    public static int? AnyWidth(ulong number) => (int)(number % (ulong)(Widths.Length + 1)) is var i && i < Widths.Length ? Widths[i] : null;

    private static IEnumerable<IExecutor> InEachWidth(FloatMode mode, int threads) =>
        Widths.SelectMany(width => new[] { new CompiledExecutor(mode, vectorBits: width), new CompiledExecutor(mode, vectorBits: width, threads: threads) });
}
