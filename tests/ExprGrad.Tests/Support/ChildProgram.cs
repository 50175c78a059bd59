using System.Diagnostics;
using Microsoft.CodeAnalysis;

namespace ExprGrad.Tests.Support;

/// <summary>Runs a small program on the library in a process of its own: for runtime switches, and for what would take this process down.</summary>
internal static class ChildProgram
{
    /// <summary>The exit code and everything printed by <paramref name="code"/> (top-level statements), under the given runtime switches.</summary>
    public static (int ExitCode, string Output) Run(string code, params (string Name, string Value)[] runtimeSwitches)
    {
        var folder = Directory.CreateTempSubdirectory("exprgrad-");
        try
        {
            using (var image = CSharpCode.Emit(OutputKind.ConsoleApplication, [CSharpCode.Parse("Program.cs", code)]))
            {
                File.WriteAllBytes(Path.Combine(folder.FullName, "Program.dll"), image.ToArray());
            }

            foreach (var library in new[] { "ExprGrad.dll", "MathNet.Numerics.dll", "System.Numerics.Tensors.dll" })
            {
                File.Copy(Path.Combine(AppContext.BaseDirectory, library), Path.Combine(folder.FullName, library));
            }

            var switches = string.Join(", ", runtimeSwitches.Select(s => $"\"{s.Name}\": {s.Value}"));
            File.WriteAllText(
                Path.Combine(folder.FullName, "Program.runtimeconfig.json"),
                $$"""
                { "runtimeOptions": {
                    "framework": { "name": "Microsoft.NETCore.App", "version": "{{Environment.Version}}" },
                    "configProperties": { {{switches}} } } }
                """);
            return Run("exec", Path.Combine(folder.FullName, "Program.dll"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static (int ExitCode, string Output) Run(params string[] arguments)
    {
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(host, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.GetAwaiter().GetResult());
    }
}
