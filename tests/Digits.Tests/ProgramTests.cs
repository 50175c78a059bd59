using System.Text.RegularExpressions;

namespace DigitsSample.Tests;

/// <summary>The program as its user meets it.</summary>
public class ProgramTests
{
    [Fact]
    public void Where_output_is_redirected_plain_lines_tell_what_a_run_found_and_a_page_is_written()
    {
        using var sample = new SampleProcess("--epochs", "2");

        var (exitCode, output, errors) = sample.End();

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.DoesNotContain(output, c => char.IsControl(c) && c is not ('\r' or '\n'));
        Assert.Equal(2, Regex.Count(output, @"^epoch +[12]   train loss \d\.\d{4}   test accuracy 0\.\d{4}\r?$", RegexOptions.Multiline));
        Assert.DoesNotContain("Stopped.", output, StringComparison.Ordinal);
        ReportedRun.Check(output, "2 epochs", sample.Page);
    }

    [Theory]
    [InlineData("--speed", "1")]
    [InlineData("--epochs", "0")]
    [InlineData("--data", "missing.csv")]
    public void A_mistake_of_the_user_is_one_line_on_the_error_output_and_exit_code_2(params string[] args)
    {
        using var sample = new SampleProcess(args);

        var (exitCode, output, errors) = sample.End();

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Matches(@"\Adigits: [^\r\n]+\r?\n\z", errors);
        Assert.False(File.Exists(sample.Page));
    }
}
