namespace DigitsSample;

/// <summary>What a run found out.</summary>
internal sealed record Report(DigitSet Digits, IReadOnlyList<Progress> Curve, IReadOnlyList<Misreading> Misread, (TimeSpan First, TimeSpan Again) CompileTime, Comparison Comparison)
{
    public double TestAccuracy => 1 - (double)Misread.Count / Digits.Test.Count;

    public string Epochs => Curve[^1].Epoch == 1 ? "1 epoch" : $"{Curve[^1].Epoch:0.##} epochs";

    public string Batch => $"the first {Comparison.BatchSize} training images at the starting weights";

    /// <summary>A time in milliseconds, or a ratio, with three digits that count.</summary>
    public static string ThreeDigits(double number) =>
        number.ToString(number switch { >= 99.95 => "N0", >= 9.995 => "N1", >= 0.9995 => "N2", >= 0.09995 => "N3", >= 0.009995 => "N4", _ => "N5" });
}
