using System.Globalization;

namespace ExprGrad.Benchmarks.Comparison;

/// <summary>A figure with its bar and whether it is met; the figure alone if there is no bar.</summary>
internal static class Mark
{
    public const string Met = "pass";
    public const string Missed = "FAIL";

    public static string AtMost(string figure, double value, double? bar) => Of(figure, "<=", bar, value <= bar);

    public static string AtLeast(string figure, double value, double? bar) => Of(figure, ">=", bar, value >= bar);

    private static string Of(string figure, string relation, double? bar, bool isMet) =>
        bar is { } number ? string.Create(CultureInfo.InvariantCulture, $"{figure} {relation} {number} {(isMet ? Met : Missed)}") : figure;
}
