using System.IO.Compression;
using System.Text.Json;
using ExprGrad.GradBench.Protocol;

namespace ExprGrad.Benchmarks.GradBench.Programs;

/// <summary>The cases of GradBench that come with this program.</summary>
internal static class CaseFile
{
    /// <summary>The input of the first case of the module whose description ends so.</summary>
    public static T Input<T>(string module, string description)
        where T : notnull
    {
        using var stream = typeof(CaseFile).Assembly.GetManifestResourceStream($"{module}.jsonl.gz")!;
        using var reader = new StreamReader(new GZipStream(stream, CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            using var document = JsonDocument.Parse(line);
            if (document.RootElement.GetProperty("description").GetString()!.EndsWith(description, StringComparison.Ordinal))
                return Json.Read<T>(document.RootElement.GetProperty("input"));
        }

        throw new InvalidOperationException($"There is no case {description} of {module}.");
    }
}
