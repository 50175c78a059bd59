using System.Diagnostics;
using System.Globalization;

namespace ExprGrad.TapeBenchmark;

/// <summary>What ADOL-C answers for one program.</summary>
internal sealed record AdolcAnswer(double RecordingNs, double ReplayingNs, double Value, double[] Gradient);

/// <summary>The program of ../AdolC, running beside this one and asked through its standard input, so that both are measured in turns.</summary>
internal sealed class AdolcProcess : IDisposable
{
    private readonly Process process;

    public AdolcProcess(string path)
    {
        var start = new ProcessStartInfo(path) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        process = Process.Start(start) ?? throw new InvalidOperationException($"{path} did not start.");
    }

    public AdolcAnswer Ask(string program, int repetitions)
    {
        process.StandardInput.WriteLine($"{program} {repetitions}");
        process.StandardInput.Flush();
        string line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"ADOL-C's program ended when asked for {program}.");
        double[] numbers = [.. line.Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        return new AdolcAnswer(numbers[0], numbers[1], numbers[2], numbers[3..]);
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
