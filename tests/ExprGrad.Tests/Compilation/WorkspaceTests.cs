using ExprGrad.Compilation;
using ExprGrad.Tests.Runtime;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Compilation;

/// <summary>Compiled functions with buffers: what they allocate, and calls that overlap, fail or are trimmed in between.</summary>
public sealed class WorkspaceTests
{
    private static readonly double[] s_inputs = [.. Enumerable.Range(0, 50).Select(i => Math.Sin(i))];

    [ThreadStatic]
    private static Action? s_callback;

    private delegate double ScanLoss(ReadOnlySpan<double> inputs, double decay, Span<double> dinputs, out double ddecay);

    [Fact]
    public void Steady_calls_allocate_nothing_before_and_after_a_trim()
    {
        var loss = Compile();
        var gradient = new double[s_inputs.Length];
        for (var round = 0; round < 2; round++)
        {
            loss(s_inputs, 0.5, gradient, out _);
            Allocations.AssertNone(() =>
            {
                for (var i = 0; i < 100; i++) loss(s_inputs.AsSpan(0, 50 - i % 7), 0.5, gradient.AsSpan(0, 50 - i % 7), out _);
            });
            Grad.Trim(loss);
        }
    }

    [Fact]
    public void A_call_after_a_trim_gives_the_same()
    {
        var loss = Compile();
        var expected = Run(loss);
        Grad.Trim(loss);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var again = Run(loss);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before > 3 * s_inputs.Length * sizeof(double), "the buffers are new");
        Assert.Equal(expected, again);
    }

    [Fact]
    public void Calls_on_several_threads_are_right_while_others_trim()
    {
        var loss = Compile();
        var expected = Run(loss);
        using var done = new CancellationTokenSource();
        var trimmer = new Thread(() =>
        {
            while (!done.IsCancellationRequested) Grad.Trim(loss);
        });
        trimmer.Start();
        try
        {
            WorkspacePoolTests.RunOnThreads(4, () =>
            {
                for (var i = 0; i < 2_000; i++) Assert.Equal(expected, Run(loss));
            });
        }
        finally
        {
            done.Cancel();
            trimmer.Join();
        }
    }

    [Fact]
    public void A_call_from_within_has_a_workspace_of_its_own()
    {
        var loss = CompileWithCallback();
        var expected = Run(loss);
        double[]? inner = null;
        var calls = 0;
        s_callback = () =>
        {
            if (calls++ == 25) inner = Run(loss);
        };
        var outer = Run(loss);
        s_callback = null;
        Assert.Equal(expected, outer);
        Assert.Equal(expected, inner);
    }

    [Fact]
    public void An_exception_gives_the_workspace_back_and_the_next_call_is_right()
    {
        var loss = CompileWithCallback();
        var expected = Run(loss);
        var pool = CompiledFunction.Of(loss, nameof(loss)).Pool!;
        var workspace = pool.Rent();
        pool.Return(workspace);

        var calls = 0;
        s_callback = () =>
        {
            if (calls++ == 25) throw new TimeoutException();
        };
        Assert.Throws<TimeoutException>(() => Run(loss));
        s_callback = null;

        Assert.Same(workspace, pool.Rent());
        pool.Return(workspace);
        Assert.Equal(expected, Run(loss));
    }

    [Fact]
    public void Functions_without_buffers_have_nothing_to_trim()
    {
        var square = Grad.Gradient((double x) => x * x);
        Grad.Trim(square);
        Assert.Equal(6, square(3));
    }

    [Fact]
    public void Tapes_are_trimmed_too()
    {
        var loss = Tape.Compile<ScanLoss>((double[] inputs, double decay) => Ad.Scan(0.0, inputs, (state, input) => Math.Tanh(decay * state + input)).Sum(state => state * state));
        var expected = Run(loss);
        Grad.Trim(loss);
        Assert.Equal(expected, Run(loss));
    }

    [Fact]
    public void Only_own_delegates_can_be_trimmed()
    {
        Assert.Throws<ArgumentException>("compiled", () => Grad.Trim(() => 1.0));
        Assert.Throws<ArgumentNullException>("compiled", () => Grad.Trim(null!));
    }

    // Called from compiled code.
    public static double Call(int index)
    {
        s_callback?.Invoke();
        return index;
    }

    private static ScanLoss Compile() => Grad.Compile<ScanLoss>((double[] inputs, double decay) =>
        Ad.Scan(0.0, inputs, (state, input) => Math.Tanh(decay * state + input)).Sum(state => state * state));

    private static ScanLoss CompileWithCallback() => Grad.Compile<ScanLoss>((double[] inputs, double decay) =>
        Ad.Scan(0.0, inputs.Select((input, i) => input * WorkspaceTests.Call(i)), (state, input) => Math.Tanh(decay * state + input)).Sum(state => state * state));

    private static double[] Run(ScanLoss loss)
    {
        var gradient = new double[s_inputs.Length];
        var value = loss(s_inputs, 0.5, gradient, out var decay);
        return [value, decay, .. gradient];
    }
}
