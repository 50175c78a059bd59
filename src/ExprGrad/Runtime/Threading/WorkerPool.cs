namespace ExprGrad.Runtime.Threading;

/// <summary>The workers of the process. They are started when there is work for them, and stay.</summary>
internal static class WorkerPool
{
    private static readonly Lock s_starting = new();
    private static Worker[] s_all = [];

    /// <summary>A worker for the caller alone.</summary>
    /// <param name="most">How many the caller wants in all.</param>
    /// <returns>The worker; null if all are busy, and there are as many as there are processors or as the caller wants.</returns>
    public static Worker? TryTake(int most)
    {
        foreach (var worker in Volatile.Read(ref s_all))
        {
            if (worker.TryTake()) return worker;
        }

        return TryStart(Math.Max(most, Environment.ProcessorCount - 1));
    }

    private static Worker? TryStart(int most)
    {
        if (Volatile.Read(ref s_all).Length >= most) return null;
        lock (s_starting)
        {
            if (s_all.Length >= most || Worker.TryStart() is not { } worker) return null;
            Volatile.Write(ref s_all, [.. s_all, worker]);
            return worker;
        }
    }
}
