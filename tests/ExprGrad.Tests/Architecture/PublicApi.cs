using System.Globalization;
using System.Text;
using ExprGrad.Tests.Support;
using Microsoft.CodeAnalysis;

namespace ExprGrad.Tests.Architecture;

/// <summary>Writes what a user of an assembly can see: every type with its members, a line each, sorted.</summary>
internal static class PublicApi
{
    private static readonly SymbolDisplayFormat Signature = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters
            | SymbolDisplayGenericsOptions.IncludeVariance
            | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        memberOptions: SymbolDisplayMemberOptions.IncludeAccessibility
            | SymbolDisplayMemberOptions.IncludeModifiers
            | SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeParameters
            | SymbolDisplayMemberOptions.IncludeConstantValue
            | SymbolDisplayMemberOptions.IncludeRef,
        delegateStyle: SymbolDisplayDelegateStyle.NameAndSignature,
        extensionMethodStyle: SymbolDisplayExtensionMethodStyle.StaticMethod,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType
            | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeDefaultValue
            | SymbolDisplayParameterOptions.IncludeParamsRefOut
            | SymbolDisplayParameterOptions.IncludeExtensionThis,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword | SymbolDisplayKindOptions.IncludeMemberKeyword,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
            | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    // The attributes that change what a caller may do.
    private static readonly string[] Attributes = ["Obsolete", "Experimental", "RequiresDynamicCode", "RequiresUnreferencedCode"];

    public static string Of(MetadataReference reference)
    {
        var compilation = CSharpCode.Compile(OutputKind.DynamicallyLinkedLibrary, [], except: "ExprGrad").AddReferences(reference);
        var assembly = (IAssemblySymbol)compilation.GetAssemblyOrModuleSymbol(reference)!;
        var text = new StringBuilder();
        foreach (var space in Types(assembly.GlobalNamespace).ToLookup(type => type.ContainingNamespace.ToDisplayString(), StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"namespace {space.Key}\n");
            foreach (var type in space.OrderBy(type => type.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat), StringComparer.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"\n{Heading(type)}\n");
                foreach (var member in Members(type).Order(StringComparer.Ordinal)) text.Append(CultureInfo.InvariantCulture, $"    {member}\n");
            }
        }

        return text.ToString();
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container) => container.GetMembers()
        .OfType<INamespaceOrTypeSymbol>()
        .Where(member => member is INamespaceSymbol || IsVisible(member))
        .OrderBy(member => member.Name, StringComparer.Ordinal)
        .SelectMany(member => member is INamedTypeSymbol type ? Types(type).Prepend(type) : Types(member));

    private static string Heading(INamedTypeSymbol type)
    {
        var name = type.ToDisplayString(Signature);
        var where = name.IndexOf(" where ", StringComparison.Ordinal);
        var parents = string.Join(", ", Parents(type).Select(parent => parent.ToDisplayString(Signature.WithKindOptions(SymbolDisplayKindOptions.None))));
        if (parents.Length > 0) name = name.Insert(where < 0 ? name.Length : where, $" : {parents}");
        var access = type.DeclaredAccessibility == Accessibility.Public ? "public " : "protected ";
        var modifier = type.TypeKind != TypeKind.Class ? "" : type.IsStatic ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "";
        return $"{Marks(type)}{access}{modifier}{name}";
    }

    private static IEnumerable<INamedTypeSymbol> Parents(INamedTypeSymbol type) => type.TypeKind switch
    {
        TypeKind.Delegate => [],
        TypeKind.Enum => type.EnumUnderlyingType is { SpecialType: not SpecialType.System_Int32 } underlying ? [underlying] : [],
        _ => new[] { type.TypeKind == TypeKind.Class ? type.BaseType : null }
            .OfType<INamedTypeSymbol>()
            .Where(parent => parent.SpecialType != SpecialType.System_Object)
            .Concat(type.Interfaces.OrderBy(face => face.ToDisplayString(), StringComparer.Ordinal)),
    };

    private static IEnumerable<string> Members(INamedTypeSymbol type) => type.TypeKind == TypeKind.Delegate ? [] : type.GetMembers()
        .Where(member => member is not INamedTypeSymbol && IsVisible(member) && !IsWrittenByTheCompiler(member))
        .Select(member => Marks(member) + member.ToDisplayString(Signature));

    private static string Marks(ISymbol symbol) => string.Concat(
        AttributeNames(symbol).Where(Attributes.Contains).Order(StringComparer.Ordinal).Select(name => $"[{name}] "));

    private static IEnumerable<string> AttributeNames(ISymbol symbol) => symbol.GetAttributes()
        .Select(attribute => attribute.AttributeClass!.Name.Replace("Attribute", "", StringComparison.Ordinal));

    private static bool IsVisible(ISymbol symbol) =>
        symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal;

    // Accessors stand with their property; equality, printing and copying of records go with the word record.
    private static bool IsWrittenByTheCompiler(ISymbol member) =>
        member.Name is "EqualityContract" or "value__"
        || (member is IMethodSymbol method && (method.AssociatedSymbol is not null || method.IsImplicitlyDeclared || HasMark(method, "CompilerGenerated")));

    private static bool HasMark(ISymbol symbol, string name) => AttributeNames(symbol).Contains(name, StringComparer.Ordinal);
}
