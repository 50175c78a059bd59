using Microsoft.CodeAnalysis;

namespace ExprGrad.Tests.Architecture;

public sealed class ArchitectureTests(LibrarySources library) : IClassFixture<LibrarySources>
{
    private IEnumerable<string> Files => library.Compilation.SyntaxTrees.Select(tree => tree.FilePath).Where(file => file != "ImplicitUsings.cs");

    private IEnumerable<INamedTypeSymbol> Types => library.Compilation.GetSymbolsWithName(_ => true, SymbolFilter.Type)
        .OfType<INamedTypeSymbol>()
        .Where(type => type.ContainingType is null);

    [Fact]
    public void Every_file_has_a_place_in_the_order() => AssertNone(
        Files.Where(file => Layers.Of(file) is null),
        "These stand in a folder that the order does not know, or at top level without being listed as vocabulary or facade (Layers.cs)");

    [Fact]
    public void A_folder_uses_only_what_is_above_it() => AssertNone(Layers.Violations(library.Compilation), "A folder uses only those before it in Layers.cs");

    [Fact]
    public void Public_types_are_in_ExprGrad_and_internal_ones_in_their_folder() => AssertNone(
        from type in Types
        from file in type.DeclaringSyntaxReferences.Select(reference => reference.SyntaxTree.FilePath)
        let folder = Path.GetDirectoryName(file)!.Replace('\\', '/').Replace('/', '.')
        let expected = folder.Length == 0 || type.DeclaredAccessibility == Accessibility.Public ? "ExprGrad" : $"ExprGrad.{folder}"
        where type.ContainingNamespace.ToDisplayString() != expected
        select $"{file}: {type} should be in namespace {expected}",
        "All public types are in ExprGrad whatever their folder; a folder is a namespace for internals");

    [Fact]
    public void No_folder_is_named_like_a_type() => AssertNone(
        Types.Select(type => type.Name).Intersect(Layers.Folders, StringComparer.Ordinal),
        "A namespace named like a type breaks `using ExprGrad;`");

    [Fact]
    public void No_expression_becomes_text_implicitly() =>
        AssertNone(ExpressionsAsText.In(library.Compilation), "Print expressions with the iterative printer of Diagnostics");

    private static void AssertNone(IEnumerable<string> violations, string rule)
    {
        var found = violations.ToArray();
        if (found.Length > 0) Assert.Fail($"{rule}:\n  {string.Join("\n  ", found)}");
    }
}
