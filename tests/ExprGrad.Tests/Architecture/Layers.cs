using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExprGrad.Tests.Architecture;

/// <summary>The order of the library's sources, from what everything may use to what nothing else uses.</summary>
/// <remarks>
/// The vocabulary is what the user's and the library's code both speak (functions for lambdas, options, attributes); it uses only itself. The facade, the other
/// files at top level, uses everything. A folder between them uses the vocabulary, itself and the folders before it.
/// </remarks>
internal static class Layers
{
    /// <summary>Files by folder and name up to the first dot: "Ad" stands for Ad.cs and Ad.Erf.cs.</summary>
    public static readonly string[] Vocabulary =
        ["Ad", "Checkpoints", "DerivativeAttribute", "DerivativeRule", "FloatMode", "GradientMode", "GradOptions", "MatrixKernel", "Compilation/DelegateCompilers", "Compilation/IDelegateCompiler"];

    public static readonly string[] Folders =
        ["Diagnostics", "Taping", "Ir", "Frontend", "Differentiation", "Rendering", "Simplification", "Scheduling", "Runtime", "Emission", "Compilation"];

    public static readonly string[] Facade = ["Grad", "GradientCheck", "FiniteDifference", "Tape"];

    /// <summary>The name of the layer that <paramref name="file"/> (relative to the project) belongs to, and its place in the order; null if it has none.</summary>
    public static (string Name, int Rank)? Of(string file)
    {
        var folder = Path.GetDirectoryName(file)!.Replace('\\', '/');
        var name = Path.GetFileName(file).Split('.')[0];
        if (Vocabulary.Contains(folder.Length == 0 ? name : $"{folder}/{name}", StringComparer.Ordinal)) return ("the vocabulary", 0);
        if (folder.Length == 0) return Facade.Contains(name, StringComparer.Ordinal) ? ("the facade", Folders.Length + 1) : null;
        var layer = folder.Split('/')[0];
        return Array.IndexOf(Folders, layer) is >= 0 and var index ? (layer, index + 1) : null;
    }

    /// <summary>Each reference from a file to a type or member of a later layer, as "file(line): ...".</summary>
    public static IEnumerable<string> Violations(CSharpCompilation sources)
    {
        var found =
            from tree in sources.SyntaxTrees
            let user = Of(tree.FilePath)
            where user is not null
            let model = sources.GetSemanticModel(tree)
            from node in tree.GetRoot().DescendantNodes()
            where node is ExpressionSyntax or ConstructorInitializerSyntax
            from file in DeclaredIn(model.GetSymbolInfo(node).Symbol)
            let used = Of(file)
            where used is not null && used.Value.Rank > user.Value.Rank
            let line = tree.GetLineSpan(node.Span).StartLinePosition.Line + 1
            select $"{tree.FilePath}({line}): {user.Value.Name} uses {file}, which is in {used.Value.Name}";
        return found.Distinct(StringComparer.Ordinal);
    }

    // A partial type counts as the earliest of its files; a member as the file that declares it.
    private static IEnumerable<string> DeclaredIn(ISymbol? symbol)
    {
        if (symbol is not (INamedTypeSymbol or IMethodSymbol or IFieldSymbol or IPropertySymbol or IEventSymbol)) return [];
        var declared = ((symbol as IMethodSymbol)?.ReducedFrom ?? symbol).OriginalDefinition;
        var files = declared.DeclaringSyntaxReferences.Select(reference => reference.SyntaxTree.FilePath).OrderBy(file => Of(file)?.Rank).Take(1).ToArray();
        return files.Length == 0 && declared is not INamedTypeSymbol ? DeclaredIn(declared.ContainingType) : files;
    }
}
