using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Readme;

/// <summary>The examples redirect the console, so nothing else runs beside them.</summary>
[CollectionDefinition(nameof(ReadmeTests), DisableParallelization = true)]
public sealed class ConsoleCollection;

[Collection(nameof(ReadmeTests))]
public sealed class ReadmeTests
{
    private static readonly string Readme = Repository.Read("README.md");

    [Fact]
    public void Every_example_compiles_and_gives_the_values_beside_it() =>
        Assert.EndsWith(" values in README.md hold.", ReadmeRun.Of(Readme), StringComparison.Ordinal);

    [Fact]
    public void The_consumer_of_the_package_runs_the_same_examples() => GoldenFile.Verify("tests/Consumer/Program.cs", ReadmeProgram.Of(Readme));

    [Fact]
    public void The_convention_for_examples_is_the_one_that_contributors_read() =>
        Assert.Equal("4 values in README.md hold.", ReadmeRun.Of(Repository.Read("CONTRIBUTING.md")));

    [Fact]
    public void The_command_that_tests_is_the_one_that_ci_runs()
    {
        var command = Assert.Single(Readme.Split('\n'), line => line.StartsWith("dotnet test", StringComparison.Ordinal));
        Assert.Contains(Repository.Read(".ci/run").Split('\n'), line => line.StartsWith($"{command} |", StringComparison.Ordinal));
    }
}
