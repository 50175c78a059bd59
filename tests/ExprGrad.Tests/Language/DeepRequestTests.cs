using System.Linq.Expressions;
using ExprGrad.Tests.Support;
using static System.Linq.Expressions.Expression;
using static ExprGrad.Tests.Language.NestedShapes;

namespace ExprGrad.Tests.Language;

/// <summary>What <see cref="DeepLambdaTests"/> tell of the gradient, of whatever else is asked of a lambda: no request needs a stack as deep as the lambda.</summary>
public sealed class DeepRequestTests
{
    // A frame for each level would have to be of less than sixty bytes.
    private const int Levels = 10_000;
    private const double At = 0.7;
    private const double Along = 3;

    private delegate double OnTape(double x, out double dx);

    // One of each kind that is nested in another way, with values and slopes that neither vanish nor overflow.
    public static TheoryData<string> Shapes =>
        ["sum to the left", "sum to the right", "difference to the right", "negation", "conversion", "condition, then", "condition, else", "Ad.Let, body", "Invoke, body"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_derivative_is_written_and_read_again(string shape)
    {
        var (lambda, (_, slope)) = All[shape](Levels, At);
        var (value, bend) = SmallStack.Run(() => Grad.ValueAndGradient(Grad.Derivative(lambda))(At));
        AssertClose(slope, value);
        Assert.Equal(0, bend, 1e-9);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_report_has_all_of_its_texts(string shape)
    {
        var (lambda, _) = All[shape](Levels, At);
        SmallStack.Run(() => AssertComplete(Grad.Report(Grad.ValueAndGradient(lambda))));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_tape_has_the_value_and_the_gradient(string shape)
    {
        var (lambda, expected) = All[shape](Levels, At);
        var (value, slope, report) = SmallStack.Run(() =>
        {
            var compiled = Tape.Compile<OnTape>(lambda);
            return (compiled(At, out var dx), dx, AssertComplete(Grad.Report(compiled)));
        });
        AssertClose(expected.Item1, value);
        AssertClose(expected.Item2, slope);
        Assert.True(report.OnTape);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Derivatives_along_a_direction_are_those_of_the_value_and_of_the_gradient(string shape)
    {
        var (lambda, expected) = All[shape](Levels, At);
        var (value, tangent) = SmallStack.Run(() => Grad.Jvp(lambda)(At, Along));
        AssertClose(expected.Item1, value);
        AssertClose(expected.Item2 * Along, tangent);

        var (slope, product) = SmallStack.Run(() => Grad.HessianVector(lambda)(At, Along));
        AssertClose(expected.Item2, slope);
        Assert.Equal(0, product, 1e-9);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_Jacobian_has_a_row_of_it(string shape)
    {
        var (lambda, (_, slope)) = All[shape](Levels, At);
        var x = Parameter(typeof(double[]), "x");
        var number = Call(typeof(Ad), nameof(Ad.Invoke), [typeof(double), typeof(double)], Constant(lambda), ArrayIndex(x, Constant(1)));
        var function = Lambda<Func<double[], double[]>>(NewArrayInit(typeof(double), ArrayIndex(x, Constant(0)), number), x);
        var jacobian = SmallStack.Run(() => Grad.Jacobian(function)([5, At]));
        Assert.Equal([1, 0, 0], jacobian.Cast<double>().Take(3));
        AssertClose(slope, jacobian[1, 1]);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_gradient_is_checked_against_differences_of_the_value(string shape)
    {
        var compiled = Grad.ValueAndGradient(All[shape](Levels, At).Lambda);
        var result = SmallStack.Run(() => GradientCheck.Run(
            (double x) => compiled(x).Value, x => compiled(x).Gradient, At, new GradientCheckOptions { SinglePrecision = shape == "conversion" }));
        Assert.Equal(GradientCheckOutcome.Passed, result.Outcome);
    }

    private static CompilationReport AssertComplete(CompilationReport report)
    {
        Assert.StartsWith("graph f(x: f64) -> f64", report.Graph, StringComparison.Ordinal);
        Assert.Contains("return", report.Schedule, StringComparison.Ordinal);
        Assert.Contains(report.Signature, report.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(report.Code);
        Assert.NotEmpty(report.MethodsReason);
        Assert.All(report.Methods, method => Assert.NotEmpty(method.Code));
        Assert.NotEmpty(report.Forward.ToString() + report.Reverse + report.Checkpoints);
        return report;
    }

    private static void AssertClose(double expected, double actual) => Assert.Equal(expected, actual, 1e-9 * Math.Max(1, Math.Abs(expected)));
}
