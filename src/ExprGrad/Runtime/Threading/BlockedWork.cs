using System.Runtime.ExceptionServices;

namespace ExprGrad.Runtime.Threading;

/// <summary>
/// Work in numbered blocks that don't depend on each other. The thread that asks for it takes one block after the other, and so do the workers that are free to help;
/// with none it does all of it, so that work inside of work, and work on several threads at once, come to their end whatever else goes on.
/// </summary>
/// <remarks>What a block needs, and what it gives, is up to the derived class. An object does one work at a time, and may do any number of them without allocating anything.</remarks>
internal abstract class BlockedWork
{
    // Given by each worker that has helped.
    private readonly SemaphoreSlim _left = new(0);
    private readonly Lock _failing = new();
    private Worker[] _helpers = [];
    private int _blocks;
    private int _begun;
    private int _failedBlock;
    private ExceptionDispatchInfo? _failure;

    /// <summary>Does one block.</summary>
    protected abstract void Do(int block);

    /// <summary>Does all blocks, those with smaller numbers first, and comes back when they are done.</summary>
    /// <param name="blocks">How many there are.</param>
    /// <param name="degree">How many threads may work on them, this one included.</param>
    /// <exception cref="Exception">A block threw it; of several that did, the one with the smallest number. Blocks behind it may not have been done.</exception>
    public void Run(int blocks, int degree)
    {
        (_blocks, _begun, _failedBlock, _failure) = (blocks, 0, int.MaxValue, null);
        var helpers = Enlist(Math.Min(blocks, degree) - 1);
        Help();
        Dismiss(helpers);
        if (_failure is not { } failure) return;
        _failure = null;
        failure.Throw();
    }

    /// <summary>Does blocks for as long as there are any that nobody has begun.</summary>
    public void Help()
    {
        int block;
        while ((block = Interlocked.Increment(ref _begun) - 1) < _blocks)
        {
            try
            {
                Do(block);
            }
            catch (Exception exception)
            {
                Fail(block, exception);
            }
        }
    }

    /// <summary>Says that a worker has no more to do with this.</summary>
    public void Leave() => _left.Release();

    // Those before it have been begun, and may fail too; those behind it need no more be begun.
    private void Fail(int block, Exception exception)
    {
        lock (_failing)
        {
            if (block < _failedBlock) (_failedBlock, _failure) = (block, ExceptionDispatchInfo.Capture(exception));
        }

        Volatile.Write(ref _begun, _blocks);
    }

    private int Enlist(int most)
    {
        if (most <= 0) return 0;
        if (_helpers.Length < most) _helpers = new Worker[most];
        var count = 0;
        while (count < most && WorkerPool.TryTake(most) is { } worker)
        {
            _helpers[count++] = worker;
            worker.Offer(this);
        }

        return count;
    }

    // Workers that have not come by now need not come any more; the others are waited for.
    private void Dismiss(int helpers)
    {
        var working = 0;
        for (var i = 0; i < helpers; i++)
        {
            if (!_helpers[i].TryTakeBack(this)) working++;
        }

        var isInterrupted = false;
        while (working > 0)
        {
            try
            {
                _left.Wait();
                working--;
            }
            catch (ThreadInterruptedException)
            {
                // Nobody may go away while others use what is this thread's.
                isInterrupted = true;
            }
        }

        if (isInterrupted) Thread.CurrentThread.Interrupt();
    }
}
