using System.Globalization;
using System.Text;

namespace ExprGrad.Benchmarks.Generation;

/// <summary>
/// Writes a formula's value and gradient as one would by hand: equal operations once, then the cotangent of each of them once, with signs carried along
/// rather than computed, and with the reciprocals of divisors, which the gradient divides by again.
/// </summary>
internal sealed class HandwrittenWriter(Func<int, string> name, int variables)
{
    private readonly StringBuilder _text = new();
    private string _type = "double";
    private bool _sharesReciprocals;
    private int _declared;
    private readonly List<Operation> _operations = [];
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _contributions = new(StringComparer.Ordinal);

    /// <summary>The statements of the value alone, each operation on <paramref name="type"/>; they end with its return.</summary>
    public string Value(Formula formula, string type)
    {
        _type = type;
        string value = Forward(formula);
        return $"{_text}        return {value};\n";
    }

    /// <summary>The statements of the value and the gradient.</summary>
    public string ValueAndGradient(Formula formula)
    {
        _sharesReciprocals = true;
        string value = Forward(formula);
        _text.Append('\n');
        Contribute(value, "1", negative: false);
        foreach (var operation in _operations.AsEnumerable().Reverse())
            Reverse(operation);
        for (int variable = 0; variable < variables; variable++)
            _text.Append(CultureInfo.InvariantCulture, $"        d{name(variable)} = {Sum(_contributions[name(variable)])};\n");
        return $"{_text}        return {value};\n";
    }

    private string Forward(Formula formula)
    {
        if (formula.Left is null)
            return name(formula.Variable);
        string left = Forward(formula.Left), right = Forward(formula.Right!);
        int before = _known.Count;
        string value = formula.Operator == '/' ? Quotient("v", left, right) : Keep("v", formula.Operator, left, right);
        if (_known.Count > before)
            _operations.Add(new Operation(value, formula.Operator, left, right));
        return value;
    }

    private void Reverse(Operation operation)
    {
        var (value, @operator, left, right) = operation;
        var contributions = _contributions[value];
        bool negative = contributions.TrueForAll(contribution => contribution[0] == '-');
        string bar = contributions is [var only] ? only[1..] : Declare("b", Sum(negative ? contributions.ConvertAll(contribution => $"+{contribution[1..]}") : contributions));
        switch (@operator)
        {
            case '+' or '-':
                Contribute(left, bar, negative);
                Contribute(right, bar, negative ^ @operator == '-');
                break;
            case '*':
                Contribute(left, Times(bar, right), negative);
                Contribute(right, Times(bar, left), negative);
                break;
            default:
                string scaled = Quotient("b", bar, right);
                Contribute(left, scaled, negative);
                Contribute(right, Times(scaled, value), !negative);
                break;
        }
    }

    private void Contribute(string to, string bar, bool negative)
    {
        if (!_contributions.TryGetValue(to, out var contributions))
            _contributions.Add(to, contributions = []);
        contributions.Add((negative ? "-" : "+") + bar);
    }

    private string Times(string bar, string factor) => bar == "1" ? factor : Keep("b", '*', bar, factor);

    private string Quotient(string prefix, string left, string right) =>
        _sharesReciprocals ? Keep(prefix, '*', left, Keep("r", '/', "1", right)) : Keep(prefix, '/', left, right);

    // An operation that was written before is not written again, b * a being a * b.
    private string Keep(string prefix, char @operator, string left, string right)
    {
        if (@operator is '+' or '*' && string.CompareOrdinal(left, right) > 0)
            (left, right) = (right, left);
        string text = $"{left} {@operator} {right}";
        if (!_known.TryGetValue(text, out string? known))
            _known.Add(text, known = Declare(prefix, text));
        return known;
    }

    private string Declare(string prefix, string text)
    {
        string variable = $"{prefix}{++_declared}";
        _text.Append(CultureInfo.InvariantCulture, $"        {_type} {variable} = {text};\n");
        return variable;
    }

    private static string Sum(List<string> contributions)
    {
        // A positive one first, if there is one; equal ones as a multiple.
        var sum = new StringBuilder();
        foreach (var group in contributions.GroupBy(contribution => contribution, StringComparer.Ordinal).OrderBy(group => group.Key[0] == '-'))
        {
            string sign = sum.Length > 0 ? $" {group.Key[0]} " : group.Key[0] == '-' ? "-" : "";
            string multiple = group.Count() > 1 ? $"{group.Count()} * " : "";
            sum.Append(CultureInfo.InvariantCulture, $"{sign}{multiple}{group.Key[1..]}");
        }

        return sum.ToString();
    }

    private sealed record Operation(string Value, char Operator, string Left, string Right);
}
