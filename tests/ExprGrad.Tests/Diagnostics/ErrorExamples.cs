using System.Reflection;
using ExprGrad.Tests.Support;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExprGrad.Tests.Diagnostics;

/// <summary>The code of all pages in <c>docs/errors</c>, compiled in one go: each program in a namespace of its own.</summary>
public sealed class ErrorExamples
{
    private static readonly SyntaxTree Usings = CSharpCode.Parse("Usings.cs", "global using ExprGrad;");

    private readonly Assembly _assembly;
    private readonly ILookup<string, string> _errors;

    /// <summary>Compiles the pages; a program with errors is left out, and fails when it is to be run.</summary>
    public ErrorExamples()
    {
        var pages = ErrorPage.Ids.Select(ErrorPage.Read);
        var programs = pages.SelectMany(Programs).ToList();
        _errors = CSharpCode.Compile(OutputKind.DynamicallyLinkedLibrary, [Usings, .. programs]).GetDiagnostics()
            .Where(d => d.Severity == DiagnosticSeverity.Error)
            .ToLookup(d => d.Location.SourceTree?.FilePath ?? "", d => d.ToString(), StringComparer.Ordinal);
        var compilable = programs.Where(p => !_errors.Contains(p.FilePath));
        using var image = CSharpCode.Emit(OutputKind.DynamicallyLinkedLibrary, [Usings, .. compilable]);
        _assembly = Assembly.Load(image.ToArray());
    }

    /// <summary>Runs a page's program, <c>EG1001.Example</c> or <c>EG1001.Instead</c>.</summary>
    public void Run(string name)
    {
        Assert.Empty(_errors[$"{name}.cs"]);
        var run = _assembly.GetType($"{name}.Program", throwOnError: true)!.GetMethod("Run")!;
        run.Invoke(null, BindingFlags.DoNotWrapExceptions, null, null, null);
    }

    private static SyntaxTree[] Programs(ErrorPage page) =>
        [InNamespace($"{page.Id}.Example", page.Example), InNamespace($"{page.Id}.Instead", page.Instead)];

    // A file of top-level statements: usings, statements, types.
    private static SyntaxTree InNamespace(string name, string code)
    {
        var unit = (CompilationUnitSyntax)CSharpCode.Parse(name, code).GetRoot();
        return CSharpCode.Parse($"{name}.cs", $$"""
            namespace {{name}}
            {
                {{unit.Usings.ToFullString()}}
                public static class Program
                {
                    public static void Run()
                    {
                        {{string.Concat(unit.Members.OfType<GlobalStatementSyntax>().Select(m => m.ToFullString()))}}
                    }
                }

                {{string.Concat(unit.Members.Where(m => m is not GlobalStatementSyntax).Select(m => m.ToFullString()))}}
            }
            """);
    }
}
