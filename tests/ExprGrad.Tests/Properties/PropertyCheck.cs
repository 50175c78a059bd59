using System.Globalization;
using System.Reflection;
using System.Text;
using ExprGrad.Diagnostics;
using ExprGrad.Tests.Properties.Coverage;
using ExprGrad.Tests.Properties.Generation;

namespace ExprGrad.Tests.Properties;

/// <summary>
/// Runs one random lambda through all executors, twice, and holds what they say against <c>lambda.Compile()</c>, differences and each
/// other.
/// </summary>
internal sealed class PropertyCheck
{
    private const int Calls = 2;

    private readonly IReadOnlyList<IExecutor> executors;
    private readonly GeneratedLambda lambda;
    private readonly Delegate compiled;
    private readonly IReadOnlySet<CoverageRow> rows;
    private readonly double tolerance;
    private readonly StringBuilder problems = new();
    private string? discarded;
    private string? exempt;

    private PropertyCheck(ulong seed, int budget, IReadOnlyList<IExecutor> executors, bool isLong)
    {
        lambda = LambdaGenerator.Generate(seed, budget, isLong: isLong);
        rows = CoverageWalker.Of(lambda.Lambda);
        this.executors = [.. executors.Where(executor => executor.Takes(seed, rows))];
        compiled = lambda.Lambda.Compile();
        tolerance = Comparison.Tolerance(lambda.UsesSingle);
    }

    public static Outcome Run(ulong seed, int budget, IReadOnlyList<IExecutor> executors, bool isLong = false)
    {
        var check = new PropertyCheck(seed, budget, executors, isLong);
        check.Run();
        string? failure = check.problems.Length == 0 ? null : check.Describe();
        return new(check.rows, check.discarded, check.exempt, failure);
    }

    private void Run()
    {
        var functions = new List<(IExecutor Executor, Func<object?[], Evaluation> Function)>();
        foreach (var executor in executors)
        {
            try
            {
                functions.Add((executor, executor.Compile(lambda.Lambda)));
            }
            catch (Exception exception)
            {
                Fail(executor, $"does not compile it: {exception}");
            }
        }

        for (int call = 0; call < Calls && problems.Length == 0; call++)
            Run(call, functions);
    }

    private void Run(int call, List<(IExecutor Executor, Func<object?[], Evaluation> Function)> functions)
    {
        var (value, thrown) = Invoke(compiled, lambda.Arguments(call));
        if (thrown is not null)
            Discard($"throws {thrown.Name}");
        else if (!double.IsFinite(value))
            Discard("value is not finite");

        Evaluation? first = null;
        foreach (var (executor, function) in functions)
        {
            if (Evaluate(executor, function, call, thrown) is not { } evaluation)
                continue;
            double actual = evaluation.Value;
            if (executor.IsStrict ? !Comparison.SameBits(value, actual) : !Comparison.AreClose(value, actual, tolerance))
                Fail(executor, $"call {call}: value {ArgumentText.Of(actual)}, lambda.Compile() gives {ArgumentText.Of(value)}");
            if (!double.IsFinite(value))
                continue;
            first ??= evaluation;
            if (!Array.TrueForAll(first.Gradient, double.IsFinite))
                Discard("gradient is not finite");
            else if (Comparison.Worst(first.Gradient, evaluation.Gradient, executor.HasGradientBits ? 0 : tolerance) is { } worst)
                Fail(executor, $"call {call}: {worst}{Gradients(functions[0].Executor.Name, first.Gradient, executor, evaluation)}");
        }

        if (call == 0 && discarded is null)
            CompareWithDifferences(value, functions.Count > 0 ? functions[0].Executor : null, first);
    }

    private Evaluation? Evaluate(IExecutor executor, Func<object?[], Evaluation> function, int call, Type? expected)
    {
        try
        {
            var evaluation = function(lambda.Arguments(call));
            if (expected is null)
                return evaluation;
            Fail(executor, $"call {call}: returns where lambda.Compile() throws {expected.Name}");
        }
        catch (Exception exception)
        {
            if (exception.GetType() != expected)
                Fail(
                    executor,
                    $"call {call}: throws {exception}{(expected is null ? "" : $" where lambda.Compile() throws {expected.Name}")}");
        }

        return null;
    }

    private void CompareWithDifferences(double value, IExecutor? executor, Evaluation? evaluation)
    {
        if (lambda.HasEstimate)
        {
            exempt = "no finite differences of a reciprocal estimate";
            return;
        }

        var twin = new Twin(lambda, compiled);
        if (!Comparison.AreClose(twin.Value, value, 1e-5))
        {
            Discard("float and double go different ways");
            return;
        }

        if (lambda.IsLong)
        {
            if (executor is not null && evaluation is not null)
                CompareWithSlope(executor, evaluation, twin);
            return;
        }

        var (gradient, disagreement) = FiniteDifferences.At(twin.Point, twin.Value, twin.At);
        double limit = Comparison.DifferenceTolerance(usesSingle: false) * Comparison.Scale(gradient.Where(double.IsFinite));
        if (!Array.TrueForAll(disagreement, d => d <= limit))
            Discard("two steps of finite differences disagree");
        if (evaluation is null)
            return;
        double allowed = Comparison.DifferenceTolerance(lambda.UsesSingle);
        if (Comparison.Worst(gradient, evaluation.Gradient, allowed, i => disagreement[i] <= limit) is { } worst)
            Fail(executor!, $"{worst}{Gradients("finite differences", gradient, executor!, evaluation)}");
    }

    // Of many elements: their differences along one direction.
    private void CompareWithSlope(IExecutor executor, Evaluation evaluation, Twin twin)
    {
        var random = new SplitMix64(SplitMix64.Mix(lambda.Seed));
        double[] direction = [.. twin.Point.Select(_ => random.Unit() * 2 - 1)];
        var (slope, disagreement) = FiniteDifferences.At([0], twin.Value, step => twin.At([.. twin.Point.Zip(direction, (x, d) => x + step[0] * d)]));
        if (!(disagreement[0] <= Comparison.DifferenceTolerance(usesSingle: false) * Math.Max(1, Math.Abs(slope[0]))))
            Discard("two steps of finite differences disagree");
        else if (Directions.OfValue(evaluation.Gradient, direction, slope[0], Comparison.DifferenceTolerance(lambda.UsesSingle)) is { } wrong)
            Fail(executor, $"differences: {wrong}");
    }

    private static string Gradients(string expectedName, double[] expected, IExecutor executor, Evaluation actual) =>
        $"\n  {expectedName}: {ArgumentText.Of(expected)}\n  {executor.Name}: {ArgumentText.Of(actual.Gradient)}";

    internal static (double Value, Type? Thrown) Invoke(Delegate function, object?[] arguments)
    {
        try
        {
            return (Convert.ToDouble(function.DynamicInvoke(arguments), CultureInfo.InvariantCulture), null);
        }
        catch (TargetInvocationException exception)
        {
            return (double.NaN, exception.InnerException!.GetType());
        }
    }

    private void Discard(string cause) => discarded ??= cause;

    private void Fail(IExecutor executor, string problem) => problems.Append(executor.Name).Append(": ").AppendLine(problem);

    private string Describe()
    {
        var text = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"seed {lambda.Seed}, budget {lambda.Budget}")
            .Append(problems)
            .AppendLine(CSharpWriter.Write(lambda.Lambda));
        for (int call = 0; call < Calls; call++)
        {
            text.AppendLine(
                CultureInfo.InvariantCulture, $"call {call}: ({string.Join(", ", lambda.Arguments(call).Select(ArgumentText.Of))})");
            foreach (var (path, _) in lambda.Captures.Fields)
                text.AppendLine(
                    CultureInfo.InvariantCulture, $"  {string.Join('.', path)} = {ArgumentText.Of(lambda.Captures.Value(path))}");
        }

        return text.ToString();
    }
}
