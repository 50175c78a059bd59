using ExprGrad.Ir;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Ir;

/// <summary>Index arithmetic that is simplified as it is written into the graph.</summary>
public sealed class IntegerIdentityTests
{
    private readonly GraphBuilder _ = new();

    [Fact]
    public void A_term_is_taken_out_of_a_sum()
    {
        var (a, b, c, d) = (_.Input<int>("a"), _.Input<int>("b"), _.Input<int>("c"), _.Input<int>("d"));
        Assert.Same(a, Minus(_.Plus(a, b), b));
        Assert.Same(b, Minus(_.Plus(a, b), a));
        Assert.Same(_.Plus(a, c), Minus(_.Plus(a, _.Plus(b, c)), b));
        Assert.Same(_.Plus(_.Plus(a, c), d), Minus(_.Plus(_.Plus(a, _.Plus(b, c)), d), b));
        Assert.Same(_.Plus(a, c), Minus(Minus(_.Plus(a, _.Plus(_.Plus(b, _.Number(1)), c)), b), _.Number(1)));
    }

    [Fact]
    public void Other_terms_stay()
    {
        var (a, b, c) = (_.Input<int>("a"), _.Input<int>("b"), _.Input<int>("c"));
        Assert.Equal([_.Plus(a, b), c], Minus(_.Plus(a, b), c).Operands);
        var (x, y) = (_.Input<double>("x"), _.Input<double>("y"));
        Assert.Equal([_.Plus(x, y), y], Minus(_.Plus(x, y), y).Operands);
    }

    private Node Minus(Node a, Node b) => _.Graph.Apply(Primitives.Subtract, a, b);
}
