namespace DigitsSample.Tests;

public class DigitFileTests
{
    private static readonly string Blank = string.Concat(Enumerable.Repeat("0,", 64));

    [Fact]
    public void The_embedded_digits_are_all_there_and_every_fifth_row_tests()
    {
        var digits = DigitFile.Embedded();

        Assert.Equal((1438, 359), (digits.Train.Count, digits.Test.Count));
        Assert.All(digits.Test, digit => Assert.Equal(0, digit.Row % 5));
        Assert.Equal(Enumerable.Range(1, 1797), digits.Train.Concat(digits.Test).Select(digit => digit.Row).Order());
        Assert.Equal([178, 182, 177, 183, 181, 182, 181, 179, 174, 180], digits.Train.Concat(digits.Test).CountBy(digit => digit.Label).OrderBy(count => count.Key).Select(count => count.Value));
        Assert.All(digits.Train, digit => Assert.All(digit.Pixels, pixel => Assert.InRange(pixel, 0, 1)));
    }

    [Theory]
    [InlineData(false, "\n")]
    [InlineData(true, "\n")]
    [InlineData(false, "\r\n")]
    public void A_file_may_be_gzipped_and_have_any_line_ends(bool isZipped, string lineEnd)
    {
        var text = string.Concat(Enumerable.Range(0, 6).Select(label => $"16,4,{Blank[4..]}{label}{lineEnd}"));
        using var file = isZipped ? new TemporaryFile(TemporaryFile.Gzipped(text)) : new TemporaryFile(text);

        var digits = DigitFile.Read(file.Name);

        Assert.Equal([0, 1, 2, 3, 5], digits.Train.Select(digit => digit.Label));
        var test = Assert.Single(digits.Test);
        Assert.Equal((4, 5), (test.Label, test.Row));
        Assert.Equal([1, 0.25, 0], test.Pixels[..3]);
        Assert.Equal(64, test.Pixels.Length);
    }

    [Theory]
    [InlineData("10", "line 2: expected a whole number from 0 to 9, found '10'.")]
    [InlineData("-1", "line 2: expected a whole number from 0 to 9, found '-1'.")]
    [InlineData("", "line 2: expected a whole number from 0 to 9, found ''.")]
    [InlineData("0,0", "line 2: expected 64 pixels and a label, found 66 fields.")]
    public void A_wrong_line_is_named(string label, string message)
    {
        using var file = new TemporaryFile($"{Blank}0\n{Blank}{label}\n");

        var error = Assert.Throws<InputException>(() => DigitFile.Read(file.Name));

        Assert.Equal($"{file.Name}, {message}", error.Message);
    }

    [Fact]
    public void A_pixel_is_at_most_16()
    {
        using var file = new TemporaryFile($"17,{Blank[2..]}0\n");

        var error = Assert.Throws<InputException>(() => DigitFile.Read(file.Name));

        Assert.EndsWith("line 1: expected a whole number from 0 to 16, found '17'.", error.Message);
    }

    [Fact]
    public void Files_without_digits_are_refused()
    {
        using var empty = new TemporaryFile("");
        using var broken = new TemporaryFile([0x1f, 0x8b, 1, 2, 3]);

        Assert.EndsWith("expected 5 digits or more, found 0.", Assert.Throws<InputException>(() => DigitFile.Read(empty.Name)).Message);
        Assert.Throws<InputException>(() => DigitFile.Read(broken.Name));
        Assert.Throws<InputException>(() => DigitFile.Read(empty.Name + ".missing"));
        Assert.Throws<InputException>(() => DigitFile.Read(Path.GetTempPath()));
    }
}
