using ExprGrad.Benchmarks.Programs;

namespace ExprGrad.Benchmarks.Comparison;

/// <summary>Before anything is timed: all ways agree. An error is relative to the largest element of the gradient, or 1.</summary>
internal static class Correctness
{
    private const double Exact = 1e-10;
    private const double Differences = 1e-5;

    /// <exception cref="WrongResultException">They don't.</exception>
    public static void Check(BenchmarkProgram program, bool withFiniteDifferences)
    {
        double[] expected = Gradient(program, () => program.Handwritten(1), out double value);
        double scale = Math.Max(1, expected.Max(Math.Abs));

        CheckGradient("compiled", () => program.Gradient(1), Exact, isValued: true);
        CheckGradient("tape", () => program.TapeByHand(1), Exact, isValued: true);
        CheckGradient("lambda on the tape", () => program.TapeOfLambda(1), Exact, isValued: true);
        if (withFiniteDifferences)
            CheckGradient("finite differences", FiniteDifferences, Differences, isValued: false);
        CheckValue("compiled value", program.Value(1));

        double FiniteDifferences()
        {
            program.FiniteDifferences();
            return double.NaN;
        }

        void CheckGradient(string way, Func<double> run, double tolerance, bool isValued)
        {
            double[] actual = Gradient(program, run, out double result);
            if (isValued)
                CheckValue(way, result);
            for (int i = 0; i < expected.Length; i++)
            {
                if (!(Math.Abs(actual[i] - expected[i]) <= tolerance * scale))
                    throw new WrongResultException($"{program.Name} {program.Size}, {way}: element {i} of the gradient is {actual[i]:R}, by hand {expected[i]:R}.");
            }
        }

        void CheckValue(string way, double actual)
        {
            if (!(Math.Abs(actual - value) <= Exact * Math.Max(1, Math.Abs(value))))
                throw new WrongResultException($"{program.Name} {program.Size}, {way}: the value is {actual:R}, by hand {value:R}.");
        }
    }

    // What is not written stays NaN, which agrees with nothing.
    private static double[] Gradient(BenchmarkProgram program, Func<double> run, out double value)
    {
        foreach (double[] output in program.Outputs)
            Array.Fill(output, double.NaN);
        value = run();
        return [.. program.Outputs.SelectMany(output => output)];
    }
}
