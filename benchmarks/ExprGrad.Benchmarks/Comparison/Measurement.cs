using System.Diagnostics;
using ExprGrad.Benchmarks.Programs;

namespace ExprGrad.Benchmarks.Comparison;

/// <summary>Measures one program: the contenders in turns, round by round, so that what else the machine does disturbs all of them alike.</summary>
internal sealed class Measurement(BenchmarkProgram program, MeasurementOptions options)
{
    private const int AllocationCalls = 1000;

    public Row Run()
    {
        long start = Stopwatch.GetTimestamp();
        program.CompileGradientAndCall();
        double compileMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds;

        program.CompileValueAlone();
        Correctness.Check(program);

        Contender[] contenders =
        [
            new(count => program.Handwritten(count)),
            new(count => program.Value(count)),
            new(count => program.Gradient(count)),
            new(count => program.Tape(count)),
            new(FiniteDifferences),
        ];
        foreach (var contender in contenders)
            contender.Calibrate(options.Slice);
        for (int round = 0; round < options.Rounds; round++)
        {
            for (int i = 0; i < contenders.Length; i++)
                contenders[(round + i) % contenders.Length].Measure();
        }

        double[] times = Array.ConvertAll(contenders, contender => contender.Nanoseconds(options.Minimum));
        return new Row(program.Name, program.Size, times[0], times[1], times[2], times[3], times[4], AllocatedBytes(), compileMs);
    }

    private void FiniteDifferences(int count)
    {
        for (int i = 0; i < count; i++)
            program.FiniteDifferences();
    }

    private long AllocatedBytes()
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        program.Gradient(AllocationCalls);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }
}

/// <summary>How long and how often.</summary>
/// <param name="Rounds">Turns of each contender.</param>
/// <param name="Slice">About how long a turn takes.</param>
/// <param name="Minimum">Whether the fastest turn counts, for machines that are busy otherwise, and not the median.</param>
internal sealed record MeasurementOptions(int Rounds, TimeSpan Slice, bool Minimum);
