using System.Globalization;
using ExprGrad.Benchmarks.Comparison;

namespace ExprGrad.Benchmarks.Startup;

/// <summary>What compiling costs: in fresh processes, with the tiered JIT that programs have unless they say otherwise, and without.</summary>
internal static class StartupVerb
{
    private const int Processes = 5;
    private const double FirstGradientMs = 500;
    private const double SecondLambdaMs = 20;
    private const double LargestUnrolledMs = 5000;
    private const double GrowthOfCost = 1.5;
    private static readonly int[] s_operations = [1000, 10_000, 100_000];

    /// <summary>The exit code: 1 if a process fails.</summary>
    public static int Run(bool save)
    {
        List<string[]> rows = [];
        bool failed = false;
        foreach (bool tiered in new[] { true, false })
        {
            string jit = tiered ? "true" : "false";
            Add("fresh process to first gradient", "", Median(StartupChild.FirstGradient, tiered, result => result.Milliseconds), FirstGradientMs);
            Add("lambda of 100 operations, after the first", "", Median(StartupChild.SecondLambda, tiered, result => result.Figures[0]), SecondLambdaMs);
            double perOperation = double.NaN;
            foreach (int operations in s_operations)
            {
                bool isSmallest = operations == s_operations[0], isLargest = operations == s_operations[^1];
                Console.Error.WriteLine($"unrolled {operations}, TieredCompilation={jit}");
                var result = FreshProcess.Run(StartupChild.Unrolled, operations, tiered);
                double cost = (result?.Figures[1] ?? double.NaN) / operations;
                if (isSmallest)
                    perOperation = cost;
                string run = string.Create(CultureInfo.InvariantCulture, $"{cost:F2} ns");
                string growth = isSmallest ? "" : string.Create(CultureInfo.InvariantCulture, $", {cost / perOperation:F2} x");
                Add(
                    $"unrolled graph of {operations} operations",
                    Mark.AtMost(run + growth, cost / perOperation, isLargest ? GrowthOfCost : null),
                    result?.Figures[0],
                    isLargest ? LargestUnrolledMs : null);
            }

            void Add(string what, string cost, double? milliseconds, double? bar)
            {
                failed |= milliseconds is null;
                string time = milliseconds is { } number ? Mark.AtMost(string.Create(CultureInfo.InvariantCulture, $"{number:F1} ms"), number, bar) : "failed";
                rows.Add([what, jit, time, cost]);
            }
        }

        string table = MarkdownTable.Of(["what", "TieredCompilation", "time", "a gradient, per operation"], rows);
        Console.WriteLine(table);
        if (save)
            ResultsFolder.Write("startup.md", $"# Startup\n\n{Machine.Description()}\n{table}");
        return failed ? 1 : 0;
    }

    private static double? Median(string task, bool tiered, Func<(double Milliseconds, double[] Figures), double> figure)
    {
        Console.Error.WriteLine($"{task}, TieredCompilation={tiered}");
        var results = Enumerable.Range(0, Processes).Select(_ => FreshProcess.Run(task, 0, tiered)).ToList();
        if (!results.TrueForAll(result => result is not null))
            return null;
        double[] sorted = [.. results.Select(result => figure(result!.Value)).Order()];
        return sorted[Processes / 2];
    }
}
