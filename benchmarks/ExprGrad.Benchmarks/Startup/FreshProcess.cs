using System.Diagnostics;
using System.Globalization;

namespace ExprGrad.Benchmarks.Startup;

/// <summary>This program again, in a process of its own.</summary>
internal static class FreshProcess
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    /// <summary>Milliseconds from the start to the line that the process prints, and the figures on it; null if it fails or takes minutes.</summary>
    public static (double Milliseconds, double[] Figures)? Run(string task, int operations, bool tiered)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(FreshProcess).Assembly.Location);
        foreach (string argument in new[] { "startup-child", task, operations.ToString(CultureInfo.InvariantCulture) })
            start.ArgumentList.Add(argument);
        start.Environment["DOTNET_TieredCompilation"] = tiered ? "1" : "0";

        long begin = Stopwatch.GetTimestamp();
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginErrorReadLine();
        var line = process.StandardOutput.ReadLineAsync();
        if (!line.Wait(s_patience))
        {
            process.Kill();
            return null;
        }

        double milliseconds = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        process.WaitForExit();
        if (process.ExitCode != 0 || line.Result is not { } text)
            return null;
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (milliseconds, [.. words.Select(word => double.Parse(word, CultureInfo.InvariantCulture))]);
    }
}
