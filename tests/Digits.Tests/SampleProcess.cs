using System.Diagnostics;

namespace DigitsSample.Tests;

/// <summary>The built sample in a process of its own, its output redirected, in an empty folder that is gone after the test.</summary>
internal sealed class SampleProcess : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("digits-");
    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly StringWriter _output = new() { NewLine = "\n" };

    public SampleProcess(params string[] args)
    {
        Page = Path.Combine(_folder.FullName, "page.html");
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        string[] command = [host, "exec", typeof(Training).Assembly.Location, .. args, "--output", Page];
        // A shell lets what it starts in the background ignore SIGINT, and so would this one's children.
        if (OperatingSystem.IsLinux()) command = ["env", "--default-signal=INT", .. command];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = _folder.FullName,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Where the page should be.</summary>
    public string Page { get; }

    /// <summary>Waits for a line of output that begins so.</summary>
    public void WaitFor(string beginning)
    {
        while (_process.StandardOutput.ReadLine() is { } line)
        {
            _output.WriteLine(line);
            if (line.StartsWith(beginning, StringComparison.Ordinal)) return;
        }

        Assert.Fail($"The sample ended without '{beginning}': {_output}{_errors.GetAwaiter().GetResult()}");
    }

    /// <summary>What Ctrl+C does on a terminal of Linux.</summary>
    public void Interrupt()
    {
        using var kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Waits for the end.</summary>
    public (int ExitCode, string Output, string Errors) End()
    {
        _output.Write(_process.StandardOutput.ReadToEnd());
        _process.WaitForExit();
        return (_process.ExitCode, _output.ToString(), _errors.GetAwaiter().GetResult());
    }

    public void Dispose()
    {
        // A test that failed may have left it running.
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
