using System.Runtime.ExceptionServices;

namespace ExprGrad.Tests.Support;

/// <summary>Runs code on a stack that is smaller than that of any thread which programs have unless they ask for it.</summary>
internal static class SmallStack
{
    private const int Size = 512 << 10;

    public static T Run<T>(Func<T> function)
    {
        var (result, failure) = (default(T), default(ExceptionDispatchInfo));
        var thread = new Thread(Body, Size);
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;

        void Body()
        {
            try
            {
                result = function();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        }
    }
}
