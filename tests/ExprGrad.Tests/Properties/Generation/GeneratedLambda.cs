using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>A lambda with what is needed to call it, as often as one likes, each time with other values.</summary>
internal sealed class GeneratedLambda
{
    public required ulong Seed { get; init; }

    public required int Budget { get; init; }

    public required LambdaExpression Lambda { get; init; }

    /// <summary>The shapes of the parameters.</summary>
    public required Shape[] Shapes { get; init; }

    /// <summary>How many parameters the gradient is of: all, when they are scalars of one real type; else the first.</summary>
    public required int ActiveCount { get; init; }

    public required ClrTypes Types { get; init; }

    public required Captures Captures { get; init; }

    /// <summary>Whether its arrays are longer than rounds of several vectors.</summary>
    public required bool IsLong { get; init; }

    public required bool UsesSingle { get; init; }

    /// <summary>Calls a reciprocal estimate, whose steps no finite difference makes sense of, of something active.</summary>
    public required bool HasEstimate { get; init; }

    /// <summary>Whether finite differences can be taken of it as it is: on double, without <c>Ad.StopGradient</c>.</summary>
    public required bool IsItsTwin { get; init; }

    public required FrozenValues Frozen { get; init; }

    /// <summary>The arguments of the call with a number, freshly made; gives the captured locals their values of that call.</summary>
    public object?[] Arguments(int call)
    {
        var values = new ArgumentValues(new(SplitMix64.Mix(Seed ^ (ulong)(call + 1))), Types);
        Captures.Bind(values);
        return [.. Shapes.Select(values.Create)];
    }
}
