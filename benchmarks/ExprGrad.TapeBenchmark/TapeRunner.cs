using System.Diagnostics;

namespace ExprGrad.TapeBenchmark;

/// <summary>Runs one program on the tape: its value and gradient, and how long they take.</summary>
internal sealed class TapeRunner(TapeProgram program)
{
    private readonly Tape tape = new();
    private readonly TapeDouble[] variables = new TapeDouble[program.At.Length];

    public double[] Gradient { get; } = new double[program.At.Length];

    /// <summary>Rows of the last recording that are operations.</summary>
    public int Operations => tape.Count - variables.Length;

    public double ValueAndGradient()
    {
        tape.Reset();
        tape.Variables(program.At, variables);
        var result = program.Function(variables);
        tape.Sweep(result);
        tape.Adjoints(variables, Gradient);
        return result.Value;
    }

    public double NanosecondsPerGradient(int repetitions)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < repetitions; i++)
            ValueAndGradient();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / repetitions;
    }
}
