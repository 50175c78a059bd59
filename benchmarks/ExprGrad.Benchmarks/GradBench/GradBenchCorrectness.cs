using ExprGrad.Benchmarks.Comparison;
using ExprGrad.Benchmarks.GradBench.Programs;

namespace ExprGrad.Benchmarks.GradBench;

/// <summary>Before anything is timed: the value is that of the plain primal, and the gradient that of the tape and of the primal's differences.</summary>
internal static class GradBenchCorrectness
{
    private const double Exact = 1e-10;
    private const double Differences = 1e-6;
    private const int Directions = 3;

    /// <exception cref="WrongResultException">They don't agree.</exception>
    public static void Check(GradBenchProgram program)
    {
        var expected = program.Primal(1);
        var gradient = Gradient(program, () => program.Gradient(1), out var value);
        CheckValue(program, "compiled", value, expected);

        // A tape of less computes something else.
        if (program.TapeScale == 1)
        {
            var onTape = Gradient(program, () => program.Tape(1), out value);
            CheckValue(program, "on the tape", value, expected);
            var scale = gradient.Max(Math.Abs);
            for (var i = 0; i < gradient.Length; i++)
            {
                if (!(Math.Abs(gradient[i] - onTape[i]) <= Exact * scale))
                    throw new WrongResultException($"{program.Name} {program.Size}: element {i} of the gradient is {gradient[i]:R}, on the tape {onTape[i]:R}.");
            }
        }

        CheckDirections(program, gradient);
    }

    // Along directions of random signs, in which no part of the gradient is lost.
    private static void CheckDirections(GradBenchProgram program, double[] gradient)
    {
        var random = new Random(1);
        var at = Flat(program.Variables);
        var step = Math.Cbrt(1e-16) * Math.Max(1, at.Max(Math.Abs));
        for (var i = 0; i < Directions; i++)
        {
            var direction = Array.ConvertAll(at, _ => random.Next(2) == 0 ? -1.0 : 1.0);
            double ValueAt(double distance)
            {
                Set(program.Variables, [.. at.Zip(direction, (x, d) => x + distance * d)]);
                return program.Primal(1);
            }

            var difference = (ValueAt(step) - ValueAt(-step)) / (2 * step);
            Set(program.Variables, at);
            var slope = gradient.Zip(direction, (g, d) => g * d).Sum();
            var scale = Math.Max(gradient.Max(Math.Abs), Math.Abs(slope));
            if (!(Math.Abs(difference - slope) <= Differences * Math.Max(scale, Math.Abs(ValueAt(0)))))
                throw new WrongResultException($"{program.Name} {program.Size}: the slope along direction {i} is {slope:R}, by differences {difference:R}.");
        }
    }

    private static void CheckValue(GradBenchProgram program, string way, double actual, double expected)
    {
        if (!(Math.Abs(actual - expected) <= Exact * Math.Max(1, Math.Abs(expected))))
            throw new WrongResultException($"{program.Name} {program.Size}, {way}: the value is {actual:R}, by hand {expected:R}.");
    }

    // What is not written stays NaN, which agrees with nothing.
    private static double[] Gradient(GradBenchProgram program, Func<double> run, out double value)
    {
        Set(program.Outputs, [.. Flat(program.Outputs).Select(_ => double.NaN)]);
        value = run();
        return Flat(program.Outputs);
    }

    private static double[] Flat(IReadOnlyList<Array> arrays) => [.. arrays.SelectMany(array => array.Cast<double>())];

    private static void Set(IReadOnlyList<Array> arrays, double[] numbers)
    {
        var offset = 0;
        foreach (var array in arrays)
        {
            Buffer.BlockCopy(numbers, offset, array, 0, Buffer.ByteLength(array));
            offset += Buffer.ByteLength(array);
        }
    }
}
