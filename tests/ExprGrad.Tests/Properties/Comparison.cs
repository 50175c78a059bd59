using System.Globalization;

namespace ExprGrad.Tests.Properties;

/// <summary>When two values or two gradients count as the same.</summary>
internal static class Comparison
{
    public static double Tolerance(bool usesSingle) => usesSingle ? 1e-4 : 1e-10;

    /// <summary>Finite differences are taken on double, so that for float lambdas it is the gradient that is rough.</summary>
    public static double DifferenceTolerance(bool usesSingle) => usesSingle ? 1e-3 : 1e-5;

    /// <summary>The largest gradient element, at least 1: what errors are relative to.</summary>
    public static double Scale(IEnumerable<double> gradient) => Math.Max(1, gradient.Select(Math.Abs).DefaultIfEmpty().Max());

    public static bool SameBits(double a, double b) =>
        BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b) || (double.IsNaN(a) && double.IsNaN(b));

    public static bool AreClose(double a, double b, double tolerance) =>
        a.Equals(b) || Math.Abs(a - b) <= tolerance * Math.Max(1, Math.Max(Math.Abs(a), Math.Abs(b)));

    /// <summary>
    /// The worst element of two gradients as text, or null if they agree; elements that are not to be compared are passed over.
    /// </summary>
    public static string? Worst(double[] expected, double[] actual, double tolerance, Func<int, bool>? counts = null)
    {
        if (expected.Length != actual.Length)
            return $"{actual.Length} elements instead of {expected.Length}";
        double scale = Scale(expected.Concat(actual).Where(double.IsFinite));
        double worst = tolerance;
        string? text = null;
        for (int i = 0; i < expected.Length; i++)
        {
            if (counts is not null && !counts(i))
                continue;
            double error = expected[i].Equals(actual[i]) ? 0 : Math.Abs(expected[i] - actual[i]) / scale;
            if (error <= worst)
                continue;
            worst = error;
            text = string.Create(
                CultureInfo.InvariantCulture, $"element {i}: {expected[i]:R} against {actual[i]:R}, error {error:E2} of {scale:G3}");
            if (double.IsNaN(error))
                break;
        }

        return text;
    }
}
