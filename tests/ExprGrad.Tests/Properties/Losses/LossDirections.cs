using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using ExprGrad.Compilation;
using ExprGrad.Diagnostics;
using ExprGrad.Tests.Properties.Generation;

namespace ExprGrad.Tests.Properties.Losses;

/// <summary>Derivatives of a random loss along a direction: of the value, held against the gradient of the tape; of the gradient, held against differences of that.</summary>
internal sealed class LossDirections
{
    private readonly RandomLoss loss;
    private readonly Func<object[], Evaluation> tape;
    private readonly bool isOfGradient;
    private readonly Delegate compiled;

    /// <param name="loss">The loss.</param>
    /// <param name="tape">Its value and gradient.</param>
    /// <param name="options">How it is compiled.</param>
    public LossDirections(RandomLoss loss, Func<object[], Evaluation> tape, GradOptions options)
    {
        (this.loss, this.tape, Options) = (loss, tape, options);
        isOfGradient = loss.Seed % 2 == 0;
        var (parameters, number) = (loss.Lambda.Parameters, loss.Lambda.ReturnType);
        Type[] returned = isOfGradient ? [parameters[0].Type, parameters[0].Type] : [number, number];
        var type = Expression.GetFuncType([parameters[0].Type, .. parameters.Select(p => p.Type), typeof(ValueTuple<,>).MakeGenericType(returned)]);
        compiled = Pipeline.Compile<Delegate>(loss.Lambda, options, CallerSource.Unknown, isOfGradient ? Requests.GradientAlongFirst(type) : Requests.AlongFirst(type));
    }

    public GradOptions Options { get; }

    public string Name => isOfGradient ? "product with the Hessian" : "slope along a direction";

    /// <summary>What is wrong, or null.</summary>
    public string? Problem(object[] arguments, Evaluation expected, double tolerance)
    {
        var random = new SplitMix64(SplitMix64.Mix(loss.Seed + 1));
        double[] direction = [.. expected.Gradient.Select(_ => random.Unit() * 2 - 1)];
        var along = Leaves.Unflatten(arguments[0], direction);
        direction = Leaves.Flatten(along);
        var result = (ITuple)compiled.DynamicInvoke([arguments[0], along, .. arguments[1..]])!;
        return isOfGradient ? OfGradient(arguments, expected, direction, Leaves.Flatten(result[0]), Leaves.Flatten(result[1]), tolerance)
            : OfValue(expected, direction, Leaves.Flatten(result[0])[0], Leaves.Flatten(result[1])[0], tolerance);
    }

    private static string? OfValue(Evaluation expected, double[] direction, double value, double slope, double tolerance)
    {
        double[] terms = [.. expected.Gradient.Zip(direction, (g, d) => g * d)];
        double scale = Math.Max(1, terms.Sum(Math.Abs));
        if (!Comparison.AreClose(expected.Value, value, tolerance)) return $"value {value:R}, the tape has {expected.Value:R}";
        return Math.Abs(terms.Sum() - slope) <= tolerance * scale ? null : $"slope {slope:R}, by the tape's gradient {terms.Sum():R}";
    }

    // By two steps, which disagree where the gradient has a kink near by. Floats are too coarse for differences.
    private string? OfGradient(object[] arguments, Evaluation expected, double[] direction, double[] gradient, double[] product, double tolerance)
    {
        if (Comparison.Worst(expected.Gradient, gradient, tolerance) is { } worst) return $"gradient: {worst}";
        if (loss.IsSingle) return null;
        double[] Differences(double step) =>
            [.. tape(loss.Moved(arguments, direction, step)).Gradient.Zip(tape(loss.Moved(arguments, direction, -step)).Gradient, (right, left) => (right - left) / (2 * step))];
        var (large, small) = (Differences(2e-5), Differences(1e-5));
        double scale = Comparison.Scale(small);
        return Comparison.Worst(small, product, 1e-4, i => Math.Abs(large[i] - small[i]) <= 1e-5 * scale);
    }
}
