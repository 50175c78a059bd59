using ExprGrad.Ir;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Ir;

public sealed class GraphEvaluatorTests
{
    private readonly GraphBuilder _g = new();

    [Fact]
    public void A_hundred_thousand_levels()
    {
        var x = _g.Input<double>("x");
        var deep = x;
        for (var i = 0; i < 100_000; i++) deep = _g.Plus(deep, _g.Number(1.0));
        Assert.Equal(100_002.0, Value(deep, 2.0));
    }

    [Fact]
    public void A_hundred_thousand_iterations()
    {
        var t = _g.Graph.Sequential(_g.Number(100_000));
        var state = _g.Graph.Add(new Carry(t, _g.Input<double>("x"), []));
        state.Next = _g.Plus(state, _g.Number(1.0));
        Assert.Equal(100_002.0, Value(_g.Graph.Add(new Final(state)), 2.0));
    }

    [Fact]
    public void The_arm_that_is_not_taken_is_not_evaluated()
    {
        var guard = _g.Guard(_g.Less(_g.Input<double>("x"), _g.Number(0.0)));
        var fails = _g.Graph.Apply(Primitives.CheckIndex, _g.Graph.In(_g.Number(5), guard), _g.Number(3));
        Assert.Equal(1, Value(_g.Graph.Add(new Choose(guard, fails, _g.Number(1))), 2.0));
        Assert.Throws<IndexOutOfRangeException>(() => Value(_g.Graph.Add(new Choose(guard, fails, _g.Number(1))), -2.0));
    }

    [Fact]
    public void Iterations_after_what_is_sought_are_not_evaluated()
    {
        var i = _g.Loop(_g.Number(10));
        var check = _g.Graph.Apply(Primitives.CheckIndex, _g.Index(i), _g.Number(3));
        var found = _g.Graph.Add(new Reduce(ReductionKind.Find, [i], _g.Less(_g.Number(1), check)));
        Assert.Equal(2, GraphEvaluator.Evaluate(_g.Returning(found) with { Effects = [check] }, _ => null).Value);
    }

    [Fact]
    public void Effects_are_evaluated_even_if_nothing_uses_them()
    {
        var check = _g.Graph.Apply(Primitives.CheckNotEmpty, _g.Number(0));
        Assert.Throws<InvalidOperationException>(() => GraphEvaluator.Evaluate(_g.Returning(_g.Number(1.0)) with { Effects = [check] }, _ => null));
    }

    [Theory]
    [InlineData(nameof(ReductionKind.Max), double.NegativeInfinity)]
    [InlineData(nameof(ReductionKind.Min), double.PositiveInfinity)]
    [InlineData(nameof(ReductionKind.Sum), 0.0)]
    [InlineData(nameof(ReductionKind.ArgMax), -1)]
    [InlineData(nameof(ReductionKind.ArgMin), -1)]
    public void Reductions_of_nothing(string kind, object expected)
    {
        var i = _g.Loop(_g.Number(0));
        Assert.Equal(expected, Value(_g.Graph.Add(new Reduce(Enum.Parse<ReductionKind>(kind), [i], _g.Graph.In(_g.Number(1.0), i))), 0.0));
    }

    [Fact]
    public void A_read_outside_of_a_loop_is_an_error_of_the_graph()
    {
        var i = _g.Loop(_g.Number(3));
        var read = _g.Graph.Add(new At(_g.Index(i), [i], [_g.Number(3)]));
        Assert.Contains("outside of i0", Assert.Throws<InvalidOperationException>(() => Value(read, 0.0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_depends_on_itself_is_an_error_of_the_graph()
    {
        var t = _g.Graph.Sequential(_g.Number(3));
        var state = _g.Graph.Add(new Carry(t, _g.Number(0.0), []));
        state.Next = _g.Graph.Add(new At(_g.Plus(state, state), [t], [_g.Number(2)]));
        Assert.Contains("depends on itself", Assert.Throws<InvalidOperationException>(() => Value(_g.Graph.Add(new Final(state)), 0.0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gradients_have_the_shapes_of_the_inputs()
    {
        var (rows, matrix) = (GraphBuilder.SlotOf<double[][]>("rows"), GraphBuilder.SlotOf<float[,]>("matrix"));
        var i = _g.Loop(_g.Number(3));
        var program = new Program(_g.Graph)
        {
            Arrays =
            [
                new ArrayOutput(rows, [new Contribution([_g.Number(1), _g.Number(0)], _g.Number(2.0), [i])]),
                new ArrayOutput(matrix, [new Contribution([_g.Number(0), _g.Index(i)], _g.Number(2f), [i]), new Contribution([_g.Number(1), _g.Number(1)], _g.Number(3f), [])]),
            ],
        };
        object? Read(Slot slot) => slot == rows ? new double[][] { [], [7, 8] } : new float[2, 3];
        var gradient = GraphEvaluator.Evaluate(program, Read).Arrays;
        Assert.Equal(new double[][] { [], [6, 0] }, (double[][])gradient[rows]);
        Assert.Equal(new float[,] { { 2, 2, 2 }, { 0, 3, 0 } }, (float[,])gradient[matrix]);
    }

    private object? Value(Node node, double input) => GraphEvaluator.Evaluate(_g.Returning(node), _ => input).Value;
}
