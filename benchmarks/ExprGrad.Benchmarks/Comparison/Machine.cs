using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ExprGrad.Benchmarks.Comparison;

/// <summary>What the measurements were made on.</summary>
internal static class Machine
{
    public static string Cpu { get; } = ReadCpu();

    public static string Runtime => $"{RuntimeInformation.FrameworkDescription}, TieredCompilation={Tiered()}";

    /// <summary>A list in Markdown.</summary>
    public static string Description() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            - CPU: {Cpu}, {Environment.ProcessorCount} logical cores, vectors of {VectorBits()} bits
            - OS: {RuntimeInformation.OSDescription}, {RuntimeInformation.OSArchitecture}
            - Runtime: {Runtime}
            - Packages: {string.Join(", ", Packages().Select(package => $"{package.Name} {package.Version}"))}
            - Date: {DateTime.UtcNow:yyyy-MM-dd}{Load()}

            """);

    /// <summary>The name of the CPU as the name of a folder.</summary>
    public static string Folder()
    {
        string name = string.Concat(Cpu.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
        return string.Join('-', name.Split('-', StringSplitOptions.RemoveEmptyEntries));
    }

    // A busy machine is no place to measure, but its medians tell something; who reads them should know.
    private static string Load()
    {
        const string linux = "/proc/loadavg";
        return File.Exists(linux) ? $"\n- Load average over a minute, at the end: {File.ReadAllText(linux).Split(' ')[0]}" : "";
    }

    private static int VectorBits() => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128;

    private static string Tiered() =>
        Environment.GetEnvironmentVariable("DOTNET_TieredCompilation") switch
        {
            "0" => "false",
            null when AppContext.GetData("System.Runtime.TieredCompilation") is "false" or false => "false",
            _ => "true",
        };

    private static IEnumerable<(string Name, string Version)> Packages()
    {
        string[] names = ["ExprGrad", "MathNet.Numerics", "System.Numerics.Tensors", "BenchmarkDotNet"];
        foreach (string name in names)
        {
            string version = Assembly.Load(name).GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "?";
            yield return (name, version.Split('+')[0]);
        }
    }

    private static string ReadCpu()
    {
        const string linux = "/proc/cpuinfo";
        if (File.Exists(linux))
        {
            string? line = File.ReadLines(linux).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
            if (line is not null)
                return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }

        return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? $"{RuntimeInformation.ProcessArchitecture}";
    }
}
