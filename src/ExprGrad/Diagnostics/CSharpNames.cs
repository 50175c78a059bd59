namespace ExprGrad.Diagnostics;

/// <summary>The names that C# has for types.</summary>
internal static class CSharpNames
{
    /// <summary>The type as C# writes it: <c>double[]</c>, <c>(double, int)</c>, <c>List&lt;float&gt;</c>.</summary>
    internal static string Of(Type type) => type.Name;
}
