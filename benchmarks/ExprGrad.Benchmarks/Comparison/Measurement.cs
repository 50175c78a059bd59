using System.Diagnostics;
using ExprGrad.Benchmarks.Programs;

namespace ExprGrad.Benchmarks.Comparison;

/// <summary>Measures one program: the contenders in turns, round by round, so that what else the machine does disturbs all of them alike.</summary>
internal sealed class Measurement(BenchmarkProgram program, MeasurementOptions options)
{
    private const int AllocationCalls = 1000;

    /// <summary>The medians. Without finite differences, their time is NaN.</summary>
    /// <exception cref="WrongResultException">Two ways disagree; nothing is measured then.</exception>
    public Row Run(bool withFiniteDifferences)
    {
        long start = Stopwatch.GetTimestamp();
        program.CompileGradientAndCall();
        double compileMs = Stopwatch.GetElapsedTime(start).TotalMilliseconds;

        program.CompileOthers();
        Correctness.Check(program, withFiniteDifferences);

        Contender handwritten = new(count => program.Handwritten(count), options);
        Contender value = new(count => program.Value(count), options);
        Contender gradient = new(count => program.Gradient(count), options);
        Contender tapeByHand = new(count => program.TapeByHand(count), options);
        Contender tapeOfLambda = new(count => program.TapeOfLambda(count), options);
        Contender differences = new(FiniteDifferences, options);
        List<Contender> contenders = [handwritten, value, gradient, tapeByHand, tapeOfLambda];
        if (withFiniteDifferences)
            contenders.Add(differences);

        foreach (var contender in contenders)
            contender.Calibrate();
        for (int round = 0; round < options.Rounds; round++)
        {
            for (int i = 0; i < contenders.Count; i++)
                contenders[(round + i) % contenders.Count].Measure();
        }

        return new Row(
            program.Name,
            program.Size,
            handwritten.MedianNanoseconds(),
            value.MedianNanoseconds(),
            gradient.MedianNanoseconds(),
            Math.Min(tapeByHand.MedianNanoseconds(), tapeOfLambda.MedianNanoseconds()),
            withFiniteDifferences ? differences.MedianNanoseconds() : double.NaN,
            AllocatedBytes(),
            compileMs)
        {
            Parameters = program.Outputs.Sum(output => output.Length),
            Bars = program.Bars,
        };
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
/// <param name="Slice">About how long a turn takes: short enough that most turns are not interrupted.</param>
/// <param name="Budget">After so long a contender gets no more turns, once it had three.</param>
internal sealed record MeasurementOptions(int Rounds, TimeSpan Slice, TimeSpan Budget)
{
    public static MeasurementOptions Default { get; } = new(201, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1));
}
