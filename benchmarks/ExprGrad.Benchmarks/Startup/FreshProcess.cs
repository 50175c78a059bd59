using System.Diagnostics;
using System.Globalization;

namespace ExprGrad.Benchmarks.Startup;

/// <summary>This program again, in a process of its own: milliseconds from its start to the line that it prints, and the figures on that line.</summary>
internal sealed record FreshProcess(double Milliseconds, double[] Figures)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <exception cref="FreshProcessException">The process fails, or takes minutes.</exception>
    public static FreshProcess Run(string task, int operations, bool tiered)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(FreshProcess).Assembly.Location);
        foreach (string argument in new[] { "startup-child", task, operations.ToString(CultureInfo.InvariantCulture) })
            start.ArgumentList.Add(argument);
        start.Environment["DOTNET_TieredCompilation"] = tiered ? "1" : "0";

        long begin = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var line = process.StandardOutput.ReadLineAsync();
        if (!line.Wait(s_patience))
        {
            process.Kill();
            throw new FreshProcessException($"no result after {s_patience.TotalSeconds} s");
        }

        double milliseconds = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        process.WaitForExit();
        if (process.ExitCode != 0 || line.Result is not { } text)
            throw new FreshProcessException(errors.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault($"exit code {process.ExitCode}"));
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new FreshProcess(milliseconds, [.. words.Select(word => double.Parse(word, CultureInfo.InvariantCulture))]);
    }
}

/// <summary>A process has no result; the message is the first line of its error output.</summary>
internal sealed class FreshProcessException(string message) : Exception(message);
