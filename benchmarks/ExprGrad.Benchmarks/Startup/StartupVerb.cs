using ExprGrad.Benchmarks.Comparison;

namespace ExprGrad.Benchmarks.Startup;

/// <summary>What compiling costs: in fresh processes, with the tiered JIT that programs have unless they say otherwise, and without.</summary>
internal static class StartupVerb
{
    /// <summary>The exit code: 1 if a process fails.</summary>
    public static int Run(bool save)
    {
        var table = new StartupTable();
        foreach (bool tiered in new[] { true, false })
            table.AddAll(tiered);

        string text = $"Medians of {StartupTable.Processes} processes; graphs: one process each, compilation with the first call, then the median of a call.\n\n{table.Text}";
        Console.WriteLine(text);
        if (save)
            ResultsFolder.Write("startup.md", $"# Startup\n\n{Machine.Description()}\n{text}");
        return table.Failed ? 1 : 0;
    }
}
