using System.Globalization;

namespace ExprGrad.Ir;

/// <summary>How types, literals and reductions are written in the printed graph.</summary>
internal static class GraphNotation
{
    public static string Type(Type type) => type switch
    {
        { IsArray: true } => ArrayType(type),
        { IsEnum: true } => type.Name,
        _ when type == typeof(double) => "f64",
        _ when type == typeof(float) => "f32",
        _ when type == typeof(int) => "i32",
        _ when type == typeof(long) => "i64",
        _ when type == typeof(short) => "i16",
        _ when type == typeof(sbyte) => "i8",
        _ when type == typeof(uint) => "u32",
        _ when type == typeof(ulong) => "u64",
        _ when type == typeof(ushort) => "u16",
        _ when type == typeof(byte) => "u8",
        _ when type == typeof(bool) => "bool",
        _ when type == typeof(char) => "char",
        _ when type == typeof(string) => "string",
        _ when type == typeof(void) => "void",
        _ => GenericType(type),
    };

    /// <summary>Real literals have a point, an exponent or a name; integers other than int name their type.</summary>
    public static string Literal(object value) => value switch
    {
        double x => Real(x.ToString("R", CultureInfo.InvariantCulture)),
        float x => Real(x.ToString("R", CultureInfo.InvariantCulture)) + "f",
        bool x => x ? "true" : "false",
        int x => x.ToString(CultureInfo.InvariantCulture),
        char x => $"char({(int)x})",
        string x => $"\"{x}\"",
        Enum x => $"{x.GetType().Name}({x:D})",
        IFormattable x => $"{Type(x.GetType())}({x.ToString(null, CultureInfo.InvariantCulture)})",
        _ => $"{Type(value.GetType())}(?)",
    };

    public static string Name(Reduce reduce) => reduce.IsFromFirst ? "sum_from_first" : Name(reduce.Kind);

    public static string Name(ReductionKind kind) => kind == ReductionKind.CheckedSum ? "checked_sum" : kind.ToString().ToLowerInvariant();

    private static string Real(string digits) => digits.AsSpan().ContainsAnyExcept("-0123456789") ? digits : digits + ".0";

    // Outermost dimensions first, as C# writes them: double[][,] is an array of matrices.
    private static string ArrayType(Type type)
    {
        var suffix = "";
        while (type.IsArray)
        {
            suffix += $"[{new string(',', type.GetArrayRank() - 1)}]";
            type = type.GetElementType()!;
        }

        return Type(type) + suffix;
    }

    private static string GenericType(Type type)
    {
        if (!type.IsGenericType) return type.Name;
        var name = type.Name.Split('`')[0];
        return $"{(name.StartsWith('<') ? "anonymous" : name)}<{string.Join(", ", type.GetGenericArguments().Select(Type))}>";
    }
}
