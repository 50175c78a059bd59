using System.Globalization;
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
        AssertReported(output, "2 epochs", sample.Page);
    }

    [Fact]
    public void Interrupted_it_stops_reports_and_still_writes_the_page()
    {
        if (!OperatingSystem.IsLinux()) return; // elsewhere no signal stands for Ctrl+C in another process

        using var sample = new SampleProcess("--epochs", "1000");
        sample.WaitFor("epoch");
        sample.Interrupt();

        var (exitCode, output, errors) = sample.End();

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Matches(@"(?m)^Stopped\.$", output);
        AssertReported(output, @"\d+(\.\d+)? epochs?", sample.Page);
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

    private static void AssertReported(string output, string epochs, string page)
    {
        Assert.Matches($@"(?m)^Test accuracy   [01]\.\d{{4}} after {epochs}: \d+ of 359 images misread\r?$", output);
        Assert.Matches(@"(?m)^Compile time    \d+ ms from the lambda to its first gradient; once more, it took \d+ ms\r?$", output);
        Assert.Equal(1, Measured("compiled delegate").Ratio);
        Assert.All([Measured("tape"), Measured("finite differences")], other =>
            Assert.Equal(1, other.Milliseconds / Measured("compiled delegate").Milliseconds / other.Ratio, 0.02)); // three digits of each are printed

        Assert.EndsWith($"Page: {page}", output.TrimEnd(), StringComparison.Ordinal);
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.Equal([page], Directory.GetFileSystemEntries(Path.GetDirectoryName(page)!));

        (double Milliseconds, double Ratio) Measured(string method)
        {
            var line = Regex.Match(output, $@"(?m)^  {method} +(?<time>[\d,.]+) ms +(?<ratio>[\d,.]+) x(   gradient differs by \S+)?\r?$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);
            return (Number("time"), Number("ratio"));

            double Number(string group) => double.Parse(line.Groups[group].Value, NumberStyles.Number, CultureInfo.InvariantCulture);
        }
    }
}
