using System.Globalization;
using ExprGrad.Benchmarks.Comparison;
using ExprGrad.Benchmarks.Programs;

namespace ExprGrad.Benchmarks.Sweep;

/// <summary>One loss with 100 to 1,000,000 parameters: the cost of its gradient is linear in their number, that of finite differences quadratic.</summary>
internal static class SizeSweep
{
    private const int Samples = 2;
    private const int LargestWithFiniteDifferences = 10_000;
    private static readonly int[] s_parameters = [100, 1000, 10_000, 100_000, 1_000_000];

    public static IReadOnlyList<Row> Run(Results results)
    {
        List<Row> rows = [];
        foreach (int parameters in s_parameters)
        {
            var measured = rows.LastOrDefault();
            if (results.Add("logistic", $"{Samples} x {parameters}", () => Measure(parameters, measured)) is { } row)
                rows.Add(row);
        }

        return rows;
    }

    /// <summary>The exponents of the growth: 1 is linear, 2 quadratic.</summary>
    public static string Growth(IReadOnlyList<Row> rows)
    {
        var measured = rows.Where(row => !row.FiniteDifferenceExtrapolated).ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            Over the number of parameters n, from {rows[0].Parameters} to {rows[^1].Parameters}, the compiled gradient grows as n^{Exponent(rows, row => row.GradientNs):F2}, the one by hand as n^{Exponent(rows, row => row.HandwrittenNs):F2},
            the tape as n^{Exponent(rows, row => row.TapeNs):F2}; finite differences as n^{Exponent(measured, row => row.FiniteDifferenceNs):F2}, measured to {measured[^1].Parameters} and extrapolated beyond as n^2.

            """);
    }

    private static Row Measure(int parameters, Row? before)
    {
        bool isMeasured = parameters <= LargestWithFiniteDifferences || before is null;
        var row = new Measurement(new Logistic(Samples, parameters, bars: null), MeasurementOptions.Default).Run(isMeasured);
        if (isMeasured)
            return row;
        double growth = (double)parameters / before!.Parameters;
        return row with { FiniteDifferenceNs = before.FiniteDifferenceNs * growth * growth, FiniteDifferenceExtrapolated = true };
    }

    // The slope of the line through the points in the logarithms, by least squares.
    private static double Exponent(IReadOnlyList<Row> rows, Func<Row, double> time)
    {
        double[] x = [.. rows.Select(row => Math.Log(row.Parameters))], y = [.. rows.Select(row => Math.Log(time(row)))];
        double meanX = x.Average(), meanY = y.Average();
        return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / x.Sum(a => (a - meanX) * (a - meanX));
    }
}
