using System.Linq.Expressions;
using System.Reflection;
using ExprGrad.Tests.Properties.Generation;

namespace ExprGrad.Tests.Properties;

/// <summary>The property tests can fail: executors with planted faults are found out, a right one is not.</summary>
public sealed class PropertyCheckTests
{
    private const int Budget = 14;

    /// <summary>Lambdas that can be differenced as they are: on double, without StopGradient.</summary>
    private static readonly ulong[] seeds =
    [
        .. Enumerable.Range(0, 400).Select(i => (ulong)i).Where(seed => LambdaGenerator.Generate(seed, Budget).IsItsTwin),
    ];

    [Fact]
    public void An_executor_that_is_right_passes() => Assert.Empty(Failures(new DifferencingExecutor()));

    [Fact]
    public void A_gradient_off_by_a_thousandth_is_found() => Found("error", new DifferencingExecutor { Gradient = g => 1.001 * g });

    [Fact]
    public void A_value_off_in_the_last_bit_is_found() => Found("value", new DifferencingExecutor { Value = Math.BitIncrement });

    [Fact]
    public void A_lambda_that_does_not_compile_is_found() => Found(
        "does not compile it: System.NotSupportedException: refused a",
        new DifferencingExecutor { Inspect = l => throw new NotSupportedException($"refused {l.Parameters[0].Name}") });

    [Fact]
    public void An_exception_where_there_should_be_none_is_found() =>
        Found(
            "throws System.InvalidOperationException: planted",
            new DifferencingExecutor { Value = _ => throw new InvalidOperationException("planted") });

    [Fact]
    public void Executors_that_differ_are_found() =>
        Found("other: call 0", new DifferencingExecutor(), new DifferencingExecutor { Name = "other", Gradient = g => g + 1e-6 });

    [Fact]
    public void A_failure_comes_with_a_smaller_lambda_its_seed_and_its_arguments()
    {
        string text = new RandomLambdaRun(7, 100, [new DifferencingExecutor { Gradient = g => 1.01 * g }]).Failures(0, 100)!;
        Assert.Contains("Smaller:\nseed", text, StringComparison.Ordinal);
        Assert.Contains("call 0: (", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_executor_differentiates_by_all_scalars() => Assert.All(Executors.All, executor =>
    {
        Expression<Func<double, double, double>> lambda = (x, y) => x * y + y;
        var evaluation = executor.Compile(lambda)([3.0, 4.0]);
        Assert.Equal(16, evaluation.Value);
        Assert.Equal([4, 4], evaluation.Gradient);
    });

    [Fact]
    public void Every_executor_differentiates_by_the_leaves_of_the_first_parameter() => Assert.All(Executors.All, executor =>
    {
        Expression<Func<FieldModel<double[], float>, double[], double>> lambda = (m, x) => m.Weights[2] * m.Weights[0] * m.Bias + x[0];
        var evaluation = executor.Compile(lambda)([new FieldModel<double[], float> { Weights = [2, 3, 5], Bias = 0.5f }, new[] { 7.0 }]);
        Assert.Equal(12, evaluation.Value);
        Assert.Equal([2.5, 0, 1, 10], evaluation.Gradient);
    });

    // The tangents of the states are 0 whatever the direction is, but for the first one.
    [Fact]
    public void Every_executor_differentiates_states_of_which_no_step_has_a_derivative() => Assert.All(Executors.All, executor =>
    {
        Expression<Func<double[], double>> lambda = a => Ad.Scan(new[] { a[0], a[1] }, Enumerable.Range(0, 2).ToArray(), (s, i) => s.Select(x => Math.Acos(Ad.StopGradient(x) / 9)).ToArray())[0][1];
        Assert.Equal([0, 1, 0], executor.Compile(lambda)([new[] { 1.1, 1.5, 0.8 }]).Gradient);
    });

    [Fact]
    public void The_same_seed_gives_the_same_lambda()
    {
        for (ulong seed = 0; seed < 50; seed++)
            Assert.Equal(Text(seed), Text(seed));

        static string Text(ulong seed) => ExpressionText.Of(LambdaGenerator.Generate(seed, 12).Lambda);
    }

    private static List<string> Failures(params IExecutor[] executors) =>
        [.. seeds.Select(seed => PropertyCheck.Run(seed, Budget, executors).Failure).OfType<string>()];

    private static void Found(string problem, params IExecutor[] executors) =>
        Assert.Contains(Failures(executors), f => f.Contains(problem, StringComparison.Ordinal));

    /// <summary>Runs <c>lambda.Compile()</c>, differences it, and distorts what comes out.</summary>
    private sealed class DifferencingExecutor : IExecutor
    {
        public string Name { get; init; } = "planted";

        public bool IsStrict => true;

        public Func<double, double> Value { get; init; } = v => v;

        public Func<double, double> Gradient { get; init; } = g => g;

        public Action<LambdaExpression> Inspect { get; init; } = _ => { };

        public Func<object?[], Evaluation> Compile(LambdaExpression lambda)
        {
            Inspect(lambda);
            var compiled = lambda.Compile();
            int active = Request.ActiveCount(lambda);
            return arguments =>
            {
                double here = Call(arguments);
                var (gradient, _) = FiniteDifferences.At(
                    Leaves.Flatten(arguments[..active]),
                    here,
                    x => Call([.. Leaves.UnflattenAll(arguments[..active], x), .. arguments[active..]]));
                return new(Value(here), [.. gradient.Select(Gradient)]);
            };

            double Call(object?[] arguments)
            {
                try
                {
                    return Convert.ToDouble(compiled.DynamicInvoke(arguments), System.Globalization.CultureInfo.InvariantCulture);
                }
                catch (TargetInvocationException exception)
                {
                    throw exception.InnerException!;
                }
            }
        }
    }
}
