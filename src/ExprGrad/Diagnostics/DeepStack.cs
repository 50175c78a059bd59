using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace ExprGrad.Diagnostics;

/// <summary>Lets recursion over trees of any depth go on where the stack ends: on a thread of its own.</summary>
internal static class DeepStack
{
    private const int Size = 16 << 20;

    /// <summary>Whether a recursive call should be made through <see cref="Continue{T}"/>.</summary>
    public static bool IsNearlyFull => !RuntimeHelpers.TryEnsureSufficientExecutionStack();

    /// <summary>Runs the function on a fresh stack while this thread waits.</summary>
    public static T Continue<T>(Func<T> function)
    {
        T result = default!;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = function();
                }
                catch (Exception exception)
                {
                    failure = ExceptionDispatchInfo.Capture(exception);
                }
            },
            Size);
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result;
    }
}
