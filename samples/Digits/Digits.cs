namespace DigitsSample;

/// <summary>A handwritten digit: 8 x 8 pixels from 0 (paper) to 1 (ink), line by line; what it is; and its row in the file, from 1.</summary>
internal sealed record Digit(double[] Pixels, int Label, int Row);

/// <summary>The digits to learn from, those to test with, and where they come from.</summary>
internal sealed record DigitSet(IReadOnlyList<Digit> Train, IReadOnlyList<Digit> Test, string Source)
{
    /// <summary>Every fifth row is for the test.</summary>
    public static DigitSet Of(IReadOnlyList<Digit> digits, string source) =>
        new([.. digits.Where(digit => digit.Row % 5 != 0)], [.. digits.Where(digit => digit.Row % 5 == 0)], source);
}

/// <summary>Images and labels, as <see cref="Network.Loss"/> takes them.</summary>
internal sealed record Batch(double[][] Images, int[] Labels)
{
    public int Size => Images.Length;

    public static Batch Of(IReadOnlyCollection<Digit> digits) => new([.. digits.Select(digit => digit.Pixels)], [.. digits.Select(digit => digit.Label)]);
}
