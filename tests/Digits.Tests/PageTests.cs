using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace DigitsSample.Tests;

public class PageTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void The_page_shows_each_misread_digit(int count)
    {
        var page = Page.Html(Example(misread: count));

        Assert.Equal(count, Regex.Count(page, "<figure class=\"digit\">"));
        Assert.Equal(count, Regex.Count(page, "<b>4</b>, read as <b class=\"wrong\">9</b>"));
        Assert.Contains(count == 0 ? "No digit was misread" : $"Misread digits: {count} of 4", page);
    }

    [Fact]
    public void Its_pictures_are_well_formed_and_have_a_square_for_each_pixel_with_ink()
    {
        var pictures = Regex.Matches(Page.Html(Example(misread: 1)), "<svg.*?</svg>", RegexOptions.Singleline | RegexOptions.NonBacktracking).Select(match => XElement.Parse(match.Value)).ToArray();

        Assert.Equal(3, pictures.Length);
        Assert.Equal(2, pictures[0].Element("polyline")!.Attribute("points")!.Value.Split(' ').Length);
        Assert.Equal([("1", "0", "0.25"), ("7", "7", "1")], pictures[2].Elements("rect").Select(rect => (rect.Attribute("x")!.Value, rect.Attribute("y")!.Value, rect.Attribute("fill-opacity")!.Value)));
    }

    [Fact]
    public void It_shows_the_measurements_and_where_the_digits_come_from()
    {
        var page = Page.Html(Example(misread: 1));

        Assert.Contains("<tr><td>tape</td><td>0.500 ms</td><td>5.00</td><td>1e-15</td></tr>", page);
        Assert.Contains("a&lt;b.csv", page);
        Assert.Contains("75.0%", page);
    }

    [Theory]
    [InlineData(5123.4, "5,123")]
    [InlineData(99.96, "100")]
    [InlineData(12.34, "12.3")]
    [InlineData(1.234, "1.23")]
    [InlineData(0.1234, "0.123")]
    [InlineData(0.02346, "0.0235")]
    [InlineData(0.00123, "0.00123")]
    public void Times_and_ratios_have_three_digits_that_count(double number, string text) => Assert.Equal(text, Report.ThreeDigits(number));

    [Fact]
    public void A_page_for_which_there_is_no_place_is_refused_at_once()
    {
        Assert.Throws<InputException>(() => new Page(""));
        Assert.Throws<InputException>(() => new Page(Path.GetTempPath()));
        Assert.Throws<InputException>(() => new Page(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName(), "page.html")));
    }

    [Fact]
    public void It_is_written_where_it_says()
    {
        using var file = new TemporaryFile("");

        Assert.Equal(file.Name, new Page(file.Name).Write(Example(misread: 1)));
        Assert.Equal(Page.Html(Example(misread: 1)), File.ReadAllText(file.Name));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(10_000)]
    [InlineData(0.02)]
    public void An_axis_has_a_few_round_ticks(double last)
    {
        var axis = Axis.Linear(0, last);

        Assert.InRange(axis.Ticks.Count, 4, 9);
        Assert.Equal((0, 1), (axis.Position(0), axis.Position(last)));
    }

    [Fact]
    public void A_logarithmic_axis_shows_powers_of_ten_where_more_would_be_too_much()
    {
        Assert.Equal([0.05, 0.1, 0.2, 0.5, 1, 2], Axis.Logarithmic(0.03, 2.5).Ticks, (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal([1e-4, 1e-3, 1e-2, 0.1, 1], Axis.Logarithmic(5e-5, 2.5).Ticks, (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(0.5, Axis.Logarithmic(0.01, 1).Position(0.1), 1e-12);
    }

    private static Report Example(int misread)
    {
        var pixels = new double[64];
        (pixels[1], pixels[63]) = (0.25, 1);
        var digits = Enumerable.Range(1, 20).Select(row => new Digit(pixels, 4, row)).ToArray();
        var set = DigitSet.Of(digits, "a<b.csv");
        Progress[] curve = [new(1, TimeSpan.FromSeconds(1), 1.5, 0.5), new(2, TimeSpan.FromSeconds(2), 0.5, 0.75)];
        var comparison = new Comparison(16,
        [
            new("compiled delegate", TimeSpan.FromMilliseconds(0.1), 1, 0),
            new("tape", TimeSpan.FromMilliseconds(0.5), 5, 1e-15),
            new("finite differences", TimeSpan.FromMilliseconds(500), 5000, 1e-9),
        ]);
        return new(set, curve, [.. set.Test.Take(misread).Select(digit => new Misreading(digit, 9))], (TimeSpan.FromSeconds(0.2), TimeSpan.FromSeconds(0.01)), comparison);
    }
}
