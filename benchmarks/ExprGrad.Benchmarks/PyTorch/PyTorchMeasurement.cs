using System.Diagnostics;
using ExprGrad.Benchmarks.Comparison;
using ExprGrad.Benchmarks.PyTorch.Programs;

namespace ExprGrad.Benchmarks.PyTorch;

/// <summary>Measures one program: ExprGrad and PyTorch in turns, round by round, so that what else the machine does disturbs both alike.</summary>
internal static class PyTorchMeasurement
{
    /// <exception cref="WrongResultException">They disagree; nothing is measured then.</exception>
    /// <exception cref="PyTorchFailedException">PyTorch's process has no answer.</exception>
    public static PyTorchRow Run(PyTorchProgram program, PyTorchProcess process, MeasurementOptions options)
    {
        var start = Stopwatch.GetTimestamp();
        program.CompileGradientAndCall();
        var compile = Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        PyTorchCorrectness.Check(program, process.Check(program.Name));

        // Each has its own clock: the way to the other process and back takes time, too.
        var pyTorch = Contender.OfClock(count => process.Nanoseconds(program.Name, count), options);
        var gradient = Contender.OfClock(count => Nanoseconds(program, count), options);
        Contender[] contenders = [pyTorch, gradient];
        foreach (var contender in contenders) contender.Calibrate();
        for (var round = 0; round < options.Rounds; round++)
        {
            for (var i = 0; i < contenders.Length; i++) contenders[(round + i) % contenders.Length].Measure();
        }

        var gradientNs = gradient.MedianNanoseconds();
        return new(program.Name, program.Size, program.IsFloat ? "float" : "double", pyTorch.MedianNanoseconds(), gradientNs, Math.Max(0, compile - gradientNs) / 1e6);
    }

    // After a call that is not counted, as in programs.py: in the other's turn the caches were the other's.
    private static double Nanoseconds(PyTorchProgram program, int count)
    {
        program.Gradient(1);
        var start = Stopwatch.GetTimestamp();
        program.Gradient(count);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }
}
