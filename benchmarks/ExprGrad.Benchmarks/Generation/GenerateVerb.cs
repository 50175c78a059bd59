using ExprGrad.Benchmarks.Comparison;

namespace ExprGrad.Benchmarks.Generation;

/// <summary>Writes the generated source again.</summary>
internal static class GenerateVerb
{
    public static int Run()
    {
        string path = Path.Combine(ResultsFolder.Root(), "benchmarks", "ExprGrad.Benchmarks", "Programs", "RandomFormula.Generated.cs");
        File.WriteAllText(path, RandomFormulaFile.Text());
        Console.WriteLine($"written: {path}");
        return 0;
    }
}
