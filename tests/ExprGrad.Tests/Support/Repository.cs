namespace ExprGrad.Tests.Support;

/// <summary>The checkout that these tests were built from.</summary>
internal static class Repository
{
    // Not [CallerFilePath]: builds in CI map source paths to "/_/".
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    public static string Read(string relative) => File.ReadAllText(PathOf(relative)).ReplaceLineEndings("\n");

    private static string Find(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ExprGrad.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above '{start}' holds ExprGrad.sln: the tests run from a checkout.");
    }
}
