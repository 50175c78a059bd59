namespace ExprGrad.Benchmarks.Generation;

/// <summary>Writes Programs/RandomFormula.Generated.cs: the same formula as a lambda, by hand and for the tape.</summary>
internal static class RandomFormulaFile
{
    public const int Seed = 100;
    public const int Operations = 100;
    private const string Names = "abcdefgh";
    private const int MaxLine = 130;

    public static double[] At => [0.7, 1.3, 0.4, 1.8, 0.9, 1.1, 0.6, 1.5];

    public static string Text()
    {
        var formula = FormulaGenerator.Run(Seed, Operations, At);
        string Name(int variable) => Names.Substring(variable, 1);
        var tape = new HandwrittenWriter(Name, Names.Length).Value(formula, "var");
        var handwritten = new HandwrittenWriter(Name, Names.Length).ValueAndGradient(formula);
        return $$"""
            using System.Linq.Expressions;

            namespace ExprGrad.Benchmarks.Programs;

            // Written by `dotnet run -c Release --project benchmarks/ExprGrad.Benchmarks -- generate`; not by hand.
            internal sealed partial class RandomFormula
            {
                private static readonly Expression<RandomFunction> s_function = (a, b, c, d, e, f, g, h) =>
            {{Wrapped(formula.Text(Name))}};

                protected override RandomGradient ByHand { get; } = (
                    double a,
                    double b,
                    double c,
                    double d,
                    double e,
                    double f,
                    double g,
                    double h,
                    out double da,
                    out double db,
                    out double dc,
                    out double dd,
                    out double de,
                    out double df,
                    out double dg,
                    out double dh) =>
                {
            {{handwritten.TrimEnd('\n')}}
                };

                private static TapeDouble OnTape(
                    TapeDouble a, TapeDouble b, TapeDouble c, TapeDouble d, TapeDouble e, TapeDouble f, TapeDouble g, TapeDouble h)
                {
            {{tape.TrimEnd('\n')}}
                }
            }

            """;
    }

    private static string Wrapped(string expression)
    {
        List<string> lines = [""];
        foreach (string word in expression.Split(' '))
        {
            // A new line starts with an operator.
            if (word is "+" or "-" or "*" or "/" && lines[^1].Length > MaxLine - 30)
                lines.Add(word);
            else
                lines[^1] = lines[^1].Length == 0 ? word : $"{lines[^1]} {word}";
        }

        return string.Join('\n', lines.Select(line => $"        {line}"));
    }
}
