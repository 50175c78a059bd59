using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Properties;

/// <summary>
/// Ten thousand random lambdas: the value is that of <c>lambda.Compile()</c>, the gradients of all executors and finite differences agree,
/// and everything that the language has occurs often enough for that to mean something. Two hundred more have arrays that are longer than rounds of vectors.
/// </summary>
[Collection(nameof(OnAllProcessors))]
public sealed class RandomLambdaTests(ITestOutputHelper output)
{
    private const int Count = 10_000;
    private const int Block = 1_000;
    private const int LongCount = 200;
    private const int LeastOccurrences = 100;
    private const ulong FirstSeed = 20_260_000;
    private const ulong FirstLongSeed = 20_300_000;

    private static readonly Lazy<RandomLambdaRun> run = new(Run);

    public static TheoryData<int> Blocks => [.. Enumerable.Range(0, Count / Block)];

    // The output of tests that pass is shown by few runners: what the lambdas held stands in a file beside the tests too.
    private static RandomLambdaRun Run()
    {
        var result = new RandomLambdaRun(FirstSeed, Count, Executors.All);
        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "random-lambdas.txt"), $"{result.DiscardText}\n{result.Coverage}");
        return result;
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void All_executors_agree(int block)
    {
        output.WriteLine($"seeds {FirstSeed + (ulong)(block * Block)} to {FirstSeed + (ulong)(block * Block) + Block - 1}");
        string? failures = run.Value.Failures(block * Block, Block);
        Assert.True(failures is null, failures);
    }

    [Fact]
    public void Everything_occurs_often()
    {
        output.WriteLine(run.Value.Coverage.ToString());
        Assert.Empty(run.Value.Coverage.Below(LeastOccurrences));
    }

    [Fact]
    public void Few_lambdas_are_discarded()
    {
        output.WriteLine(run.Value.DiscardText);
        Assert.True(run.Value.Discarded <= Count / 20, run.Value.DiscardText);
    }

    /// <summary>Of many numbers, so that differences are taken along one direction, and forward mode, which takes one after the other, is left out.</summary>
    [Fact]
    public void All_executors_agree_over_arrays_longer_than_rounds_of_vectors()
    {
        var longRun = new RandomLambdaRun(FirstLongSeed, LongCount, [.. Executors.All.Where(executor => executor is not ForwardExecutor)], areLong: true);
        output.WriteLine(longRun.DiscardText);
        string? failures = longRun.Failures(0, LongCount);
        Assert.True(failures is null, failures);
        Assert.True(longRun.Discarded <= LongCount / 10, longRun.DiscardText);
    }
}
