namespace ExprGrad.Tests;

/// <summary>The checkout that the tests were built from: goldens and documentation are read where they are written.</summary>
internal static class SourceTree
{
    /// <summary>The folder of the solution. Not by [CallerFilePath]: deterministic builds replace the path.</summary>
    internal static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ExprGrad.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException($"{start} is in no checkout of the solution.");
    }
}
