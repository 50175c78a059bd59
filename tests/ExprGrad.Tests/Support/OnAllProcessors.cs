namespace ExprGrad.Tests.Support;

/// <summary>
/// Tests that keep all processors busy by themselves. They run behind the others, one class after the other: more threads than processors would mostly wait for those that the executors start.
/// </summary>
[CollectionDefinition(nameof(OnAllProcessors), DisableParallelization = true)]
public sealed class OnAllProcessors
{
    /// <summary>Runs the body for each number, on as many threads as there are processors: by itself the pool adds threads for as long as it is busy.</summary>
    internal static void For(int count, Action<int> body) => Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, body);
}
