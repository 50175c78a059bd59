using System.Linq.Expressions;
using ExprGrad.Benchmarks.Generation;

namespace ExprGrad.Benchmarks.Startup;

/// <summary>A sum of random formulas without any loop: so many operations, nested as deep as there are terms.</summary>
internal sealed class UnrolledGraph
{
    private const int Seed = 1000;
    private const int Variables = 64;
    private const int OperationsInTerm = 9; // and one that adds the term
    private readonly List<Formula> _terms;

    public UnrolledGraph(int operations)
    {
        At = [.. Enumerable.Range(0, Variables).Select(i => 0.4 + 1.4 * i / (Variables - 1))];
        _terms = [.. Enumerable.Range(0, operations / (OperationsInTerm + 1)).Select(term => FormulaGenerator.Run(Seed + term, OperationsInTerm, At))];
        var x = Expression.Parameter(typeof(double[]), "x");
        var sum = _terms.Select(term => TreeOf(term, x)).Aggregate(Expression.Add);
        Function = Expression.Lambda<Func<double[], double>>(sum, x);
    }

    public double[] At { get; }

    public Expression<Func<double[], double>> Function { get; }

    /// <summary>Value and gradient by the tape, with which the compiled ones must agree.</summary>
    public double OnTape(double[] gradient)
    {
        var tape = new Tape();
        var variables = new TapeDouble[Variables];
        tape.Variables(At, variables);
        TapeDouble sum = 0;
        foreach (var term in _terms)
            sum += OnTape(term, variables);
        tape.Sweep(sum);
        tape.Adjoints(variables, gradient);
        return sum.Value;
    }

    private static Expression TreeOf(Formula formula, ParameterExpression x)
    {
        if (formula.Left is null)
            return Expression.ArrayIndex(x, Expression.Constant(formula.Variable));
        Expression left = TreeOf(formula.Left, x), right = TreeOf(formula.Right!, x);
        return formula.Operator switch
        {
            '+' => Expression.Add(left, right),
            '-' => Expression.Subtract(left, right),
            '*' => Expression.Multiply(left, right),
            _ => Expression.Divide(left, right),
        };
    }

    private static TapeDouble OnTape(Formula formula, TapeDouble[] variables)
    {
        if (formula.Left is null)
            return variables[formula.Variable];
        TapeDouble left = OnTape(formula.Left, variables), right = OnTape(formula.Right!, variables);
        return formula.Operator switch
        {
            '+' => left + right,
            '-' => left - right,
            '*' => left * right,
            _ => left / right,
        };
    }
}
