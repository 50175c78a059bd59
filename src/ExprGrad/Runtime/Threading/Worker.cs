using System.Runtime.CompilerServices;

namespace ExprGrad.Runtime.Threading;

/// <summary>A thread that helps with <see cref="BlockedWork"/>, and sleeps in between.</summary>
internal sealed class Worker
{
    // Waits in a loop for a moment before it lets the thread sleep.
    private readonly SemaphoreSlim _offers = new(0);
    private BlockedWork? _offer;
    private int _isTaken = 1;

    private Worker()
    {
    }

    /// <summary>Starts a worker, which belongs to the caller at first.</summary>
    /// <returns>The worker; null where there are no more threads to be had.</returns>
    public static Worker? TryStart()
    {
        try
        {
            var worker = new Worker();
            new Thread(worker.Work) { IsBackground = true, Name = "ExprGrad worker" }.UnsafeStart();
            return worker;
        }
        catch (Exception exception) when (exception is OutOfMemoryException or PlatformNotSupportedException)
        {
            return null;
        }
    }

    /// <summary>Makes the worker the caller's, if it is nobody's: nobody else then makes it an offer.</summary>
    public bool TryTake() => Volatile.Read(ref _isTaken) == 0 && Interlocked.CompareExchange(ref _isTaken, 1, 0) == 0;

    /// <summary>Asks the worker, which is the caller's, for help.</summary>
    public void Offer(BlockedWork work)
    {
        Volatile.Write(ref _offer, work);
        _offers.Release();
    }

    /// <summary>Takes the offer back, if the worker has not begun to help; otherwise it leaves the work when there is no more to be done.</summary>
    public bool TryTakeBack(BlockedWork work)
    {
        if (Interlocked.CompareExchange(ref _offer, null, work) != work) return false;
        Volatile.Write(ref _isTaken, 0);
        return true;
    }

    private void Work()
    {
        while (true)
        {
            _offers.Wait();
            Serve();
        }
    }

    // Nothing of the work stays behind in the variables of a thread that sleeps.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Serve()
    {
        if (Interlocked.Exchange(ref _offer, null) is not { } work) return;
        work.Help();

        // Free before the other goes on, who may have more to do.
        Volatile.Write(ref _isTaken, 0);
        work.Leave();
    }
}
