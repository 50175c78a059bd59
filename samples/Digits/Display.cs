using Spectre.Console;

namespace DigitsSample;

/// <summary>What the terminal shows.</summary>
internal static class Display
{
    /// <summary>Shows training while it runs: a bar that grows or, where nobody can see it grow, a line for each epoch.</summary>
    /// <returns>All that was shown.</returns>
    public static IReadOnlyList<Progress> Follow(IEnumerable<Progress> training, int epochs)
    {
        var all = new List<Progress>();
        if (Console.IsOutputRedirected) ShowLines();
        else AnsiConsole.Progress().Columns(new ProgressBarColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }).Start(ShowBar);
        if (all[^1].Epoch < epochs) Console.WriteLine("Stopped.");
        return all;

        void ShowLines()
        {
            foreach (var progress in training)
            {
                all.Add(progress);
                Console.WriteLine(Describe(progress));
            }
        }

        void ShowBar(ProgressContext context)
        {
            var bar = context.AddTask("training", maxValue: epochs);
            foreach (var progress in training)
            {
                all.Add(progress);
                bar.Value = progress.Epoch;
                bar.Description = Describe(progress);
            }

            bar.StopTask();
        }
    }

    public static void AnnounceComparison() => Console.WriteLine("\nComparing three ways to the gradient. That takes some seconds.");

    public static void Write(Report report)
    {
        Console.WriteLine();
        Console.WriteLine($"Test accuracy   {report.TestAccuracy:0.0000} after {report.Epochs}: {report.Misread.Count} of {report.Digits.Test.Count} images misread");
        Console.WriteLine($"Compile time    {report.CompileTime.First.TotalMilliseconds:0} ms from the lambda to its first gradient; once more, it took {report.CompileTime.Again.TotalMilliseconds:0} ms");
        Console.WriteLine();
        Console.WriteLine($"Loss and gradient of {Network.Parameters:N0} parameters on {report.Batch}");
        Console.WriteLine($"({Comparison.Timing}):");
        Console.WriteLine();
        foreach (var (method, time, ratio, difference) in report.Comparison.Measurements)
        {
            var line = $"  {method,-20}{Report.ThreeDigits(time.TotalMilliseconds),9} ms {Report.ThreeDigits(ratio),9} x";
            Console.WriteLine(difference == 0 ? line : $"{line}   gradient differs by {difference:0e-0}");
        }

        Console.WriteLine();
    }

    private static string Describe(Progress progress) =>
        $"epoch {progress.Epoch,5:0.##}   train loss {progress.TrainLoss:0.0000}   test accuracy {progress.TestAccuracy:0.0000}";
}
