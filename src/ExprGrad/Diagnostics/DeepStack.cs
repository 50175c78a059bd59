using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace ExprGrad.Diagnostics;

/// <summary>Lets recursion over trees of any depth go on where the stack ends: on a thread of its own.</summary>
internal static class DeepStack
{
    private const int Size = 16 << 20;

    /// <summary>Whether a recursive call should be made through <see cref="Continue{T}"/>.</summary>
    public static bool IsNearlyFull => !RuntimeHelpers.TryEnsureSufficientExecutionStack();

    /// <summary>Runs the function of an argument on a fresh stack. No closure is made where the stack is deep enough, which is nearly always.</summary>
    public static TResult Continue<T, TResult>(Func<T, TResult> function, T argument) => Continue(() => function(argument));

    /// <summary>Runs the function of two arguments on a fresh stack.</summary>
    public static TResult Continue<T1, T2, TResult>(Func<T1, T2, TResult> function, T1 first, T2 second) => Continue(() => function(first, second));

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
