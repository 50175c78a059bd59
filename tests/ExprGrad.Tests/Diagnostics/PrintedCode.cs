using System.Reflection;
using ExprGrad.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace ExprGrad.Tests.Diagnostics;

/// <summary>Compiles printed C# back, so that tests can ask whether it means what it was printed from.</summary>
internal static class PrintedCode
{
    /// <summary>Compiles each text as a lambda of the type <typeparamref name="TDelegate"/>, all in one go.</summary>
    internal static TDelegate[] Compile<TDelegate>(IReadOnlyList<string> lambdas)
    {
        var type = CSharpNames.Of(typeof(TDelegate));
        var code = $$"""
            using System;
            using System.Collections.Generic;
            using System.Linq;
            public static class Printed
            {
                public static {{type}}[] All() => new {{type}}[] {
                    {{string.Join(",\n", lambdas)}}
                };
            }
            """;
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create(
            "Printed", [CSharpSyntaxTree.ParseText(code)], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        var errors = result.Diagnostics.Where(d => d.Severity == DiagnosticSeverity.Error).Take(5);
        Assert.True(result.Success, string.Join("\n\n", errors.Select(e => $"{e}\n{Around(code, e.Location)}")));
        return (TDelegate[])Assembly.Load(image.ToArray()).GetType("Printed")!.GetMethod("All")!.Invoke(null, null)!;
    }

    private static string Around(string code, Location place) =>
        string.Join('\n', code.Split('\n').Skip(place.GetLineSpan().StartLinePosition.Line - 4).Take(8));
}
