using System.Linq.Expressions;
using ExprGrad.Diagnostics;
using ExprGrad.Ir;

namespace ExprGrad.Tests.Ir;

public sealed class UserRulesTests
{
    private static Expression<Func<double, double, double>> CubeDx => (x, y) => 3 * x * x;

    private static LambdaExpression[] ScaledSumRules { get; } =
    [
        (Expression<Func<double, double, int, double, double>>)((a, b, n, y) => n),
        (Expression<Func<double, double, int, double, double>>)((a, b, n, y) => 2 * n),
    ];

    [Fact]
    public void A_rule_from_the_options_makes_a_primitive()
    {
        var registry = With(DerivativeRule.Elementwise((Func<double, double>)Plain.Square, (x, y) => 2 * x));
        var primitive = registry.Find(((Func<double, double>)Plain.Square).Method)!;
        Assert.EndsWith("Plain.Square", primitive.Name, StringComparison.Ordinal);
        Assert.Equal(DerivativeClass.Elementwise, primitive.Class);
        Assert.False(primitive.IsTotal);
        Assert.Equal(9.0, Evaluation.Run(primitive, 3.0));
        Assert.Equal(6.0, Evaluation.Partial(primitive, 0, [3.0]));
        Assert.Contains(primitive, registry.All);
        Assert.Null(PrimitiveRegistry.Default.Find(((Func<double, double>)Plain.Square).Method));
    }

    [Fact]
    public void Rules_for_two_and_three_operands_give_a_partial_derivative_each()
    {
        var registry = With(
            DerivativeRule.Elementwise((Func<double, double, double>)Plain.Product, (a, b, y) => b, (a, b, y) => a),
            DerivativeRule.Elementwise(
                (Func<double, double, double, double>)Plain.Blend, (a, b, s, y) => 1 - s, (a, b, s, y) => s, (a, b, s, y) => b - a));
        var product = registry.Find(((Func<double, double, double>)Plain.Product).Method)!;
        var blend = registry.Find(((Func<double, double, double, double>)Plain.Blend).Method)!;
        Assert.Equal([5.0, 3.0], Enumerable.Range(0, 2).Select(i => Evaluation.Partial(product, i, [3.0, 5.0])));
        Assert.Equal([0.75, 0.25, 2.0], Enumerable.Range(0, 3).Select(i => Evaluation.Partial(blend, i, [3.0, 5.0, 0.25])));
    }

    [Fact]
    public void A_float_method_takes_a_rule_in_float_or_in_double()
    {
        var inFloat = With(DerivativeRule.Elementwise((Func<float, float>)Plain.Half, (x, y) => 0.5f));
        Expression<Func<double, double, double>> rule = (x, y) => y / x;
        var inDouble = With(DerivativeRule.Elementwise((Delegate)(Func<float, float>)Plain.Half, rule));
        Assert.All([inFloat, inDouble], registry =>
        {
            var half = registry.Find(((Func<float, float>)Plain.Half).Method)!;
            Assert.Equal(0.5f, Evaluation.Run(half.Rules[0]!.For(typeof(float)), 4f, 2f));
        });
    }

    [Fact]
    public void A_piecewise_constant_method_needs_no_rule()
    {
        var registry = With(DerivativeRule.ZeroDerivative((Func<double, double>)Plain.Step));
        Assert.Equal(DerivativeClass.ZeroDerivative, registry.Find(((Func<double, double>)Plain.Step).Method)!.Class);
    }

    [Fact]
    public void A_rule_may_replace_one_of_the_library()
    {
        var registry = With(DerivativeRule.Elementwise(Math.Sqrt, (x, y) => 0.5 / Math.Max(y, 1e-6)));
        Assert.Equal(500_000, Evaluation.Partial(registry.Find(((Func<double, double>)Math.Sqrt).Method)!, 0, [0.0]));
    }

    [Fact]
    public void An_attribute_names_the_rule_beside_the_method()
    {
        var method = ((Func<double, double>)Attributed.Cube).Method;
        var cube = PrimitiveRegistry.Default.Find(method)!;
        Assert.Equal(12.0, Evaluation.Partial(cube, 0, [2.0]));
        Assert.Same(cube, With().Find(method));
    }

    [Fact]
    public void An_attribute_may_name_a_rule_for_each_operand_or_a_list_of_them()
    {
        var separate = PrimitiveRegistry.Default.Find(((Func<double, double, double>)Attributed.Product).Method)!;
        var list = PrimitiveRegistry.Default.Find(((Func<double, double, int, double>)Attributed.ScaledSum).Method)!;
        Assert.Equal([5.0, 3.0], Enumerable.Range(0, 2).Select(i => Evaluation.Partial(separate, i, [3.0, 5.0])));
        Assert.Equal([7.0, 14.0], Enumerable.Range(0, 2).Select(i => Evaluation.Partial(list, i, [3.0, 5.0, 7])));
        Assert.Null(list.Rules[2]);
    }

    [Fact]
    public void Mistakes_are_refused_by_id()
    {
        Expression<Func<double, double>> oneParameter = x => x;
        Expression<Func<double, float, double>> mixed = (x, y) => x;
        Func<double, double> closure = x => x;
        AssertRefused("EG4101", Rule((Func<double, double>)Plain.Square, oneParameter));
        AssertRefused("EG4102", Rule((Func<double, double>)Plain.Square, mixed));
        AssertRefused("EG4104", Rule(closure, CubeDx));
        AssertRefused("EG4104", Rule((Func<double[], double>)Plain.Total, CubeDx));
        AssertRefused("EG4104", Rule((Func<double, int>)Plain.Bucket, CubeDx));
        AssertRefused("EG4104", Rule((Func<int, double>)Plain.OfInteger, CubeDx));
        AssertRefused("EG4105", Rule((Func<double, double>)Plain.Square, CubeDx), Rule((Func<double, double>)Plain.Square, CubeDx));
        AssertRefused("EG4106", Rule((Func<double, double, double>)Plain.Product, CubeDx));
    }

    [Theory]
    [InlineData(nameof(Attributed.NoSuchRule), "EG4103")]
    [InlineData(nameof(Attributed.NoRule), "EG4106")]
    public void Mistakes_in_attributes_are_refused_when_the_method_is_met(string name, string id)
    {
        var refusals = new RefusalList(CallerSource.Unknown);
        var registry = PrimitiveRegistry.With([], refusals);
        Assert.Null(registry.Find(typeof(Attributed).GetMethod(name)!));
        Assert.Equal(id, Assert.Single(refusals.Items).Id);
        Assert.Null(PrimitiveRegistry.Default.Find(typeof(Attributed).GetMethod(name)!));
    }

    [Fact]
    public void A_rule_without_partial_derivatives_or_method_is_an_argument_error()
    {
        Assert.Throws<ArgumentException>(() => DerivativeRule.Elementwise((Delegate)(Func<double, double>)Plain.Square));
        Assert.Throws<ArgumentException>(() => DerivativeRule.Elementwise((Delegate)(Func<double, double>)Plain.Square, [null!]));
        Assert.Throws<ArgumentNullException>(() => DerivativeRule.ZeroDerivative(null!));
    }

    private static DerivativeRule Rule(Delegate method, params LambdaExpression[] partials) => DerivativeRule.Elementwise(method, partials);

    private static PrimitiveRegistry With(params DerivativeRule[] rules)
    {
        var refusals = new RefusalList(CallerSource.Unknown);
        var registry = PrimitiveRegistry.With(rules, refusals);
        Assert.Empty(refusals.Items);
        return registry;
    }

    private static void AssertRefused(string id, params DerivativeRule[] rules)
    {
        var refusals = new RefusalList(CallerSource.Unknown);
        PrimitiveRegistry.With(rules, refusals);
        Assert.Equal(id, Assert.Single(refusals.Items).Id);
    }

    private static class Plain
    {
        public static double Square(double x) => x * x;

        public static double Product(double a, double b) => a * b;

        public static double Blend(double a, double b, double s) => (a * (1 - s)) + (b * s);

        public static float Half(float x) => x / 2;

        public static double Step(double x) => x > 0 ? 1 : 0;

        public static double Total(double[] x) => x.Sum();

        public static int Bucket(double x) => (int)x;

        public static double OfInteger(int n) => n;
    }

    private static class Attributed
    {
        [Derivative(nameof(CubeDx))]
        public static double Cube(double x) => x * x * x;

        [Derivative(nameof(ByA), nameof(ByB))]
        public static double Product(double a, double b) => a * b;

        [Derivative(nameof(ScaledSumRules))]
        public static double ScaledSum(double a, double b, int n) => n * (a + (2 * b));

        [Derivative("Missing")]
        public static double NoSuchRule(double x) => x;

        [Derivative]
        public static double NoRule(double x) => x;

        private static Expression<Func<double, double, double>> CubeDx => (x, y) => 3 * x * x;

        private static LambdaExpression[] ScaledSumRules => UserRulesTests.ScaledSumRules;

        private static Expression<Func<double, double, double, double>> ByA() => (a, b, y) => b;

        private static Expression<Func<double, double, double, double>> ByB() => (a, b, y) => a;
    }
}
