using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Tests.Support;

/// <summary>What running a lambda comes to: a value or an exception, and the calls it made on the way.</summary>
internal sealed record Behaviour(object? Value, string? Exception, string Calls)
{
    /// <summary>Holds the evaluated programs of the value, and of the value with its gradient, against C#.</summary>
    public static void Check(LambdaExpression lambda, params object?[] arguments)
    {
        var expected = Of(() => TestPrograms.Unwrapped(() => lambda.Compile().DynamicInvoke(arguments)));
        var test = TestPrograms.Lower(lambda);
        Assert.Equal(expected, Of(() => GraphEvaluator.Evaluate(test.Value, test.Read(arguments)).Value));
        Assert.Equal(expected, Of(() => GraphEvaluator.Evaluate(test.WithGradient(), test.Read(arguments)).Value));
    }

    private static Behaviour Of(Func<object?> run)
    {
        object? value = null;
        string? exception = null;
        var calls = CallLog.During(() =>
        {
            try
            {
                value = run();
            }
            catch (Exception thrown) when (thrown is not DifferentiationException)
            {
                exception = thrown is InvalidOperationException ? thrown.Message : thrown.GetType().Name;
            }
        });
        return new Behaviour(value, exception, calls);
    }
}
