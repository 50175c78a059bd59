using ExprGrad.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ExprGrad.Tests.Architecture;

/// <summary>The sources of the library, compiled once for all tests that look into them. Paths are relative to the project.</summary>
public sealed class LibrarySources
{
    public LibrarySources()
    {
        var root = Repository.PathOf("src/ExprGrad");
        var files = Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("obj/", StringComparison.Ordinal) && !file.StartsWith("bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        Compilation = Compile([.. files.Select(file => (file, File.ReadAllText(Path.Combine(root, file))))]);
    }

    internal CSharpCompilation Compilation { get; }

    /// <summary>Fails if the sources don't compile: a reference that does not resolve is one that no rule sees.</summary>
    internal static CSharpCompilation Compile(params (string File, string Text)[] sources)
    {
        var compilation = CSharpCode.Compile(
            OutputKind.DynamicallyLinkedLibrary,
            sources.Select(source => CSharpCode.Parse(source.File, source.Text)),
            except: ["ExprGrad", "ExprGrad.Tests", "ExprGrad.FastExpressionCompiler"]);
        compilation = compilation.WithOptions(compilation.Options.WithAllowUnsafe(true));
        Assert.Empty(CSharpCode.Errors(compilation.GetDiagnostics(TestContext.Current.CancellationToken)));
        return compilation;
    }
}
