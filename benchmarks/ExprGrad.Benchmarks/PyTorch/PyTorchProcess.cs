using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ExprGrad.Benchmarks.PyTorch;

/// <summary>What PyTorch computes for one program: an array for each parameter, row by row.</summary>
internal sealed record PyTorchAnswer(double Value, IReadOnlyList<double[]> Gradient);

/// <summary><c>programs.py</c>, running beside this program and asked through its standard input, so that both are measured in turns.</summary>
internal sealed class PyTorchProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_patienceAtEnd = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private PyTorchProcess(Process process)
    {
        _process = process;
        // Read all the time: a process whose error output is full waits.
        _errors = process.StandardError.ReadToEndAsync();
        Description = Read("started");
    }

    /// <summary>The versions of PyTorch and Python, and what they compute with.</summary>
    public string Description { get; }

    /// <exception cref="PyTorchMissingException">There is no such Python, or it has no PyTorch.</exception>
    /// <exception cref="PyTorchFailedException">The process ends without a word.</exception>
    public static PyTorchProcess Start(string python)
    {
        ProcessStartInfo start = new(python) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "programs.py"));

        // Without this, glibc may return the memory of each freed array to the system, depending on what ran before; factorization then takes more than ten times as long.
        start.Environment.TryAdd("MALLOC_MMAP_THRESHOLD_", "33554432");
        start.Environment.TryAdd("MALLOC_TRIM_THRESHOLD_", "1073741824");
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new PyTorchMissingException($"{python} can't be started ({e.Message})");
        }

        PyTorchProcess running = new(process);
        if (!running.Description.StartsWith("missing ", StringComparison.Ordinal)) return running;
        running.Dispose();
        throw new PyTorchMissingException($"{python} has no PyTorch ({running.Description["missing ".Length..]})");
    }

    /// <summary>Value and gradient of a program.</summary>
    /// <exception cref="PyTorchFailedException">There is no answer.</exception>
    public PyTorchAnswer Check(string program)
    {
        var words = Ask($"check {program}").Split(' ');
        return new(
            double.Parse(words[0], CultureInfo.InvariantCulture),
            [.. words.Skip(1).Select(word => MemoryMarshal.Cast<byte, double>(Convert.FromBase64String(word)).ToArray())]);
    }

    /// <summary>How long so many values and gradients take.</summary>
    /// <exception cref="PyTorchFailedException">There is no answer.</exception>
    public double Nanoseconds(string program, int count) => double.Parse(Ask($"run {program} {count}"), CultureInfo.InvariantCulture);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(s_patienceAtEnd)) _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private string Ask(string question)
    {
        try
        {
            _process.StandardInput.WriteLine(question);
            _process.StandardInput.Flush();
        }
        catch (IOException)
        {
            // It has ended; reading tells why.
        }

        return Read($"asked to {question}");
    }

    private string Read(string when)
    {
        var line = _process.StandardOutput.ReadLineAsync();
        if (!line.Wait(s_patience)) throw Failure($"said nothing for {s_patience.TotalSeconds} s after it was {when}");
        return line.Result ?? throw Failure($"ended after it was {when}");
    }

    // Its own words are the rest of the message.
    private PyTorchFailedException Failure(string what)
    {
        var hasEnded = _process.WaitForExit(TimeSpan.FromSeconds(1));
        if (!hasEnded) _process.Kill(entireProcessTree: true);
        var code = hasEnded ? $" (exit code {_process.ExitCode})" : "";
        var errors = _errors.Wait(s_patienceAtEnd) ? _errors.Result.TrimEnd() : "";
        return new($"PyTorch's process {what}{code}{(errors.Length > 0 ? $":\n{errors}" : "; its error output is empty.")}");
    }
}

/// <summary>There is no PyTorch to compare with.</summary>
internal sealed class PyTorchMissingException(string message) : Exception(message);

/// <summary>PyTorch's process has no answer; the message ends with its error output.</summary>
internal sealed class PyTorchFailedException(string message) : Exception(message);
