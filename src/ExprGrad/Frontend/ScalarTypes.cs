namespace ExprGrad.Frontend;

/// <summary>The types that a node computes with: real numbers, integers, characters, booleans, enums.</summary>
internal static class ScalarTypes
{
    public static bool Contains(Type type) => type.IsEnum || Type.GetTypeCode(type) is >= TypeCode.Boolean and <= TypeCode.Double;

    public static bool IsReal(Type type) => type == typeof(double) || type == typeof(float);

    public static bool IsInteger(Type type) => !type.IsEnum && Type.GetTypeCode(type) is >= TypeCode.Char and <= TypeCode.UInt64;
}
