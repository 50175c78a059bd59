namespace ExprGrad.Frontend;

/// <summary>What kinds of sequence a type is.</summary>
internal static class SequenceTypes
{
    /// <summary>The element type of an array or of an IEnumerable, or null.</summary>
    public static Type? ElementType(Type type)
    {
        if (type.IsArray) return type.GetElementType();
        if (type == typeof(string)) return null;
        if (IsEnumerable(type)) return type.GetGenericArguments()[0];
        return Array.Find(type.GetInterfaces(), IsEnumerable)?.GetGenericArguments()[0];
    }

    private static bool IsEnumerable(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>);
}
