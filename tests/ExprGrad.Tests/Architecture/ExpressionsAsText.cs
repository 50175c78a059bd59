using System.Linq.Expressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ExprGrad.Tests.Architecture;

/// <summary>Finds expression trees that become text by interpolation or by + with a string.</summary>
/// <remarks>Their ToString recurses, and 100,000 terms overflow the stack. Calls that are written out are stopped by BannedSymbols.txt.</remarks>
internal static class ExpressionsAsText
{
    public static IEnumerable<string> In(CSharpCompilation sources)
    {
        var expression = sources.GetTypeByMetadataName(typeof(Expression).FullName!)!;
        return
            from tree in sources.SyntaxTrees
            let model = sources.GetSemanticModel(tree)
            from node in tree.GetRoot().DescendantNodes()
            from text in node switch
            {
                InterpolationSyntax hole => [hole.Expression],
                BinaryExpressionSyntax sum when model.GetTypeInfo(sum).Type?.SpecialType == SpecialType.System_String => [sum.Left, sum.Right],
                _ => Array.Empty<ExpressionSyntax>(),
            }
            where IsOrDerivesFrom(model.GetTypeInfo(text).Type, expression)
            select $"{tree.FilePath}({tree.GetLineSpan(text.Span).StartLinePosition.Line + 1}): {text}";
    }

    private static bool IsOrDerivesFrom(ITypeSymbol? type, ITypeSymbol ancestor)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (SymbolEqualityComparer.Default.Equals(type, ancestor)) return true;
        }

        return false;
    }
}
