using ExprGrad.Tests.Properties.Coverage;

namespace ExprGrad.Tests.Properties;

/// <summary>
/// What an executor says of a lambda at some arguments: the value (a float widened), and the gradient in the order of <see cref="Leaves"/>.
/// </summary>
internal sealed record Evaluation(double Value, double[] Gradient);

/// <summary>One way to run and differentiate a lambda.</summary>
internal interface IExecutor
{
    string Name { get; }

    /// <summary>Its value must be the bits of <c>lambda.Compile()</c>.</summary>
    bool IsStrict { get; }

    /// <summary>Its gradient must be the bits of the first executor's.</summary>
    bool HasGradientBits => false;

    /// <summary>Whether it runs the lambda of a seed, which contains those rows.</summary>
    bool Takes(ulong seed, IReadOnlySet<CoverageRow> rows) => true;

    /// <summary>
    /// Prepares the lambda once for the gradient that <see cref="Request"/> says; the result is called several times, with arguments of
    /// other lengths and captured locals of other values.
    /// </summary>
    Func<object?[], Evaluation> Compile(System.Linq.Expressions.LambdaExpression lambda);
}
