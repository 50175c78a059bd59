using ExprGrad.Benchmarks.Comparison;
using ExprGrad.Benchmarks.GradBench.Programs;
using ExprGrad.Benchmarks.Programs;

namespace ExprGrad.Benchmarks.GradBench;

/// <summary>Measures the programs of GradBench; prints the table.</summary>
internal static class GradBenchVerb
{
    private const string Explanation =
        "Times of one call, medians of interleaved rounds. primal: plain scalar C# by hand. gradient: value and gradient, compiled, one thread. tape: the lambda on the tape.\n"
        + "bytes: allocated by ten gradients. compile: the call of Grad to the end of the first invocation, less a later one; the first compilation of the process pays for the JIT's work on the engine. ~: extrapolated from a smaller size.\n";

    /// <summary>The exit code: 1 if a result is wrong. A bar that is missed is printed, but is no error.</summary>
    public static int Run(string? json, IReadOnlyList<string> programs)
    {
        List<GradBenchRow> rows = [];
        var wrong = 0;
        foreach (var entry in GradBenchSuite.All.Where(entry => programs.Count == 0 || programs.Contains(entry.Name, StringComparer.Ordinal)))
        {
            var program = entry.Create();
            Console.Error.WriteLine($"measuring {program.Name} {program.Size}");
            try
            {
                rows.Add(GradBenchMeasurement.Run(program, MeasurementOptions.Default) with { IsFirst = rows.Count == 0 });
            }
            catch (WrongResultException e)
            {
                wrong++;
                Console.Error.WriteLine(e.Message);
            }
        }

        Console.WriteLine($"{Explanation}\n{GradBenchTable.Of(rows)}");
        Console.WriteLine(wrong > 0 ? $"{wrong} programs are wrong" : $"all results agree; bars missed: {GradBenchTable.Missed(rows)}");
        if (json is not null) File.WriteAllText(json, RowFile.Text(rows));
        return wrong > 0 ? 1 : 0;
    }
}
