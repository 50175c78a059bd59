using System.Runtime.CompilerServices;
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
        compiled = Directions.Compile(loss.Lambda, isOfGradient, options);
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

    private static string? OfValue(Evaluation expected, double[] direction, double value, double slope, double tolerance) =>
        Comparison.AreClose(expected.Value, value, tolerance) ? Directions.OfValue(expected.Gradient, direction, slope, tolerance) : $"value {value:R}, the tape has {expected.Value:R}";

    // Floats are too coarse for differences.
    private string? OfGradient(object[] arguments, Evaluation expected, double[] direction, double[] gradient, double[] product, double tolerance) =>
        Comparison.Worst(expected.Gradient, gradient, tolerance) is { } worst ? $"gradient: {worst}"
        : loss.IsSingle ? null
        : Directions.OfGradient(product, step => tape(loss.Moved(arguments, direction, step)).Gradient);
}
