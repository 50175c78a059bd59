namespace ExprGrad.Tests.Architecture;

public sealed class LayersTests
{
    [Theory]
    [InlineData("Ad.cs", "the vocabulary")]
    [InlineData("Ad.Special.cs", "the vocabulary")]
    [InlineData("Compilation/IDelegateCompiler.cs", "the vocabulary")]
    [InlineData("Compilation/Pipeline.cs", "Compilation")]
    [InlineData("Ir/Nodes/Load.cs", "Ir")]
    [InlineData("Grad.Compile.cs", "the facade")]
    [InlineData("Stranger.cs", null)]
    [InlineData("Helpers/Stranger.cs", null)]
    public void A_file_belongs_to_a_layer_by_its_path(string file, string? layer) => Assert.Equal(layer, Layers.Of(file)?.Name);

    [Fact]
    public void References_downwards_and_within_a_layer_are_allowed() => Assert.Empty(Violations(
        ("Ad.cs", "namespace ExprGrad; public static class Ad { public static double F(double x) => x; }"),
        ("Ir/Node.cs", "namespace ExprGrad.Ir; class Node { public double V => Ad.F(1); }"),
        ("Emission/Emitter.cs", "using ExprGrad.Ir; namespace ExprGrad.Emission; class Emitter { public Node N = new(); }"),
        ("Grad.cs", "using ExprGrad.Emission; namespace ExprGrad; public static class Grad { static object E() => new Emitter().N; }")));

    [Theory]
    [InlineData("class Node { Emission.Emitter? e; }")]
    [InlineData("class Node { object E() => new Emission.Emitter(); }")]
    [InlineData("class Node : Emission.Emitter;")]
    [InlineData("class Node { [Emission.Mark] void M() { } }")]
    [InlineData("class Node { int N(System.Collections.Generic.List<Emission.Emitter> all) => 1; }")]
    [InlineData("class Node { int N() => 3.Twice(); }")]
    public void A_reference_upwards_names_file_line_and_target(string node)
    {
        var found = Violations(
            ("Ir/Node.cs", $"using ExprGrad.Emission;\nnamespace ExprGrad.Ir;\n{node}"),
            ("Emission/Emitter.cs", """
                namespace ExprGrad.Emission;
                class Emitter;
                class MarkAttribute : System.Attribute;
                static class Numbers { public static int Twice(this int n) => 2 * n; }
                """));
        Assert.Equal(["Ir/Node.cs(3): Ir uses Emission/Emitter.cs, which is in Emission"], found);
    }

    [Fact]
    public void A_member_of_a_partial_type_counts_where_it_is_declared() => Assert.Equal(
        ["Ir/Node.cs(1): Ir uses Frontend/Ad.cs, which is in Frontend"],
        Violations(
            ("Ad.cs", "namespace ExprGrad; public static partial class Ad { public static double F(double x) => x; }"),
            ("Frontend/Ad.cs", "namespace ExprGrad; public static partial class Ad { public static double G(double x) => x; }"),
            ("Ir/Node.cs", "namespace ExprGrad.Ir; class Node { double V => Ad.F(1) + Ad.G(1); }")));

    [Fact]
    public void The_vocabulary_uses_only_itself() => Assert.Equal(
        ["Ad.cs(1): the vocabulary uses Ir/Node.cs, which is in Ir"],
        Violations(
            ("Ad.cs", "namespace ExprGrad; public static class Ad { static readonly Ir.Node N = new(); }"),
            ("Ir/Node.cs", "namespace ExprGrad.Ir; class Node;")));

    private static string[] Violations(params (string File, string Text)[] sources) => [.. Layers.Violations(LibrarySources.Compile(sources))];
}
