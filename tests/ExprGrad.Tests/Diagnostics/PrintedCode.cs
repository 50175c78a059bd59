using System.Reflection;
using ExprGrad.Diagnostics;
using ExprGrad.Tests.Support;
using Microsoft.CodeAnalysis;

namespace ExprGrad.Tests.Diagnostics;

/// <summary>Compiles printed C# back, so that tests can ask whether it means what it was printed from.</summary>
internal static class PrintedCode
{
    /// <summary>Compiles each text as a lambda of the type <typeparamref name="TDelegate"/>, all in one go.</summary>
    internal static TDelegate[] Compile<TDelegate>(IReadOnlyList<string> lambdas)
    {
        var type = CSharpNames.Of(typeof(TDelegate));
        var code = $$"""
            public static class Printed
            {
                public static {{type}}[] All() => new {{type}}[] {
                    {{string.Join(",\n", lambdas)}}
                };
            }
            """;
        using var image = CSharpCode.Emit(OutputKind.DynamicallyLinkedLibrary, [CSharpCode.Parse("Printed.cs", code)]);
        return (TDelegate[])Assembly.Load(image.ToArray()).GetType("Printed")!.GetMethod("All")!.Invoke(null, null)!;
    }
}
