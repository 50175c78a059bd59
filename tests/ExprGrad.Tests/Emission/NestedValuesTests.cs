using System.Linq.Expressions;

namespace ExprGrad.Tests.Emission;

/// <summary>Straight code that is so long that values used once are written into the formulas that use them, with loops, branches and calls in between.</summary>
public sealed class NestedValuesTests
{
    private const int Terms = 900;

    private delegate double OfVector(double[] x, double[] dx);

    [Theory]
    [InlineData(1, FloatMode.Strict, false)]
    [InlineData(2, FloatMode.Strict, true)]
    [InlineData(1, FloatMode.Fast, true)]
    [InlineData(3, FloatMode.Fast, false)]
    public void The_gradient_is_that_of_the_tape(int seed, FloatMode mode, bool withFloats) => Check(SumOfTerms(seed, withFloats), mode, withFloats ? 1e-7 : 1e-10);

    // The arm comes twice, forward and, after the loop that reads what it gives, in reverse.
    [Theory]
    [InlineData(0.0, FloatMode.Strict)]
    [InlineData(0.0, FloatMode.Fast)]
    [InlineData(1.0, FloatMode.Strict)]
    public void In_an_arm_whose_gradient_comes_after_a_loop(double limit, FloatMode mode)
    {
        var terms = SumOfTerms(4, withFloats: false);
        var x = terms.Parameters[0];
        Expression<Func<double[], double, double>> loop = (x, factor) => x.Sum(e => Math.Sin(e * factor));
        var chosen = Expression.Condition(Expression.GreaterThan(Expression.ArrayIndex(x, Expression.Constant(0)), Expression.Constant(limit)), terms.Body, Expression.Constant(1.0));
        Check(Expression.Lambda<Func<double[], double>>(Expression.Invoke(loop, x, chosen), x), mode, 1e-10);
    }

    private static void Check(Expression<Func<double[], double>> function, FloatMode mode, double tolerance)
    {
        double[] x = [.. Enumerable.Range(0, 12).Select(i => 0.4 + (i / 10.0))];
        var (gradient, expected) = (new double[x.Length], new double[x.Length]);
        var compiled = Grad.Compile<OfVector>(function, new GradOptions { FloatMode = mode });

        var value = compiled(x, gradient);

        var report = Grad.Report(compiled);
        Assert.True(report.Methods.Count > 10, report.MethodsReason);
        Assert.Matches(@" = [^;]* [-+*/] [^;]* [-+*/] ", report.Code);
        var ofTape = Tape.Compile<OfVector>(function)(x, expected);
        if (mode == FloatMode.Strict) Assert.Equal(BitConverter.DoubleToInt64Bits(function.Compile()(x)), BitConverter.DoubleToInt64Bits(value));
        Assert.Equal(ofTape, value, Math.Abs(ofTape) * tolerance);
        var scale = expected.Max(Math.Abs);
        foreach (var (element, index) in gradient.Select((element, index) => (element, index)))
            Assert.True(Math.Abs(element - expected[index]) <= tolerance * scale, $"element {index}: {element} instead of {expected[index]}");
    }

    private static Expression<Func<double[], double>> SumOfTerms(int seed, bool withFloats)
    {
        var (random, x) = (new Random(seed), Expression.Parameter(typeof(double[]), "x"));
        Expression<Func<double[], double, double>> loop = (x, factor) => x.Sum(e => e * factor);
        Expression Element() => Expression.ArrayIndex(x, Expression.Constant(random.Next(12)));
        Expression Term(int operations)
        {
            if (operations == 0) return Element();
            var left = random.Next(operations);
            var (a, b) = (Term(left), Term(operations - 1 - left));
            return random.Next(24) switch
            {
                < 7 => Expression.Add(a, b),
                < 13 => Expression.Multiply(a, Expression.Divide(b, Expression.Add(Expression.Multiply(b, b), Expression.Constant(1.5)))),
                < 18 => Expression.Subtract(a, b),
                18 => Expression.Condition(Expression.GreaterThan(a, b), a, Expression.Negate(b)),
                19 => Expression.Call(typeof(Math), nameof(Math.Sin), null, Expression.Add(a, b)),
                20 when withFloats => Expression.Convert(Expression.Multiply(Expression.Convert(a, typeof(float)), Expression.Constant(0.5f)), typeof(double)),
                21 => Expression.Invoke(loop, x, Expression.Divide(a, Expression.Add(Expression.Multiply(b, b), Expression.Constant(2.0)))),
                _ => Expression.Divide(a, Expression.Add(Expression.Multiply(b, b), Expression.Constant(1.0))),
            };
        }

        return Expression.Lambda<Func<double[], double>>(Enumerable.Range(0, Terms).Select(_ => Term(9)).Aggregate(Expression.Add), x);
    }
}
