using ExprGrad.Runtime.Threading;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Runtime.Threading;

public sealed class BlockedWorkTests
{
    [Theory]
    [InlineData(0, 4)]
    [InlineData(1, 4)]
    [InlineData(2, 2)]
    [InlineData(100, 1)]
    [InlineData(100, 3)]
    [InlineData(1_000, 8)]
    [InlineData(3, int.MaxValue)]
    public void Every_block_is_done_once(int blocks, int degree)
    {
        var done = new int[blocks];
        Run(blocks, degree, block => Interlocked.Increment(ref done[block]));
        Assert.All(done, count => Assert.Equal(1, count));
    }

    [Fact]
    public void One_thread_is_the_callers()
    {
        var strangers = 0;
        var caller = Environment.CurrentManagedThreadId;
        Run(100, 1, _ => strangers += Environment.CurrentManagedThreadId == caller ? 0 : 1);
        Assert.Equal(0, strangers);
    }

    [Fact]
    public void No_more_threads_work_than_are_asked_for()
    {
        var (now, most) = (0, 0);
        Run(2_000, 3, _ =>
        {
            var count = Interlocked.Increment(ref now);
            for (int seen; (seen = Volatile.Read(ref most)) < count && Interlocked.CompareExchange(ref most, count, seen) != seen;)
            {
            }

            Thread.SpinWait(50);
            Interlocked.Decrement(ref now);
        });
        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public void Workers_help()
    {
        // Other tests may keep all workers busy for a while.
        var caller = Environment.CurrentManagedThreadId;
        var helped = 0;
        for (var round = 0; round < 100_000 && helped == 0; round++)
        {
            Run(2, 2, _ =>
            {
                if (Environment.CurrentManagedThreadId != caller) Interlocked.Increment(ref helped);
                Thread.SpinWait(1_000);
            });
        }

        Assert.NotEqual(0, helped);
    }

    [Fact]
    public void The_exception_is_that_of_the_first_block_that_fails_whichever_comes_first()
    {
        // Blocks 3 and 4 fail, each before or after the other.
        for (var round = 0; round < 200; round++)
        {
            var exception = Assert.Throws<InvalidOperationException>(() => Run(100, 2, block =>
            {
                if (block is not (3 or 4)) return;
                if (block == 3 + (round % 2)) Thread.SpinWait(2_000);
                throw new InvalidOperationException($"block {block}");
            }));
            Assert.Equal("block 3", exception.Message);
            Assert.Contains(nameof(The_exception_is_that_of_the_first_block_that_fails_whichever_comes_first), exception.StackTrace, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Blocks_before_the_one_that_fails_are_done()
    {
        for (var round = 0; round < 100; round++)
        {
            var done = new bool[1_000];
            var failing = 7 * round;
            Assert.Throws<DivideByZeroException>(() => Run(done.Length, 4, block =>
            {
                if (block == failing) throw new DivideByZeroException();
                Volatile.Write(ref done[block], true);
            }));
            Assert.All(done[..failing], Assert.True);
        }
    }

    [Fact]
    public void The_work_can_be_done_again_after_it_failed()
    {
        var (fails, sum) = (true, 0);
        var work = new Work(block =>
        {
            if (fails && block % 3 == 1) throw new FormatException();
            Interlocked.Add(ref sum, block);
        });
        Assert.Throws<FormatException>(() => work.Run(50, 4));
        (fails, sum) = (false, 0);
        work.Run(50, 4);
        Assert.Equal(49 * 50 / 2, sum);
    }

    [Fact]
    public void Work_inside_of_work_comes_to_its_end()
    {
        var sum = 0;
        Run(20, 4, _ => Run(20, 4, _ => Run(5, 4, _ => Interlocked.Increment(ref sum))));
        Assert.Equal(2_000, sum);
    }

    [Fact]
    public void Many_threads_work_at_once_with_failures_among_them()
    {
        const int Threads = 12;
        const int Rounds = 400;
        var wrong = 0;
        using var start = new Barrier(Threads);
        var threads = Enumerable.Range(0, Threads).Select(id => new Thread(() =>
        {
            var done = new int[64];
            var failing = -1;
            var work = new Work(block =>
            {
                if (block == failing) throw new ArithmeticException();
                done[block]++;
            });
            start.SignalAndWait();
            for (var round = 0; round < Rounds; round++)
            {
                Array.Clear(done);
                var blocks = 1 + ((round * 7 + id) % done.Length);
                failing = round % 5 == id % 5 ? blocks / 2 : -1;
                var hasFailed = false;
                try
                {
                    work.Run(blocks, 1 + (round % 8));
                }
                catch (ArithmeticException)
                {
                    hasFailed = true;
                }

                var sure = failing < 0 ? blocks : failing;
                if (hasFailed != failing >= 0 || done.AsSpan(0, sure).ContainsAnyExcept(1) || done.AsSpan(blocks).ContainsAnyExcept(0)) Interlocked.Increment(ref wrong);
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        Assert.Equal(0, wrong);
    }

    [Fact]
    public void Nothing_is_allocated_once_workers_have_been_started()
    {
        var (sum, runs) = (0, 0);
        var work = new Work(block => Interlocked.Add(ref sum, block));
        Run(100);
        Allocations.AssertNone(() => Run(1_000));
        Assert.Equal(runs * 120, sum);

        void Run(int times)
        {
            for (var i = 0; i < times; i++) work.Run(16, 3);
            runs += times;
        }
    }

    [Fact]
    public void A_thread_that_is_interrupted_waits_for_its_workers_and_is_told_afterwards()
    {
        var (done, wasHelped, wasInterrupted) = (0, false, false);
        var caller = new Thread(() =>
        {
            var self = Thread.CurrentThread;
            while (!wasHelped)
            {
                done = 0;
                Run(2, 2, _ =>
                {
                    if (Thread.CurrentThread != self)
                    {
                        wasHelped = true;
                        while (!self.ThreadState.HasFlag(ThreadState.WaitSleepJoin)) Thread.Yield();
                        self.Interrupt();
                        Thread.SpinWait(10_000);
                    }
                    else
                    {
                        Thread.SpinWait(10_000);
                    }

                    Interlocked.Increment(ref done);
                });
            }

            try
            {
                Thread.Sleep(1);
            }
            catch (ThreadInterruptedException)
            {
                wasInterrupted = true;
            }
        });
        caller.Start();
        caller.Join();
        Assert.Equal(2, done);
        Assert.True(wasInterrupted);
    }

    private static void Run(int blocks, int degree, Action<int> block) => new Work(block).Run(blocks, degree);

    private sealed class Work(Action<int> block) : BlockedWork
    {
        protected override void Do(int number) => block(number);
    }
}
