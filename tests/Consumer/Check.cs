using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

/// <summary>Holds the README's examples to the values written beside them; CONTRIBUTING.md tells the convention.</summary>
internal static class Check
{
    // Not source-generated: the tests compile this file as it stands, without generators.
    private static readonly Regex Number = new(
        @"(?<![\w.])-?\d+(\.\d+)?([eE][-+]?\d+)?(?![\w.])",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(10));

    private static readonly StringWriter Printed = new(CultureInfo.InvariantCulture);
    private static readonly TextWriter Screen = Console.Out;
    private static int count;

    /// <summary>From here on what the examples print is kept, to be compared.</summary>
    public static void Start()
    {
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        Console.SetOut(Printed);
    }

    /// <summary>Prints, for real again, how many comparisons were made.</summary>
    public static void Finish()
    {
        Console.SetOut(Screen);
        Console.WriteLine($"{count} values in README.md hold.");
    }

    /// <summary>Statement // prints expected</summary>
    public static void Prints(string expected, int line)
    {
        var last = Printed.ToString().ReplaceLineEndings("\n").TrimEnd('\n').Split('\n')[^1];
        Agree(expected, last, line);
    }

    /// <summary>Statement; // => expected</summary>
    public static void Value(string expected, object? actual, int line) => Agree(expected, Text(actual), line);

    /// <summary>Whether the texts are equal, numbers compared to the digits that are written: 0.73 stands for 0.725 to 0.735, 3 for 3 (within 1e-9).</summary>
    public static bool Agrees(string expected, string actual)
    {
        var (wanted, found) = (Number.Matches(expected), Number.Matches(actual));
        return Number.Replace(expected, "#") == Number.Replace(actual, "#")
            && wanted.Zip(found).All(pair => Near(pair.First.Value, double.Parse(pair.Second.Value, CultureInfo.InvariantCulture)));
    }

    /// <summary>The value as the README writes it: [1, 2] for sequences, (1, 2) for tuples, everything else as it prints itself.</summary>
    public static string Text(object? value) => value switch
    {
        null => "null",
        string text => text,
        ITuple tuple => $"({string.Join(", ", Enumerable.Range(0, tuple.Length).Select(i => Text(tuple[i])))})",
        Array { Rank: 1 } or IList => $"[{string.Join(", ", ((IEnumerable)value).Cast<object?>().Select(Text))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static bool Near(string expected, double actual)
    {
        var wanted = double.Parse(expected, CultureInfo.InvariantCulture);
        var point = expected.IndexOf('.', StringComparison.Ordinal);
        var exponent = expected.IndexOfAny(['e', 'E']) is >= 0 and var e ? e : expected.Length;
        var scale = exponent < expected.Length ? Math.Pow(10, int.Parse(expected[(exponent + 1)..], CultureInfo.InvariantCulture)) : 1;
        var tolerance = point < 0 ? 1e-9 * Math.Max(1, Math.Abs(wanted)) : 0.5 * Math.Pow(10, point + 1 - exponent) * scale;
        return Math.Abs(actual - wanted) <= tolerance * (1 + 1e-9);
    }

    private static void Agree(string expected, string actual, int line)
    {
        count++;
        if (!Agrees(expected, actual)) throw new InvalidOperationException($"README.md({line}): expected {expected}, was {actual}");
    }
}
