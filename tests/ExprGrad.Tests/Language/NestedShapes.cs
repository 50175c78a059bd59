using System.Linq.Expressions;
using static System.Linq.Expressions.Expression;

namespace ExprGrad.Tests.Language;

/// <summary>Whatever nests, nested many times, with its value and slope at a point by a loop in the test.</summary>
internal static class NestedShapes
{
    public static readonly ParameterExpression X = Parameter(typeof(double), "x");

    private static readonly ParameterExpression V = Parameter(typeof(double), "v");
    private static readonly Expression<Func<double, double>> s_step = t => (t * 0.9999) + 0.1;

    /// <summary>How one more level is put around an expression, and what becomes of the value and slope inside, given the point.</summary>
    public static readonly Dictionary<string, (Func<Expression, Expression> Wrap, Func<double, double, double, (double, double)> Step)> Wrappings = new(StringComparer.Ordinal)
    {
        ["sum to the left"] = (e => Add(e, X), (v, d, x) => (v + x, d + 1)),
        ["sum to the right"] = (e => Add(X, e), (v, d, x) => (x + v, 1 + d)),
        ["difference to the right"] = (e => Subtract(X, e), (v, d, x) => (x - v, 1 - d)),
        ["product to the left"] = (e => Multiply(e, Constant(0.5)), (v, d, _) => (v * 0.5, d * 0.5)),
        ["quotient to the right"] = (e => Divide(Constant(2.0), Add(e, X)), (v, d, x) => (2 / (v + x), -2 * (d + 1) / ((v + x) * (v + x)))),
        ["negation"] = (Negate, (v, d, _) => (-v, -d)),
        ["factor of a negation"] = (e => Negate(Multiply(X, Negate(e))), (v, d, x) => (x * v, v + (x * d))),
        ["conversion"] = (e => Convert(Convert(e, typeof(float)), typeof(double)), (v, d, _) => ((float)v, d)),
        ["call"] = (e => Call(typeof(Math), nameof(Math.Sin), null, e), (v, d, _) => (Math.Sin(v), Math.Cos(v) * d)),
        ["call of two arguments"] = (e => Call(typeof(Math), nameof(Math.Max), null, X, Add(e, X)), (v, d, x) => (v + x, d + 1)),
        ["condition, then"] = (e => Condition(GreaterThan(X, Constant(0.0)), Add(e, X), X), (v, d, x) => (v + x, d + 1)),
        ["condition, else"] = (e => Condition(LessThan(X, Constant(0.0)), X, Add(e, X)), (v, d, x) => (v + x, d + 1)),
        ["condition, then, of calls"] = (e => Condition(LessThan(Call(typeof(Math), nameof(Math.Abs), null, X), Constant(1.0)), Call(typeof(Math), nameof(Math.Sin), null, e), X), (v, d, _) => (Math.Sin(v), Math.Cos(v) * d)),
        ["condition, test"] = (e => Condition(GreaterThan(e, Constant(0.0)), X, Negate(X)), (_, _, x) => (x, 1)),
        ["Ad.Let, value"] = (e => Let(e, Lambda<Func<double, double>>(Add(Multiply(V, Constant(0.4999)), Multiply(V, Constant(0.5))), V)), (v, d, _) => ((v * 0.4999) + (v * 0.5), 0.9999 * d)),
        ["Ad.Let, body"] = (e => Let(X, Lambda<Func<double, double>>(Add(e, V), V)), (v, d, x) => (v + x, d + 1)),
        ["Invoke, argument"] = (e => Invoke(s_step, e), (v, d, _) => ((v * 0.9999) + 0.1, 0.9999 * d)),
        ["written array"] = (e => ArrayIndex(NewArrayInit(typeof(double), X, Add(e, X)), Constant(1)), (v, d, x) => (v + x, d + 1)),
        ["member"] = (e => Field(New(typeof(ValueTuple<double>).GetConstructor([typeof(double)])!, Add(e, X)), "Item1"), (v, d, x) => (v + x, d + 1)),
        ["sequence"] = (e => Call(typeof(Enumerable), nameof(Enumerable.Sum), null, Call(typeof(Enumerable), nameof(Enumerable.Repeat), [typeof(double)], e, Constant(1))), (v, d, _) => (v, d)),
    };

    /// <summary>Each shape: the lambda of so many levels, and its value and slope at a point.</summary>
    public static readonly Dictionary<string, Func<int, double, (Expression<Func<double, double>> Lambda, (double, double) Expected)>> All = Shapes();

    public static double Opaque(double x) => x;

    public static Expression<Func<double, double>> Nested(string shape, int levels, Expression innermost)
    {
        var body = innermost;
        for (var i = 0; i < levels; i++) body = Wrappings[shape].Wrap(body);
        return Lambda<Func<double, double>>(body, X);
    }

    private static Dictionary<string, Func<int, double, (Expression<Func<double, double>> Lambda, (double, double) Expected)>> Shapes()
    {
        var shapes = new Dictionary<string, Func<int, double, (Expression<Func<double, double>>, (double, double))>>(StringComparer.Ordinal);
        foreach (var (name, (_, step)) in Wrappings)
        {
            shapes.Add(name, (levels, x) =>
            {
                var result = (x, 1.0);
                for (var i = 0; i < levels; i++) result = step(result.Item1, result.Item2, x);
                return (Nested(name, levels, X), result);
            });
        }

        // A test of so many levels that holds, or does not.
        foreach (var (name, wrap) in Tests())
        {
            shapes.Add(name, (levels, x) =>
            {
                Expression test = GreaterThan(X, Constant(0.0));
                for (var i = 0; i < levels; i++) test = wrap(test, GreaterThan(X, Constant(-i - 1.0)), GreaterThan(X, Constant(i + 1.0)), i);
                return (Lambda<Func<double, double>>(Condition(test, Multiply(X, X), X), X), (x * x, 2 * x));
            });
        }

        shapes.Add("Invoke, body", (levels, x) =>
        {
            Expression<Func<double, double>> function = v => v;
            for (var i = 0; i < levels; i++) function = Lambda<Func<double, double>>(Add(Invoke(function, V), V), V);
            return (Lambda<Func<double, double>>(Invoke(function, X), X), (x * (levels + 1), levels + 1));
        });
        shapes.Add("product of a negation", (levels, x) => (
            Lambda<Func<double, double>>(Multiply(X, Enumerable.Range(0, levels + 1).Aggregate((Expression)X, (e, _) => Negate(e))), X), (-x * x, -2 * x)));
        shapes.Add("row of written rows", (levels, x) =>
        {
            var rows = NewArrayInit(typeof(double[]), Enumerable.Range(0, levels / 50).Select(i => NewArrayInit(typeof(double), Multiply(X, Constant(i * 1.0)))));
            var row = ArrayIndex(rows, Convert(Multiply(X, Constant(10.0)), typeof(int)));
            return (Lambda<Func<double, double>>(ArrayIndex(row, Constant(0)), X), (7 * x, 7));
        });
        shapes.Add("Select of Select", (levels, x) => OfArray(levels, x, SelectAgain));
        shapes.Add("ToArray of ToArray", (levels, x) => OfArray(levels / 10, x, (items, i) => Sequence(nameof(Enumerable.ToArray), SelectAgain(items, i))));
        shapes.Add("Where of Where", (levels, x) => OfArray(levels / 10, x, (items, _) =>
            Sequence(nameof(Enumerable.Where), items, Lambda<Func<double, bool>>(GreaterThan(V, Constant(0.0)), V)), slope: 1));
        shapes.Add("sum in sum", (levels, x) =>
        {
            Expression body = X;
            for (var i = 0; i < levels / 10; i++)
            {
                var index = Parameter(typeof(int), "i");
                body = Call(typeof(Enumerable), nameof(Enumerable.Sum), [typeof(int)],
                    Call(typeof(Enumerable), nameof(Enumerable.Range), null, Constant(0), Constant(1)), Lambda<Func<int, double>>(Add(body, Add(X, Convert(index, typeof(double)))), index));
            }

            return (Lambda<Func<double, double>>(body, X), (x * ((levels / 10) + 1), (levels / 10) + 1));
        });
        shapes.Add("index in index", (levels, x) =>
        {
            var places = NewArrayInit(typeof(int), Constant(1), Constant(2), Constant(0));
            Expression index = Constant(0);
            for (var i = 0; i < levels; i++) index = ArrayIndex(places, index);
            var scale = levels % 3;
            return (Lambda<Func<double, double>>(Multiply(X, Convert(index, typeof(double))), X), (x * scale, scale));
        });
        return shapes;
    }

    private static Dictionary<string, Func<Expression, Expression, Expression, int, Expression>> Tests() => new(StringComparer.Ordinal)
    {
        ["&& to the left"] = (e, holds, _, _) => AndAlso(e, holds),
        ["&& to the right"] = (e, holds, _, _) => AndAlso(holds, e),
        ["|| to the left"] = (e, _, fails, _) => OrElse(e, fails),
        ["|| to the right"] = (e, _, fails, _) => OrElse(fails, e),
        ["&& and || to the right"] = (e, holds, fails, i) => i % 2 == 0 ? AndAlso(holds, e) : OrElse(fails, e),
        ["!"] = (e, _, _, _) => Not(Not(e)),
    };

    private static (Expression<Func<double, double>> Lambda, (double, double) Expected) OfArray(int levels, double x, Func<Expression, int, Expression> wrap, double? slope = null)
    {
        Expression items = NewArrayInit(typeof(double), X, X);
        for (var i = 0; i < levels; i++) items = wrap(items, i);
        var (value, factor) = (x, slope ?? 1);
        for (var i = 0; i < levels && slope is null; i++) (value, factor) = ((value * 0.9999) + 0.1, factor * 0.9999);
        return (Lambda<Func<double, double>>(Call(typeof(Enumerable), nameof(Enumerable.Sum), null, items), X), (2 * value, 2 * factor));
    }

    private static Expression SelectAgain(Expression items, int level) => Call(typeof(Enumerable), nameof(Enumerable.Select), [typeof(double), typeof(double)], items, s_step);

    private static Expression Sequence(string method, params Expression[] arguments) => Call(typeof(Enumerable), method, [typeof(double)], arguments);

    private static Expression Let(Expression value, LambdaExpression body) => Call(typeof(Ad), nameof(Ad.Let), [typeof(double), typeof(double)], value, body);

    private static Expression Invoke(LambdaExpression function, Expression argument) => Call(typeof(Ad), nameof(Ad.Invoke), [typeof(double), typeof(double)], Constant(function), argument);
}
