using System.Globalization;
using ExprGrad.Benchmarks.Comparison;

namespace ExprGrad.Benchmarks.Startup;

/// <summary>Runs the processes and collects their figures.</summary>
internal sealed class StartupTable
{
    public const int Processes = 5;
    private const double FirstGradientMs = 500;
    private const double SecondLambdaMs = 20;
    private const double LargestUnrolledMs = 5000;
    private const double GrowthOfCost = 1.5;
    private static readonly int[] s_operations = [1000, 10_000, 100_000];
    private readonly List<string[]> _rows = [];

    public bool Failed { get; private set; }

    public string Text => MarkdownTable.Of(["what", "TieredCompilation", "time", "compiling, per operation", "a gradient, per operation"], _rows);

    public void AddAll(bool tiered)
    {
        AddMedian("fresh process to first gradient", StartupChild.FirstGradient, tiered, result => result.Milliseconds, FirstGradientMs);
        AddMedian("lambda of 100 operations, after the first", StartupChild.SecondLambda, tiered, result => result.Figures[0], SecondLambdaMs);
        (double Compiling, double Gradient)? smallest = null;
        foreach (int operations in s_operations)
        {
            bool isLargest = operations == s_operations[^1];
            Add($"unrolled graph of {operations} operations", tiered, () =>
            {
                var result = FreshProcess.Run(StartupChild.Unrolled, operations, tiered);
                var (compiling, gradient) = (result.Figures[0] * 1e3 / operations, result.Figures[1] / operations);
                smallest ??= (compiling, gradient);
                double? bar = isLargest ? GrowthOfCost : null;
                return (Milliseconds(result.Figures[0], isLargest ? LargestUnrolledMs : null), Cost(compiling, "us", smallest.Value.Compiling, bar), Cost(gradient, "ns", smallest.Value.Gradient, bar));
            });
        }
    }

    private void AddMedian(string what, string task, bool tiered, Func<FreshProcess, double> figure, double bar) => Add(what, tiered, () =>
    {
        double[] sorted = [.. Enumerable.Range(0, Processes).Select(_ => figure(FreshProcess.Run(task, 0, tiered))).Order()];
        return (Milliseconds(sorted[Processes / 2], bar), "", "");
    });

    private static string Cost(double cost, string unit, double smallest, double? bar) =>
        Mark.AtMost(string.Create(CultureInfo.InvariantCulture, $"{cost:F2} {unit}, {cost / smallest:F2} x"), cost / smallest, bar);

    private void Add(string what, bool tiered, Func<(string Time, string Compiling, string Gradient)> measure)
    {
        string jit = tiered ? "true" : "false";
        Console.Error.WriteLine($"{what}, TieredCompilation={jit}");
        try
        {
            var (time, compiling, gradient) = measure();
            _rows.Add([what, jit, time, compiling, gradient]);
        }
        catch (FreshProcessException e)
        {
            Failed = true;
            _rows.Add([what, jit, Mark.Missed, "", e.Message]);
        }
    }

    private static string Milliseconds(double time, double? bar) => Mark.AtMost(string.Create(CultureInfo.InvariantCulture, $"{time:F1} ms"), time, bar);
}
