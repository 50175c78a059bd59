namespace ExprGrad.Tests.Readme;

[Collection(nameof(ReadmeTests))]
public sealed class ReadmeProgramTests
{
    [Fact]
    public void Blocks_share_one_program_and_types_may_stand_anywhere() => Assert.Equal("5 values in README.md hold.", Run(
        """
        using System.Text;
        record Point(double X, double Y);
        var p = new Point(1, 2);  // => Point { X = 1, Y = 2 }
        """,
        """
        delegate double F(double x);
        F square = x => x * x;
        square(p.Y);              // => 4
        var (a, b) = (square(3), new[] { 0.5, 0.25 });  // => (9, [0.5, 0.25])
        for (var i = 0; i < 2; i++)
        {
            p = p with { X = i };
        }

        p = p with { Y = 1 / 3.0 };  // => Point { X = 1, Y = 0.333 }
        Console.WriteLine(new StringBuilder("done"));  // prints done
        """));

    [Theory]
    [InlineData("var x = 1.5;  // => 1.4", "README.md(2): expected 1.4, was 1.5")]
    [InlineData("\nConsole.WriteLine(3);\nConsole.WriteLine(4);  // prints 3", "README.md(4): expected 3, was 4")]
    [InlineData("if (1 < 2)\n{\n    Math.Sqrt(4);  // => 3\n}", "README.md(4): expected 3, was 2")]
    public void A_wrong_value_fails_with_its_line(string code, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => Run(code)).Message);

    [Theory]
    [InlineData("// => 3\nvar x = 1;")]
    [InlineData("for (var i = 0; i < 3; i++) Math.Sqrt(i);  // => 3", "neither")]
    [InlineData("var x = Math.Sqrt(  // => 3\n9);")]
    [InlineData("if (1 < 2) Math.Sqrt(2); else Math.Sqrt(3);  // => 3", "neither")]
    public void A_comment_that_checks_nothing_is_refused(string code, string why = "must stand behind a whole statement") =>
        Assert.Contains(why, Assert.Throws<FormatException>(() => Run(code)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_compiler_error_names_the_line_of_the_page() =>
        Assert.Contains("README.md(3,", Assert.ThrowsAny<Exception>(() => Run("var x = 1;\nint y = \"\";")).Message, StringComparison.Ordinal);

    private static string Run(params string[] blocks) => ReadmeRun.Of(string.Concat(blocks.Select(code => $"```csharp\n{code}\n```\n")));
}
