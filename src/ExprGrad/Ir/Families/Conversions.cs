using System.Collections.Concurrent;
using System.Linq.Expressions;

namespace ExprGrad.Ir.Families;

/// <summary>Numeric conversions, one primitive for each target type, checked and unchecked.</summary>
internal static class Conversions
{
    private static readonly Type[] Targets =
    [
        typeof(double), typeof(float), typeof(int), typeof(long), typeof(uint), typeof(ulong),
        typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(char),
    ];

    private static readonly ConversionPrimitive[] Unchecked = Array.ConvertAll(Targets, target => Make(target, isChecked: false));
    private static readonly ConversionPrimitive[] Checked = Array.ConvertAll(Targets, target => Make(target, isChecked: true));

    private static readonly ConcurrentDictionary<(Type Target, bool IsChecked), ConversionPrimitive> Enums = [];

    /// <summary>
    /// The conversion to a numeric type, or to an enum from its numbers. Overflow is impossible towards real types: there checked is
    /// unchecked.
    /// </summary>
    public static Primitive? Find(Type target, bool isChecked)
    {
        if (target.IsEnum) return Enums.GetOrAdd((target, isChecked), key => Make(key.Target, key.IsChecked));
        var index = Array.IndexOf(Targets, target);
        return index < 0 ? null : isChecked && !IsReal(target) ? Checked[index] : Unchecked[index];
    }

    public static Primitive[] Table() => [.. Unchecked, .. Checked.Where(conversion => !IsReal(conversion.Target))];

    private static bool IsReal(Type type) => type == typeof(double) || type == typeof(float);

    private static ConversionPrimitive Make(Type target, bool isChecked)
    {
        var name = (isChecked ? "checked_to_" : "to_") + target.Name.ToLowerInvariant();
        if (!IsReal(target)) return new ConversionPrimitive(name, target, isChecked) { IsTotal = !isChecked };

        // y = (real)x     dy/dx = 1
        return new ConversionPrimitive(name, target, isChecked) { Class = DerivativeClass.Elementwise, Rules = [new Formula(One)] };
    }

    private static Expression<Func<double, double, double>> One() => (x, y) => 1;
}
