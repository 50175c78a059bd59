using System.Runtime.CompilerServices;
using ExprGrad.Runtime;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Runtime;

public sealed class WorkspacePoolTests
{
    private readonly WorkspacePool _pool = new();

    [Fact]
    public void What_was_given_back_last_is_taken_first()
    {
        var (a, b) = (_pool.Rent(), _pool.Rent());
        Assert.NotSame(a, b);
        _pool.Return(a);
        _pool.Return(b);
        Assert.Same(b, _pool.Rent());
        Assert.Same(a, _pool.Rent());
        Assert.NotSame(a, _pool.Rent());
    }

    [Fact]
    public void Renting_again_allocates_nothing()
    {
        RentTwo();
        Allocations.AssertNone(() =>
        {
            for (var i = 0; i < 1_000; i++) RentTwo();
        });

        void RentTwo()
        {
            var (outer, inner) = (_pool.Rent(), _pool.Rent());
            _pool.Return(inner);
            _pool.Return(outer);
        }
    }

    [Fact]
    public void Threads_never_share_a_workspace_and_never_make_more_than_there_are_threads()
    {
        const int Threads = 8;
        var users = new ConditionalWeakTable<Workspace, StrongBox<int>>();
        var shared = 0;
        using var start = new Barrier(Threads);
        RunOnThreads(Threads, () =>
        {
            start.SignalAndWait();
            for (var i = 0; i < 20_000; i++)
            {
                var workspace = _pool.Rent();
                var user = users.GetOrCreateValue(workspace);
                if (Interlocked.Increment(ref user.Value) != 1) Interlocked.Increment(ref shared);
                if (i % 64 == 0) Thread.Yield();
                Interlocked.Decrement(ref user.Value);
                _pool.Return(workspace);
            }
        });

        Assert.Equal(0, shared);
        Assert.InRange(users.Count(), 1, Threads);
    }

    [Fact]
    public void Trimming_lets_go_of_free_workspaces_and_of_those_in_use_when_they_come_back()
    {
        var (free, used) = TrimWithOneInUse();
        GC.Collect();
        Assert.False(free.IsAlive);
        Assert.False(used.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (WeakReference Free, WeakReference Used) TrimWithOneInUse()
    {
        var (free, used) = (_pool.Rent(), _pool.Rent());
        _pool.Return(free);
        _pool.Trim();
        _pool.Return(used);
        var next = _pool.Rent();
        Assert.NotSame(free, next);
        Assert.NotSame(used, next);
        return (new WeakReference(free), new WeakReference(used));
    }

    internal static void RunOnThreads(int count, Action run)
    {
        var failures = new List<Exception>();
        var threads = Enumerable.Range(0, count).Select(_ => new Thread(() =>
        {
            try
            {
                run();
            }
            catch (Exception failure)
            {
                lock (failures) failures.Add(failure);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Empty(failures);
    }
}
