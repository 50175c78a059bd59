using System.Linq.Expressions;
using System.Numerics;

namespace ExprGrad.Tests.Diagnostics;

/// <summary>One cause, one refusal, at the sub-expression that is the cause, and all causes in one exception.</summary>
public sealed class RefusedLanguageTests
{
    private record struct Money(double Amount)
    {
        public static Money operator -(Money a) => new(-a.Amount);

        public static explicit operator double(Money a) => a.Amount;
    }

    private sealed class Point
    {
        public double X { get; set; }

        public double Y { get; set; }

        public double[]? Tail { get; set; }
    }

    private sealed class Named
    {
        public Expression<Func<double, double>>? Function { get; init; }
    }

    private delegate float Loss(double[] w, decimal price, Span<float> dw, double q);

    private static double Unknown(double x) => x;

    private static (int Index, double Value)[] Terms(double x) => [(0, x)];

    [Fact]
    public void What_is_made_of_a_refused_value_is_not_refused_once_more()
    {
        RefusedExpressions.Check(() => Grad.Gradient((double x) => new List<double> { x, x }.Count * x), "EG2003: new List<double> { x, x }");
        RefusedExpressions.Check(() => Grad.Gradient((double[] w) => w.ToDictionary(v => v).Count * w[0]), "EG1107: w.ToDictionary(v => v)");
        RefusedExpressions.Check(() => Grad.Gradient((double x) => new Complex(x, 0).Magnitude), "EG2010: new Complex(x, 0.0)");
        RefusedExpressions.Check(() => Grad.Gradient((double x) => (double)((decimal)x * 2m)), "EG2009: (decimal)x");
        RefusedExpressions.Check(() => Grad.Gradient((double[] w) => w.Sum(v => (double?)v)!.Value), "EG2013: (double?)v");
        RefusedExpressions.Check(() => Grad.Gradient((double[][] w) => w.Max()!.Length * w[0][0]), "EG1113: w.Max()");
        RefusedExpressions.Check(() => Grad.Gradient((double x) => Ad.ScatterAdd(2, Terms(x)).Sum()), "EG4001: RefusedLanguageTests.Terms(x)");
        RefusedExpressions.Check(() => Grad.Gradient((double[] w) => w.Aggregate(new List<double>(), (s, v) => s).Count * w[0]), "EG2003: new List<double>()");
    }

    [Fact]
    public void All_causes_come_in_one_exception() => RefusedExpressions.Check(
        () => Grad.Compile<Loss>((double[] w, decimal price) => w.OrderBy(v => Unknown(v)).Sum(v => (double)(Half)v)),
        "EG3005", "EG3001", "EG3008", "EG1101: w.OrderBy(v => RefusedLanguageTests.Unknown(v))", "EG2011: (Half)v");

    [Fact]
    public void A_parameter_of_a_type_that_is_refused_does_not_hide_the_rest() => RefusedExpressions.Check(
        () => Grad.Gradient((List<double> w, double x) => w.Sum() + Unknown(w[0] + x) + new[] { x }.Distinct().Sum()), "EG2003", "EG1104: new double[] { x }.Distinct()");

    [Fact]
    public void Operators_and_conversions_of_other_types()
    {
        RefusedExpressions.Check(() => Grad.Gradient((double x) => (-new Money(x)).Amount), "EG1022: -new RefusedLanguageTests.Money(x)");
        RefusedExpressions.Check(() => Grad.Gradient((double x) => (double)new Money(x)), "EG1022: (double)new RefusedLanguageTests.Money(x)");
        RefusedExpressions.Check(() => Grad.Gradient((double x) => new Money(x) == new Money(1) ? x : 0), "EG1022: new RefusedLanguageTests.Money(x) == new RefusedLanguageTests.Money(1.0)");
        RefusedExpressions.Check(() => Grad.Gradient((double x) => (double)(BigInteger)x), "EG2018: (BigInteger)x");
    }

    [Fact]
    public void Text_made_from_what_is_differentiated()
    {
        RefusedExpressions.Check(() => Grad.Gradient((double x) => $"{x}!".Length * x), "EG1023: string.Format(\"{0}!\", (object)x)");
        RefusedExpressions.Check(() => Grad.Gradient((double x) => x.ToString("F2").Length * x), "EG1023: x.ToString(\"F2\")");
    }

    [Fact]
    public void Null_and_comparisons_with_it()
    {
        double[]? none = null;
        RefusedExpressions.Check(() => Grad.Gradient((double[] w) => w == null ? 0 : w[0]), "EG1024: w == null");
        RefusedExpressions.Check(() => Grad.Gradient((double[] w) => none == w ? 0 : w[0]), "EG1024: none == w");
        RefusedExpressions.Check(() => Grad.Gradient((double x) => x * new Point { X = x }.Tail!.Length), "EG1015: new RefusedLanguageTests.Point { X = x }.Tail");
        RefusedExpressions.Check(() => Grad.Gradient((double x) => (x > 0 ? new Point { X = x } : null)!.X), "EG1015: null");
    }

    [Fact]
    public void Operators_that_need_numbers()
    {
        RefusedExpressions.Check(() => Grad.Gradient((double[] w) => w.MaxBy(v => ValueTuple.Create(v, v))), "EG1113: w.MaxBy(v => ValueTuple.Create(v, v))");
        RefusedExpressions.Check(() => Grad.Gradient((double[][] w) => w.SequenceEqual(w) ? w[0][0] : 0), "EG1113: w.SequenceEqual(w, null)");
    }

    [Fact]
    public void Operators_and_overloads_are_told_apart()
    {
        RefusedExpressions.Check(() => Grad.Gradient((double[] w) => Enumerable.InfiniteSequence(1.0, w[0]).Take(2).Sum()), "EG1100: Enumerable.InfiniteSequence(1.0, w[0])");
        RefusedExpressions.Check(() => Grad.Gradient((double[] w) => w.MaxBy(v => v, Comparer<double>.Default)), "EG1110: w.MaxBy(v => v, Comparer<double>.Default)");
    }

    [Fact]
    public void Sequences_from_outside_are_refused_where_they_are_read()
    {
        var list = new List<double> { 1, 2 };
        IEnumerable<double> sequence = list;
        var text = "abc";
        RefusedExpressions.Check(() => Grad.Gradient((double x) => list.Sum(v => v * x)), "EG2003: list.Sum(v => v * x)");
        RefusedExpressions.Check(() => Grad.Gradient((double x) => sequence.Sum(v => v * x)), "EG2004: sequence.Sum(v => v * x)");
        RefusedExpressions.Check(() => Grad.Gradient((double x) => text.Sum(c => c * x)), "EG2012: text.Sum(c => c * x)");
    }

    [Fact]
    public void Invoked_expressions_that_are_not_known()
    {
        Expression<Func<double, double>>[] parts = [x => x, x => x * x];
        Named none = new(), missing = null!;
        RefusedExpressions.Check(() => Grad.Gradient((double x) => parts[1].Invoke(x)), "EG1034: parts[1]");
        RefusedExpressions.Check(() => Grad.Gradient((double x) => none.Function!.Invoke(x)), "EG1032: none.Function");
        RefusedExpressions.Check(() => Grad.Gradient((double x) => missing.Function!.Invoke(x)), "EG1032: missing.Function");
        RefusedExpressions.Check(() => Grad.Gradient((double x) => parts[0].Compile()(x)), "EG1034: parts[0]");
    }

    [Fact]
    public void The_circle_of_expressions_is_named()
    {
        Expression<Func<double, double>> f = null!, g = null!;
        f = x => g.Invoke(x) + 1;
        g = x => f.Invoke(x) * 2;
        var exception = Assert.Throws<DifferentiationException>(() => Grad.Gradient((double x) => f.Invoke(x)));
        Assert.Contains("`f` -> `g` -> `f`", exception.Errors.Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Delegates_of_what_is_differentiated()
    {
        Expression<Func<double, double>> square = x => x * x;
        Func<double, double> compiled = square.Compile();
        RefusedExpressions.Check(() => Grad.Gradient((double x) => compiled(x)), "EG1030: compiled(x)");
        RefusedExpressions.Check(() => Grad.Gradient((double x) => compiled.Invoke(x)), "EG1030: compiled.Invoke(x)");
        RefusedExpressions.Check(() => Grad.Gradient((double x) => square.Compile()(x)), "EG1030: square.Compile()(x)");
    }

    [Fact]
    public void Very_many_refusals_and_deep_trees_end_in_one_exception_of_readable_size()
    {
        var x = Expression.Parameter(typeof(double), "x");
        var sum = Enumerable.Range(0, 3000).Aggregate((Expression)x, (e, i) => Expression.Add(e, Expression.AddAssign(x, Expression.Constant((double)i))));
        var many = Assert.Throws<DifferentiationException>(() => Grad.Gradient(Expression.Lambda<Func<double, double>>(sum, x)));
        Assert.Equal(3000, many.Errors.Count);
        Assert.InRange(many.Message.Length, 100, 10_000);

        var nested = Enumerable.Range(0, 100_000).Aggregate((Expression)Expression.PreIncrementAssign(x), (e, _) => Expression.Add(x, e));
        RefusedExpressions.Check(() => Grad.Gradient(Expression.Lambda<Func<double, double>>(nested, x)), "EG1005: ++x");
    }
}
