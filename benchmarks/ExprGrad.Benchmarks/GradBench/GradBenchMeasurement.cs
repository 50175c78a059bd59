using System.Diagnostics;
using ExprGrad.Benchmarks.Comparison;
using ExprGrad.Benchmarks.GradBench.Programs;

namespace ExprGrad.Benchmarks.GradBench;

/// <summary>Measures one program: the contenders in turns, round by round, so that what else the machine does disturbs all of them alike.</summary>
internal static class GradBenchMeasurement
{
    private const int AllocationCalls = 10;

    /// <exception cref="WrongResultException">Two ways disagree; nothing is measured then.</exception>
    public static GradBenchRow Run(GradBenchProgram program, MeasurementOptions options)
    {
        // The lambda, and what it is composed of, is made before the time is taken: what compiling it costs begins with the call of Grad.
        ComposedLambdas.Make(program.Function);
        var start = Stopwatch.GetTimestamp();
        program.CompileGradientAndCall();
        var compile = Stopwatch.GetElapsedTime(start).TotalNanoseconds;

        program.CompileTape();
        program.Check();

        Contender primal = new(count => program.Primal(count), options);
        Contender gradient = new(count => program.Gradient(count), options);
        Contender tape = new(count => program.Tape(count), options);
        Contender[] contenders = [primal, gradient, tape];
        foreach (var contender in contenders) contender.Calibrate();
        for (var round = 0; round < options.Rounds; round++)
        {
            for (var i = 0; i < contenders.Length; i++) contenders[(round + i) % contenders.Length].Measure();
        }

        var gradientNs = gradient.MedianNanoseconds();
        return new(
            program.Name,
            program.Size,
            primal.MedianNanoseconds(),
            gradientNs,
            tape.MedianNanoseconds() * program.TapeScale,
            AllocatedBytes(program),
            Math.Max(0, compile - gradientNs) / 1e6)
        {
            Bar = program.Bar,
            TapeExtrapolated = program.TapeScale != 1,
        };
    }

    private static long AllocatedBytes(GradBenchProgram program)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        program.Gradient(AllocationCalls);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}
