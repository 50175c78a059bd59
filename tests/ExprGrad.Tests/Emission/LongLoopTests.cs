using System.Linq.Expressions;
using ExprGrad.Tests.Language;

namespace ExprGrad.Tests.Emission;

/// <summary>Loops in lanes that are several methods: they are written once, for vectors of which only some lanes may be in use.</summary>
public sealed class LongLoopTests
{
    private const int Steps = 150;

    private delegate void Columns(double[] x, double[] y, Span<double> dx);

    // Jacobians run over their columns, along which the chain is differentiated, and over what is read off it for each y inside of that.
    private static readonly Expression<Func<double[], double[], double[]>> s_long = Chain(Steps);
    private static readonly Expression<Func<double[], double[], int, double>> s_number = NumberOf(s_long);

    [Fact]
    public void A_loop_of_several_methods_has_no_rounds_of_whole_vectors()
    {
        Assert.Contains("for i0 < x.Length  in 8 lanes, masked\n", Schedule(s_long, new GradOptions { VectorBits = 512 }), StringComparison.Ordinal);
        Assert.DoesNotContain("masked", Schedule(Chain(10), new GradOptions { VectorBits = 512 }), StringComparison.Ordinal);
    }

    [Fact]
    public void Its_body_is_written_once()
    {
        var whole = new GradOptions { VectorBits = 512, MostInRound = int.MaxValue };
        var masked = Grad.Report(Grad.Compile<Columns>(s_long, whole with { MostInRound = 0 }));
        var both = Grad.Report(Grad.Compile<Columns>(s_long, whole));

        // In the schedule with the matrix kernel and in the one without.
        Assert.Equal(Count("for (int i1", masked.Code) + 2, Count("for (int i1", both.Code));
        Assert.True(masked.Methods.Count < both.Methods.Count, $"{masked.Methods.Count} methods, with rounds {both.Methods.Count}");
    }

    [Theory]
    [InlineData(FloatMode.Fast)]
    [InlineData(FloatMode.Strict)]
    public void Every_width_gives_the_gradient_of_each_number(FloatMode mode)
    {
        var gradient = Grad.Gradient(s_number, new GradOptions { VectorBits = 0 });
        foreach (var width in LanesUnderTest.Widths)
        {
            var compiled = Grad.Compile<Columns>(s_long, new GradOptions { VectorBits = width, FloatMode = mode });
            foreach (var columns in new[] { 3, 4, 7, 8, 9, 16, 17 })
            {
                foreach (var count in new[] { 0, 1, 9 })
                {
                    var (x, y) = (Sample.Numbers(columns), Sample.Numbers(count));
                    var jacobian = new double[count * columns];
                    Array.Fill(jacobian, double.NaN);
                    compiled(x, y, jacobian);
                    for (var i = 0; i < count; i++)
                    {
                        var row = gradient(x, y, i);
                        for (var j = 0; j < columns; j++)
                        {
                            var difference = Math.Abs(row[j] - jacobian[(i * columns) + j]);
                            Assert.True(difference <= 1e-11 * Math.Max(1, row.Max(Math.Abs)), $"{mode}, {width} bits, {count} x {columns}: ({i}, {j}) is {jacobian[(i * columns) + j]:R}, in the gradient {row[j]:R}.");
                        }
                    }
                }
            }
        }
    }

    [Fact]
    public void Too_few_columns_are_refused_before_anything_is_written()
    {
        var jacobian = new double[2];
        Array.Fill(jacobian, 5);
        Assert.Throws<IndexOutOfRangeException>(() => Grad.Compile<Columns>(s_long)([0.1], [0.2, 0.3], jacobian));
        Assert.Equal([5, 5], jacobian);
    }

    // a' = a x0 + sin b, b' = b x1 - a x2, again and again; then two sums of them for each y.
    private static Expression<Func<double[], double[], double[]>> Chain(int steps)
    {
        Expression<Func<double, double, double[], double>> first = (a, b, x) => a * x[0] + Math.Sin(b) * 0.5, second = (a, b, x) => b * x[1] - a * x[2];
        Expression<Func<double[], double[], double[], double[]>> read = (chain, x, y) => y.Select((v, i) => chain.Select((c, k) => c * (v + k)).Sum() * x[0]).ToArray();
        var (x, y) = (Expression.Parameter(typeof(double[]), "x"), Expression.Parameter(typeof(double[]), "y"));
        Expression a = Expression.ArrayIndex(x, Expression.Constant(0)), b = Expression.ArrayIndex(x, Expression.Constant(1));
        var chain = new List<Expression>();
        var lets = new List<(ParameterExpression Variable, Expression Value)>();
        for (var step = 0; step < steps; step++)
        {
            ParameterExpression nextA = Expression.Parameter(typeof(double), $"a{step}"), nextB = Expression.Parameter(typeof(double), $"b{step}");
            lets.Add((nextA, Expression.Invoke(first, a, b, x)));
            lets.Add((nextB, Expression.Invoke(second, a, b, x)));
            (a, b) = (nextA, nextB);
            if (step % 3 == 0) chain.AddRange([a, b]);
        }

        Expression body = Expression.Invoke(read, Expression.NewArrayInit(typeof(double), chain), x, y);
        for (var i = lets.Count - 1; i >= 0; i--) body = Expression.Invoke(Expression.Lambda(body, lets[i].Variable), lets[i].Value);
        return Expression.Lambda<Func<double[], double[], double[]>>(body, x, y);
    }

    private static Expression<Func<double[], double[], int, double>> NumberOf(Expression<Func<double[], double[], double[]>> all)
    {
        var i = Expression.Parameter(typeof(int), "i");
        return Expression.Lambda<Func<double[], double[], int, double>>(Expression.ArrayIndex(all.Body, i), [.. all.Parameters, i]);
    }

    private static string Schedule(Expression<Func<double[], double[], double[]>> function, GradOptions options) => Grad.Report(Grad.Compile<Columns>(function, options)).Schedule;

    private static int Count(string text, string code) => code.Split(text).Length - 1;
}
