namespace ExprGrad.Tests.Architecture;

public sealed class ExpressionsAsTextTests
{
    [Theory]
    [InlineData("""$"in {e}" """)]
    [InlineData(""" "in " + e """)]
    [InlineData("""e + ":" """)]
    public void An_expression_in_a_text_is_found(string text) => Assert.Equal(["A.cs(2): e"], In(text));

    [Theory]
    [InlineData("""$"in {e.NodeType}" """)]
    [InlineData(""" "in " + e.Type.Name + e.NodeType """)]
    public void Its_properties_are_not(string text) => Assert.Empty(In(text));

    private static string[] In(string text) =>
    [
        .. ExpressionsAsText.In(
            LibrarySources.Compile(("A.cs", $"using System.Linq.Expressions; class A {{ string M(BinaryExpression e) =>\n{text}; }}"))),
    ];
}
