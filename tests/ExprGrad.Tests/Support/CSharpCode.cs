using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ExprGrad.Tests.Support;

/// <summary>C# texts parsed and compiled in the tests: the README's examples, the library's own sources.</summary>
internal static class CSharpCode
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.CSharp14, preprocessorSymbols: ["DEBUG"]);

    // What <ImplicitUsings>enable</ImplicitUsings> gives every project here.
    private static readonly SyntaxTree ImplicitUsings = Parse("ImplicitUsings.cs", string.Concat(
        new[] { "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks" }
            .Select(name => $"global using {name};\n")));

    public static SyntaxTree Parse(string path, string text) => CSharpSyntaxTree.ParseText(text, Options, path);

    /// <summary>Compiles against everything that this test process runs on, without the assemblies named in <paramref name="except"/>.</summary>
    public static CSharpCompilation Compile(OutputKind kind, IEnumerable<SyntaxTree> trees, params string[] except)
    {
        var assemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !except.Contains(Path.GetFileNameWithoutExtension(path)));
        return CSharpCompilation.Create(
            "CompiledInATest",
            [ImplicitUsings, .. trees],
            assemblies.Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>The compiled assembly; errors fail the test, each with its place.</summary>
    public static MemoryStream Emit(OutputKind kind, IEnumerable<SyntaxTree> trees, OptimizationLevel optimization = OptimizationLevel.Debug)
    {
        var image = new MemoryStream();
        var compilation = Compile(kind, trees);
        var result = compilation.WithOptions(compilation.Options.WithOptimizationLevel(optimization)).Emit(image);
        Assert.Empty(Errors(result.Diagnostics));
        image.Position = 0;
        return image;
    }

    public static string[] Errors(IEnumerable<Diagnostic> diagnostics) =>
        [.. diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString())];
}
