namespace ExprGrad.Tests.Language;

/// <summary>When two executors agree.</summary>
internal static class Comparison
{
    /// <summary>Strict values are the same bits (any NaN is like any other); fast ones may differ by rounding.</summary>
    public static bool IsSame(object expected, object actual, bool isStrict, bool isSingle)
    {
        if (expected.GetType() != actual.GetType()) return false;
        var (a, b) = (Number(expected), Number(actual));
        if (double.IsNaN(a) || double.IsNaN(b)) return double.IsNaN(a) && double.IsNaN(b);
        if (isStrict || double.IsInfinity(a)) return BitConverter.DoubleToInt64Bits(a) == BitConverter.DoubleToInt64Bits(b);
        return Math.Abs(a - b) <= (isSingle ? 1e-5 : 1e-12) * Math.Max(1, Math.Abs(a));
    }

    /// <summary>The first element in which two gradients differ by more than the tolerance times their largest element, or 1.</summary>
    public static string? Difference(double[] expected, double[] actual, double tolerance)
    {
        if (expected.Length != actual.Length) return $"{actual.Length} numbers, not {expected.Length}";
        var scale = expected.Where(double.IsFinite).Select(Math.Abs).Append(1).Max();
        for (var i = 0; i < expected.Length; i++)
        {
            if (!IsClose(expected[i], actual[i], tolerance * scale)) return $"[{i}] is {actual[i]:R}, not {expected[i]:R}\n[{string.Join(", ", actual)}]\n[{string.Join(", ", expected)}]";
        }

        return null;
    }

    private static bool IsClose(double a, double b, double tolerance) =>
        double.IsNaN(a) ? double.IsNaN(b) : double.IsInfinity(a) || double.IsInfinity(b) ? a.Equals(b) : Math.Abs(a - b) <= tolerance;

    private static double Number(object value) => Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
}
