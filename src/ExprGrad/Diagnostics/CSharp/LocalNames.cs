using System.Globalization;
using System.Linq.Expressions;
using System.Text;

namespace ExprGrad.Diagnostics.CSharp;

/// <summary>Gives each variable in scope a name of its own: its given one where that is free, the same one in each printing.</summary>
internal sealed class LocalNames
{
    private static readonly HashSet<string> Keywords = """
        abstract as base bool break byte case catch char checked class const continue decimal default delegate do double else
        enum event explicit extern false finally fixed float for foreach goto if implicit in int interface internal is lock long
        namespace new null object operator out override params private protected public readonly ref return sbyte sealed short
        sizeof stackalloc static string struct switch this throw true try typeof uint ulong unchecked unsafe ushort using
        virtual void volatile while
        """.Split((char[]?)null).ToHashSet(StringComparer.Ordinal);

    private readonly Dictionary<object, string> _names = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _nextSuffix = new(StringComparer.Ordinal);

    /// <summary>Gives a variable a name by the one that it has, which is taken if it is free.</summary>
    internal Func<string, string>? Rename { get; init; }

    /// <summary>Whether the names of variables are texts that stand as they are, equal or no identifiers though they may be.</summary>
    internal bool AreTexts { get; init; }

    /// <summary>The variable's name; one that nothing declares gets its name here, for good.</summary>
    internal string Of(ParameterExpression variable)
    {
        if (AreTexts) return variable.Name!;
        Declare(variable, "p");
        return _names[variable];
    }

    /// <summary>The label's name.</summary>
    internal string Of(LabelTarget label)
    {
        Declare(label, label.Name, "label");
        return _names[label];
    }

    /// <summary>Brings a variable into scope; false if it is in scope already.</summary>
    internal bool Declare(ParameterExpression variable, string prefix) =>
        Declare(variable, variable.Name is { } name && Rename is { } rename ? rename(name) : variable.Name, prefix);

    private bool Declare(object variable, string? givenName, string prefix)
    {
        if (_names.ContainsKey(variable)) return false;

        var (stem, separator) = string.IsNullOrEmpty(givenName) ? (prefix, "") : (Identifier(givenName), "_");
        var name = separator.Length == 0 ? Next(stem, separator) : stem;
        while (!_taken.Add(name)) name = Next(stem, separator);
        _names.Add(variable, name);
        return true;
    }

    /// <summary>Ends the scope of a variable.</summary>
    internal void Release(ParameterExpression variable)
    {
        if (_names.Remove(variable, out var name)) _taken.Remove(name);
    }

    /// <summary>The name as an identifier of C#: query syntax and hand-built trees use names that are none.</summary>
    internal static string Identifier(string name)
    {
        const string Transparent = "<>h__TransparentIdentifier";
        if (name.StartsWith(Transparent, StringComparison.Ordinal)) return string.Concat("t", name.AsSpan(Transparent.Length));
        if (Keywords.Contains(name)) return $"@{name}";
        if (IsIdentifier(name)) return name;

        var text = new StringBuilder(name.Length);
        foreach (var c in name) text.Append(char.IsLetterOrDigit(c) ? c : '_');
        return char.IsDigit(text[0]) ? $"_{text}" : text.ToString();
    }

    private string Next(string prefix, string separator)
    {
        var suffix = _nextSuffix.GetValueOrDefault(prefix, separator.Length);
        _nextSuffix[prefix] = suffix + 1;
        return string.Create(CultureInfo.InvariantCulture, $"{prefix}{separator}{suffix}");
    }

    private static bool IsIdentifier(string name)
    {
        if (name.Length == 0 || !(char.IsLetter(name[0]) || name[0] == '_')) return false;
        foreach (var c in name)
        {
            if (!char.IsLetterOrDigit(c) && c != '_') return false;
        }

        return true;
    }
}
