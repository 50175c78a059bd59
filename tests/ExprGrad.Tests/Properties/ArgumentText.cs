using System.Collections;
using System.Globalization;
using System.Reflection;

namespace ExprGrad.Tests.Properties;

/// <summary>Arguments as text, for failure messages: every number in full.</summary>
internal static class ArgumentText
{
    public static string Of(object? value) => value switch
    {
        null => "null",
        double d => d.ToString("R", CultureInfo.InvariantCulture),
        float f => f.ToString("R", CultureInfo.InvariantCulture) + "f",
        char c => $"(char){(int)c}",
        string s => $"\"{s}\"",
        Array { Rank: 2 } matrix => Matrix(matrix),
        IEnumerable items => $"[{string.Join(", ", items.Cast<object?>().Select(Of))}]",
        IFormattable simple when value.GetType().IsPrimitive || value.GetType().IsEnum =>
            simple.ToString(null, CultureInfo.InvariantCulture),
        bool b => b ? "true" : "false",
        _ => Container(value),
    };

    private static string Matrix(Array matrix) => Of(Enumerable.Range(0, matrix.GetLength(0)).Select(i => Row(matrix, i)));

    private static object?[] Row(Array matrix, int i) => [.. Enumerable.Range(0, matrix.GetLength(1)).Select(j => matrix.GetValue(i, j))];

    private static string Container(object value)
    {
        var type = value.GetType();
        var members = type.GetFields(BindingFlags.Public | BindingFlags.Instance).Select(f => $"{f.Name} = {Of(f.GetValue(value))}")
            .Concat(type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0)
                .Select(p => $"{p.Name} = {Of(p.GetValue(value))}"));
        return $"{{ {string.Join(", ", members)} }}";
    }
}
