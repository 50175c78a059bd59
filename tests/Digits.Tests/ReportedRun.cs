using System.Globalization;
using System.Text.RegularExpressions;

namespace DigitsSample.Tests;

/// <summary>What a run reports at its end.</summary>
internal static class ReportedRun
{
    /// <summary>Checks the report, and that the page is all that was written.</summary>
    public static void Check(string output, string epochs, string page)
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
