namespace ExprGrad.Benchmarks.Comparison;

/// <summary>The files under <c>benchmarks/results</c>, in a folder for each CPU.</summary>
internal static class ResultsFolder
{
    public static void Write(string name, string text)
    {
        string folder = Path.Combine(Root(), "benchmarks", "results", Machine.Folder());
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, name);
        File.WriteAllText(path, text);
        Console.Error.WriteLine($"written: {path}");
    }

    /// <summary>The folder that holds the solution.</summary>
    /// <exception cref="DirectoryNotFoundException">The program runs outside of its repository.</exception>
    public static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ExprGrad.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds ExprGrad.sln.");
    }
}
