using System.Linq.Expressions;
using ExprGrad.Benchmarks.Programs;
using ExprGrad.Benchmarks.Sweep;

namespace ExprGrad.Benchmarks.Comparison;

/// <summary>What <c>compare</c> was asked for.</summary>
/// <param name="Json">Where the rows go; null for nowhere.</param>
/// <param name="Plot">Where the picture of the size sweep goes; null for nowhere.</param>
/// <param name="Save">Whether table, rows and picture go to <c>benchmarks/results</c>.</param>
/// <param name="Programs">The programs, by name; all, and the size sweep, if empty.</param>
internal sealed record CompareRequest(string? Json, string? Plot, bool Save, IReadOnlyList<string> Programs);

/// <summary>Measures all programs and the size sweep; prints the table.</summary>
internal static class CompareVerb
{
    private const string Explanation =
        "Times of one call, medians of interleaved rounds. Gradients include the value. tape: the better of a loss written by hand for the tape and of the lambda on the tape.\n"
        + "bytes: allocated by 1,000 gradients. compile: the call of Grad to the end of the first invocation. ~: extrapolated, not measured.\n";

    /// <summary>The exit code: 1 if a result is wrong. A bar that is missed is printed, but is no error.</summary>
    public static int Run(CompareRequest request)
    {
        var programs = Suite.All.Select(create => create()).Where(program => request.Programs.Count == 0 || request.Programs.Contains(program.Name, StringComparer.Ordinal)).ToList();

        Warm();
        var results = new Results();
        foreach (var program in programs)
            results.Add(program.Name, program.Size, () => new Measurement(program, MeasurementOptions.Default).Run(withFiniteDifferences: true));
        var sweep = request.Programs.Count == 0 || request.Plot is not null ? SizeSweep.Run(results) : [];

        string table = ComparisonTable.Of(results.Rows);
        string text = sweep.Count > 0 ? $"{Explanation}\n{table}\n{SizeSweep.Growth(sweep)}" : $"{Explanation}\n{table}";
        Console.WriteLine(text);
        Console.WriteLine(results.Wrong > 0 ? $"{results.Wrong} programs are wrong" : $"all results agree; bars missed: {ComparisonTable.Missed(results.Rows)}");

        if (request.Json is { } json)
            File.WriteAllText(json, RowFile.Text(results.Rows));
        if (request.Plot is { } plot)
            File.WriteAllText(plot, SweepPlot.Svg(sweep));
        if (request.Save)
            Save(results, sweep, text);
        return results.Wrong > 0 ? 1 : 0;
    }

    // The first compilation of a process pays for the JIT's work on the engine.
    private static void Warm()
    {
        Expression<Func<double[], double>> function = x => Enumerable.Range(0, x.Length).Sum(i => x[i] * Math.Exp(x[i]));
        Grad.Compile<VectorGradient>(function)([1], new double[1]);
    }

    private static void Save(Results results, IReadOnlyList<Row> sweep, string text)
    {
        string picture = sweep.Count > 0 ? "\n![Time of one gradient over the number of parameters](compare.svg)\n" : "";
        ResultsFolder.Write("compare.md", $"# Compared\n\n{Machine.Description()}\n{text}{picture}");
        ResultsFolder.Write("compare.json", RowFile.Text(results.Rows));
        if (sweep.Count > 0)
            ResultsFolder.Write("compare.svg", SweepPlot.Svg(sweep));
    }
}
