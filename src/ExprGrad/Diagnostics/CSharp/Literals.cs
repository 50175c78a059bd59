using System.Globalization;
using System.Text;

namespace ExprGrad.Diagnostics.CSharp;

/// <summary>Constants as C# literals that give the same value, and the same type, when compiled.</summary>
internal static class Literals
{
    /// <summary>The constant; objects without a literal are <c>value(T)</c>, text beyond <paramref name="maxLength"/> is cut.</summary>
    internal static Piece Of(object? value, int maxLength = int.MaxValue) => value switch
    {
        null => "null",
        bool b => b ? "true" : "false",
        double d => Name(d) is { } name ? name : Number(d, double.IsInteger(d) ? ".0" : ""),
        float f => Name(f) is { } name ? name : Number(f, "f"),
        decimal m => Number(m, "m"),
        int.MinValue => "int.MinValue",
        long.MinValue => "long.MinValue",
        int i => Number(i, ""),
        uint u => Number(u, "u"),
        long l => Number(l, "L"),
        ulong u => Number(u, "UL"),
        sbyte or byte or short or ushort => new Piece(Precedence.Unary, $"({CSharpNames.Of(value.GetType())}){value}"),
        char c => $"'{Escape(c, '\'')}'",
        string s => Text(s, maxLength),
        Enum e => OfEnum(e),
        Type t => $"typeof({CSharpNames.Of(t)})",
        _ => $"value({CSharpNames.Of(value.GetType())})",
    };

    private static string? Name(double value) => value switch
    {
        double.NaN => "double.NaN",
        double.PositiveInfinity => "double.PositiveInfinity",
        double.NegativeInfinity => "double.NegativeInfinity",
        double.MaxValue => "double.MaxValue",
        double.MinValue => "double.MinValue",
        double.Epsilon => "double.Epsilon",
        Math.PI => "Math.PI",
        Math.E => "Math.E",
        Math.Tau => "Math.Tau",
        _ => null,
    };

    private static string? Name(float value) => value switch
    {
        float.NaN => "float.NaN",
        float.PositiveInfinity => "float.PositiveInfinity",
        float.NegativeInfinity => "float.NegativeInfinity",
        float.MaxValue => "float.MaxValue",
        float.MinValue => "float.MinValue",
        float.Epsilon => "float.Epsilon",
        MathF.PI => "MathF.PI",
        MathF.E => "MathF.E",
        MathF.Tau => "MathF.Tau",
        _ => null,
    };

    private static Piece Number(IFormattable value, string suffix)
    {
        var digits = value.ToString(null, CultureInfo.InvariantCulture);
        // An exponent already makes the literal a double.
        if (suffix == ".0" && digits.Contains('E', StringComparison.Ordinal)) suffix = "";
        return new Piece(digits[0] == '-' ? Precedence.Sign : Precedence.Primary, digits + suffix);
    }

    private static Piece OfEnum(Enum value)
    {
        var type = value.GetType();
        var names = value.ToString().Split(", ");
        if (!char.IsLetter(names[0][0]) && names[0][0] != '_')
        {
            var digits = names[0][0] == '-' ? $"({names[0]})" : names[0];
            return new Piece(Precedence.Unary, $"({CSharpNames.Of(type)}){digits}");
        }

        var text = string.Join(" | ", names.Select(name => $"{CSharpNames.Of(type)}.{name}"));
        return new Piece(names.Length == 1 ? Precedence.Primary : Precedence.Or, text);
    }

    private static string Text(string value, int maxLength)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value.AsSpan(0, Math.Min(value.Length, maxLength))) text.Append(Escape(c, '"'));
        return text.Append('"').ToString();
    }

    private static string Escape(char c, char quote) => c switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\0' => "\\0",
        '\\' => "\\\\",
        _ when c == quote => $"\\{c}",
        _ when char.IsControl(c) || char.IsSurrogate(c) => $"\\u{(int)c:x4}",
        _ => c.ToString(),
    };
}
