using System.Linq.Expressions;

namespace ExprGrad.Tests.Language;

public sealed class DerivativeRuleTests
{
    private static Expression<Func<double, double, double>> CubeDx => (x, y) => 3 * x * x;

    private static readonly Expression<Func<double, double, double, double>> PowDx = (x, n, y) => n * y / x;

    private static Expression<Func<double, double, double, double>> PowDn() => (x, n, y) => y * Math.Log(x);

    private static LambdaExpression[] BlendRules =>
    [
        (Expression<Func<double, double, int, double, double>>)((a, b, n, y) => n),
        (Expression<Func<double, double, int, double, double>>)((a, b, n, y) => 2 * n * b),
    ];

    [Derivative(nameof(CubeDx))]
    private static double Cube(double x) => x * x * x;

    [Derivative(nameof(CubeDx))]
    private static float CubeSingle(float x) => x * x * x;

    [Derivative(nameof(PowDx), nameof(PowDn))]
    private static double Power(double x, double n) => Math.Pow(x, n);

    [Derivative(nameof(BlendRules))]
    private static double Blend(double a, double b, int n) => n * (a + (b * b));

    private static double Plain(double x) => Math.Sin(x) * x;

    private static double Steps(double x) => Math.Floor(x * 3);

    private static double Twice(double a, double b, double c) => a * b * c * c;

    [Fact]
    public void A_method_with_the_attribute()
    {
        Agreement.Check((double x) => Cube(x) * Cube(x * x), 1.3);
        Agreement.Check((float x) => CubeSingle(x) * x, 1.3f);
        Agreement.Check((double x, double y) => Power(x, y) * Power(y, x), 1.3, 2.1);
        Agreement.Check((double x, double y) => Blend(x, y, 3) * Blend(y, x, 2), 1.3, 2.1);
    }

    [Fact]
    public void In_loops_branches_and_as_method_group()
    {
        Agreement.CheckLengths((double[] w) => w.Sum(v => Cube(v) * v));
        Agreement.CheckLengths((double[] w) => w.Sum(v => v > 0 ? Cube(v) : Power(-v, 2)));
        Agreement.CheckLengths((double[] w) => w.Select(Cube).Sum());
        Agreement.CheckLengths((double[] w) => w.Aggregate(0.5, (s, v) => Cube(s) + v));
        Agreement.CheckLengths((double[] w) => w.Max(v => Cube(v)));
    }

    [Fact]
    public void A_rule_in_the_options()
    {
        var options = new GradOptions
        {
            Rules =
            [
                DerivativeRule.Elementwise((Func<double, double>)Plain, (x, y) => (Math.Cos(x) * x) + Math.Sin(x)),
                DerivativeRule.ZeroDerivative((Func<double, double>)Steps),
                DerivativeRule.Elementwise((Func<double, double, double, double>)Twice, (a, b, c, y) => b * c * c, (a, b, c, y) => a * c * c, (a, b, c, y) => 2 * a * b * c),
            ],
        };
        Agreement.Of((double x) => Plain(x) * Plain(x * x), options).At(1.3);
        Agreement.Of((double x) => Steps(x) * x, options).At(1.3);
        Agreement.Of((double x, double y) => Twice(x, y, x), options).At(1.3, 2.1);
    }

    [Fact]
    public void A_rule_in_the_options_goes_before_the_attribute()
    {
        var options = new GradOptions { Rules = [DerivativeRule.Elementwise((Func<double, double>)Cube, (x, y) => 100)] };
        Assert.Equal(100, Grad.Gradient((double x) => Cube(x), options)(1));
    }

    [Fact]
    public void A_rule_for_a_function_of_the_library_goes_before_its_own()
    {
        var options = new GradOptions { Rules = [DerivativeRule.Elementwise(Math.Tanh, (x, y) => 7)] };
        Assert.Equal(7, Grad.Gradient((double x) => Math.Tanh(x), options)(1));
        Assert.NotEqual(7, Grad.Gradient((double x) => Math.Tanh(x))(1));
    }

    [Fact]
    public void A_method_with_a_rule_that_throws_is_called_where_CSharp_calls_it()
    {
        var options = new GradOptions { Rules = [DerivativeRule.Elementwise((Func<double, double>)Picky, (x, y) => 1)] };
        Agreement.Of((double x) => x > 0 ? Picky(x) : x, options).At(-2.0);
        Agreement.Of((double x) => x > -5 ? Picky(x) : x, options).At(-2.0);
        Agreement.Of((double[] w) => w.Where(v => v > 0).Sum(v => Picky(v)), options).At(Sample.Numbers(5));
    }

    private static double Picky(double x) => x > 0 ? x : throw new ArgumentException("negative", nameof(x));
}
