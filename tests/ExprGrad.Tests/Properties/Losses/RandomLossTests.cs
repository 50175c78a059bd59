using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Properties.Losses;

/// <summary>Random losses over arrays longer than vectors, compiled in several ways, agree with C#, the tape and differences.</summary>
[Collection(nameof(OnAllProcessors))]
public sealed class RandomLossTests
{
    private const int Count = 200;
    private const int Rows = 60;
    private const ulong FirstSeed = 20_280_000;

    [Fact]
    public void All_ways_to_compile_agree()
    {
        var results = new (string? Problem, bool IsCompared)[Count];
        OnAllProcessors.For(Count, i => results[i] = LossCheck.Run(FirstSeed + (ulong)i));
        Assert.Empty(results.Select(result => result.Problem).OfType<string>());
        Assert.True(results.Count(result => !result.IsCompared) <= Count / 20, "too few losses are compared in full");
    }

    [Fact]
    public void Jacobians_of_rows_are_their_differences()
    {
        var problems = new string?[Rows];
        var compared = new int[Rows];
        OnAllProcessors.For(Rows, i => problems[i] = LossJacobian.Problem(FirstSeed + (ulong)i, out compared[i]));
        Assert.Empty(problems.OfType<string>());
        Assert.True(compared.Count(elements => elements > 0) >= Rows * 9 / 10, "too few rows are compared");
    }
}
