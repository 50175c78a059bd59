namespace DigitsSample.Tests;

public class CommandLineTests
{
    [Fact]
    public void Without_options_the_defaults_hold()
    {
        var (exitCode, options, errors) = Run();

        Assert.Equal((0, new Options(30, 1, "digits.html", Data: null), ""), (exitCode, options, errors));
    }

    [Fact]
    public void All_options_are_read()
    {
        var (exitCode, options, _) = Run("--epochs", "7", "--seed", "0", "--output", "page.html", "--data", "other.csv");

        Assert.Equal((0, new Options(7, 0, "page.html", "other.csv")), (exitCode, options));
    }

    [Theory]
    [InlineData("--speed")]
    [InlineData("digits.csv")]
    [InlineData("@options")]
    [InlineData("--epochs")]
    [InlineData("--epochs=0")]
    [InlineData("--epochs=10001")]
    [InlineData("--epochs=many")]
    [InlineData("--seed=-1")]
    [InlineData("--output=")]
    [InlineData("--epochs=1", "--epochs=2")]
    public void A_wrong_option_is_one_line_and_exit_code_2(params string[] args)
    {
        var (exitCode, options, errors) = Run(args);

        Assert.Equal((2, null), (exitCode, options));
        Assert.StartsWith("digits: ", errors);
        Assert.Equal(1, errors.Count(c => c == '\n'));
        Assert.EndsWith("\n", errors);
    }

    [Fact]
    public void So_is_input_that_turns_out_to_be_wrong_even_if_it_holds_line_ends()
    {
        var errors = new StringWriter { NewLine = "\n" };

        var exitCode = CommandLine.Run([], _ => throw new InputException("no\ngood"), TextWriter.Null, errors);

        Assert.Equal((2, "digits: no good\n"), (exitCode, errors.ToString()));
    }

    [Fact]
    public void Help_explains_the_options_and_runs_nothing()
    {
        var output = new StringWriter();

        var exitCode = CommandLine.Run(["--help"], _ => Assert.Fail("ran"), output, TextWriter.Null);

        Assert.Equal(0, exitCode);
        Assert.All(["--epochs", "--seed", "--output", "--data", "Ctrl+C"], word => Assert.Contains(word, output.ToString()));
    }

    private static (int ExitCode, Options? Options, string Errors) Run(params string[] args)
    {
        Options? options = null;
        var errors = new StringWriter { NewLine = "\n" };
        var exitCode = CommandLine.Run(args, chosen => options = chosen, TextWriter.Null, errors);
        return (exitCode, options, errors.ToString());
    }
}
