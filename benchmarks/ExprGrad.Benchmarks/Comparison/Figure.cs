using System.Globalization;

namespace ExprGrad.Benchmarks.Comparison;

/// <summary>Measured numbers as text, with as many digits as are worth reading.</summary>
internal static class Figure
{
    public static string Ratio(double ratio) => ratio.ToString(ratio < 100 ? "F2" : "F0", CultureInfo.InvariantCulture);

    public static string Time(double nanoseconds) => nanoseconds switch
    {
        < 1e4 => $"{Number(nanoseconds)} ns",
        < 1e7 => $"{Number(nanoseconds / 1e3)} us",
        < 1e10 => $"{Number(nanoseconds / 1e6)} ms",
        _ => $"{Number(nanoseconds / 1e9)} s",
    };

    public static string Number(double number) => number.ToString(number < 10 ? "F2" : number < 1000 ? "F1" : "F0", CultureInfo.InvariantCulture);
}
