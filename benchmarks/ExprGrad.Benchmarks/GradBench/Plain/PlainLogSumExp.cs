namespace ExprGrad.Benchmarks.GradBench.Plain;

/// <summary>What one writes first: loops, arrays, scalars.</summary>
internal static class PlainLogSumExp
{
    public static double Value(ReadOnlySpan<double> x)
    {
        var max = double.NegativeInfinity;
        foreach (var value in x)
        {
            if (value > max) max = value;
        }

        var sum = 0.0;
        foreach (var value in x) sum += Math.Exp(value - max);
        return max + Math.Log(sum);
    }
}
