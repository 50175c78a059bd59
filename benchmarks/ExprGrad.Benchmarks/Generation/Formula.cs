namespace ExprGrad.Benchmarks.Generation;

/// <summary>A variable (its number in <paramref name="Variable"/>), or an operation on two formulas.</summary>
internal sealed record Formula(char Operator, Formula? Left, Formula? Right, int Variable, double Value)
{
    public static Formula OfVariable(int variable, double value) => new(' ', null, null, variable, value);

    public static Formula Of(char @operator, Formula left, Formula right)
    {
        double value = @operator switch
        {
            '+' => left.Value + right.Value,
            '-' => left.Value - right.Value,
            '*' => left.Value * right.Value,
            _ => left.Value / right.Value,
        };
        return new Formula(@operator, left, right, -1, value);
    }

    /// <summary>C#, with no more parentheses than it takes; an operation a line where <paramref name="depth"/> is small.</summary>
    public string Text(Func<int, string> name)
    {
        if (Left is null)
            return name(Variable);
        string left = Left.Text(name), right = Right!.Text(name);
        if (Left.Precedence < Precedence)
            left = $"({left})";
        if (Right.Precedence < Precedence || (Right.Precedence == Precedence && Right.Left is not null))
            right = $"({right})";
        return $"{left} {Operator} {right}";
    }

    private int Precedence => Operator switch
    {
        ' ' => 2,
        '*' or '/' => 1,
        _ => 0,
    };
}
