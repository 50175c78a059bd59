using System.Collections.Immutable;

namespace ExprGrad.Tests.Properties;

/// <summary>
/// All executors that random lambdas are run through; the first one's gradient is what the others and finite differences are compared with.
/// </summary>
internal static class Executors
{
    public static ImmutableArray<IExecutor> All { get; } =
    [
        new CompiledExecutor(FloatMode.Strict), new CompiledExecutor(FloatMode.Fast), new CompiledExecutor(FloatMode.Fast, vectorBits: 128),
        new CompiledExecutor(FloatMode.Strict, threads: 3), new CompiledExecutor(FloatMode.Fast, threads: 2), new CompiledExecutor(FloatMode.Fast, vectorBits: 128, threads: 8),
        new CompiledExecutor(FloatMode.Strict, checkpoints: Checkpoints.Every(2)), new CompiledExecutor(FloatMode.Fast, checkpoints: Checkpoints.Within(0)),
        new CompiledExecutor(FloatMode.Strict, onTape: true),
        new GraphExecutor(), new ForwardExecutor(),
    ];
}
