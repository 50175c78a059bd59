using ExprGrad.Tests.Properties.Generation;

namespace ExprGrad.Tests.Properties;

/// <summary>
/// A random lambda as a function of its real leaves, on double throughout and with <c>Ad.StopGradient</c> frozen: what finite differences
/// are taken of. It is the lambda's own compiled code, if neither float nor StopGradient occurs.
/// </summary>
internal sealed class Twin
{
    private readonly GeneratedLambda lambda;
    private readonly Delegate compiled;
    private readonly object?[] arguments;

    /// <param name="original">The lambda.</param>
    /// <param name="code">Its code.</param>
    public Twin(GeneratedLambda original, Delegate code)
    {
        lambda = original.IsItsTwin ? original : LambdaGenerator.Generate(original.Seed, original.Budget, isTwin: true, original.IsLong);
        compiled = original.IsItsTwin ? code : lambda.Lambda.Compile();
        arguments = lambda.Arguments(0);
        Point = Leaves.Flatten(arguments[..lambda.ActiveCount]);
        lambda.Frozen.Record();
        Value = PropertyCheck.Invoke(compiled, arguments).Value;
    }

    /// <summary>The real leaves of the arguments that are differentiated.</summary>
    public double[] Point { get; }

    /// <summary>The value at the point.</summary>
    public double Value { get; }

    public double At(double[] leaves)
    {
        lambda.Frozen.Replay();
        int active = lambda.ActiveCount;
        return PropertyCheck.Invoke(compiled, [.. Leaves.UnflattenAll(arguments[..active], leaves), .. arguments[active..]]).Value;
    }
}
