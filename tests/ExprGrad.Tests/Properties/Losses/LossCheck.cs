using System.Globalization;
using System.Linq.Expressions;
using System.Text;
using ExprGrad.Compilation;
using ExprGrad.Diagnostics;
using ExprGrad.Tests.Properties.Generation;

namespace ExprGrad.Tests.Properties.Losses;

/// <summary>
/// Holds a random loss as it is compiled in several ways against <c>lambda.Compile()</c>, the tape, and differences of the former, and its derivatives along a direction against the tape. What changes much with the last bits of the arguments is not compared where sums may be
/// in another order.
/// </summary>
internal sealed class LossCheck
{
    private const int Calls = 2;

    // What accumulated gradients are added to.
    private const double Before = 0.5;

    private readonly RandomLoss loss;
    private readonly Func<object[], double> value;
    private readonly Func<object[], Evaluation> tape;
    private readonly List<(GradOptions Options, Func<object[], Evaluation> Function)> ways;
    private readonly LossDirections? along;
    private readonly StringBuilder problems = new();

    private LossCheck(ulong seed)
    {
        loss = LossGenerator.Generate(seed);
        var compiled = loss.Lambda.Compile();
        value = arguments => Convert.ToDouble(compiled.DynamicInvoke(arguments), CultureInfo.InvariantCulture);
        tape = CompiledExecutor.Compile(loss.Lambda, GradOptions.Default, onTape: true);
        ways = [.. Ways(seed).Select(options => (options, Compile(loss, options)))];
        // Every other one, since this takes as long as all else.
        if (seed % 4 < 2) along = new(loss, tape, Way(new(SplitMix64.Mix(seed + 2)), seed % 8 < 4 ? FloatMode.Strict : FloatMode.Fast) with { GradientMode = GradientMode.Overwrite });
    }

    /// <summary>What is wrong with the loss of a seed, or null; and whether all was compared.</summary>
    public static (string? Problem, bool IsCompared) Run(ulong seed)
    {
        var check = new LossCheck(seed);
        bool isCompared = true;
        for (int call = 0; call < Calls; call++) isCompared &= check.Call(call);
        string? problem = check.problems.Length == 0 ? null : $"seed {seed}: {check.loss.Rows} x {check.loss.Columns}, {check.loss.Hidden}\n{check.problems}{CSharpWriter.Write(check.loss.Lambda)}";
        return (problem, isCompared);
    }

    private bool Call(int call)
    {
        var arguments = loss.Arguments(call);
        double expected = value(arguments);
        var reference = tape(arguments);
        double tolerance = loss.IsSingle ? 2e-4 : 1e-8;
        var nudged = tape(loss.Nudged(arguments));
        bool isSteady = Comparison.AreClose(expected, nudged.Value, tolerance) && Comparison.Worst(reference.Gradient, nudged.Gradient, tolerance) is null;
        if (!Comparison.SameBits(expected, reference.Value)) Fail(call, "tape", $"value {reference.Value:R}, C# gives {expected:R}");
        foreach (var (options, function) in ways)
        {
            var actual = function(arguments);
            bool isStrict = options.FloatMode == FloatMode.Strict;
            if (!isStrict && !isSteady) continue;
            if (isStrict ? !Comparison.SameBits(expected, actual.Value) : !Comparison.AreClose(expected, actual.Value, tolerance)) Fail(call, Text(options), $"value {actual.Value:R}, C# gives {expected:R}");
            if (isSteady && Comparison.Worst(reference.Gradient, actual.Gradient, tolerance) is { } worst) Fail(call, Text(options), worst);
        }

        if (isSteady && along?.Problem(arguments, reference, tolerance) is { } problem) Fail(call, $"{along.Name}, {Text(along.Options)}", problem);
        if (isSteady && !loss.IsSingle && call == 0) CompareWithDifferences(arguments, reference.Gradient);
        return isSteady;
    }

    // Along one direction, in two steps, which disagree where the loss has a kink near by.
    private void CompareWithDifferences(object[] arguments, double[] gradient)
    {
        var random = new SplitMix64(SplitMix64.Mix(loss.Seed));
        double[] direction = [.. gradient.Select(_ => random.Unit() * 2 - 1)];
        double Slope(double step) => (value(loss.Moved(arguments, direction, step)) - value(loss.Moved(arguments, direction, -step))) / (2 * step);
        double expected = gradient.Zip(direction, (g, d) => g * d).Sum();
        double scale = Math.Max(1, gradient.Zip(direction, (g, d) => Math.Abs(g * d)).Sum());
        var (large, small) = (Slope(2e-6), Slope(1e-6));
        if (Math.Abs(large - small) <= 1e-5 * scale && Math.Abs(small - expected) > 1e-4 * scale) Fail(0, "tape", $"slope {expected:R}, differences of C# give {small:R}");
    }

    private void Fail(int call, string way, string problem) => problems.AppendLine(CultureInfo.InvariantCulture, $"call {call}, {way}: {problem}");

    private static Func<object[], Evaluation> Compile(RandomLoss loss, GradOptions options)
    {
        if (options.GradientMode == GradientMode.Overwrite) return CompiledExecutor.Compile(loss.Lambda, options);
        Type[] parameters = [.. loss.Lambda.Parameters.Select(p => p.Type)];
        var type = Expression.GetFuncType([.. parameters, parameters[0], loss.Lambda.ReturnType]);
        var compiled = Pipeline.Compile<Delegate>(loss.Lambda, options, CallerSource.Unknown, Requests.Into(type));
        return arguments =>
        {
            object? gradient = Leaves.Unflatten(arguments[0], [.. Leaves.Flatten(arguments[0]).Select(_ => Before)]);
            double result = Convert.ToDouble(compiled.DynamicInvoke([.. arguments, gradient]), CultureInfo.InvariantCulture);
            return new(result, [.. Leaves.Flatten(gradient).Select(sum => sum - Before)]);
        };
    }

    private static IEnumerable<GradOptions> Ways(ulong seed)
    {
        var random = new SplitMix64(SplitMix64.Mix(~seed));
        yield return GradOptions.Default with { FloatMode = random.Pick(FloatMode.Strict, FloatMode.Fast) };
        yield return Way(random, FloatMode.Strict);
        yield return Way(random, FloatMode.Fast);
    }

    internal static GradOptions Way(SplitMix64 random, FloatMode mode) => new()
    {
        FloatMode = mode,
        GradientMode = random.Pick(GradientMode.Overwrite, GradientMode.Accumulate),
        VectorBits = random.Pick<int?>(null, null, 512, 256, 128),
        Threads = random.Pick<int?>(null, null, 2, 3),
        SmallestBlock = 0,
        KernelSize = random.Pick<(int, int)?>(null, (1, 1)),
        OuterLanes = random.Pick<bool?>(null, true, false),
        MostInRound = random.Pick<int?>(null, null, 0),
        FewestShared = random.Pick<int?>(null, 0),
        FewestNested = random.Pick<int?>(null, 1),
        Checkpoints = random.Pick(null, null, Checkpoints.Every(2), Checkpoints.Within(0)),
    };

    internal static string Text(GradOptions o) =>
        $"{o.FloatMode}, {o.GradientMode}, {o.Checkpoints?.ToString() ?? "all states"}, {o.VectorBits?.ToString(CultureInfo.InvariantCulture) ?? "all"} bits, {o.Threads ?? 1} threads, kernel {o.KernelSize?.ToString() ?? "as is"}, outer lanes {o.OuterLanes?.ToString() ?? "as is"}, in round {o.MostInRound?.ToString(CultureInfo.InvariantCulture) ?? "as is"}, shared {o.FewestShared?.ToString(CultureInfo.InvariantCulture) ?? "as is"}, nested {o.FewestNested?.ToString(CultureInfo.InvariantCulture) ?? "as is"}";
}
