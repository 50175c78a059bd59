using ExprGrad.Ir;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Ir;

public sealed class GraphVerifierTests
{
    private readonly GraphBuilder _g = new();

    [Fact]
    public void An_operand_of_another_graph() => Breaks(_g.Times(new GraphBuilder().Input<double>("y"), _g.Number(2.0)), "in its graph");

    [Fact]
    public void A_value_that_varies() => Breaks(_g.Load(_g.Input<double[]>("w"), _g.Index(_g.Loop(_g.Number(3)))), "one value");

    [Fact]
    public void Operands_of_two_types() => Breaks(_g.Times(_g.Input<double>("x"), _g.Number(2)), "two operands of one type");

    [Fact]
    public void A_selection_from_two_types() =>
        Breaks(_g.Graph.Apply(Primitives.Select, _g.Number(true), _g.Number(1.0), _g.Number(1)), "two values of one type");

    [Fact]
    public void A_real_index() => Breaks(_g.Load(_g.Input<double[]>("w"), _g.Number(1.0)), "is an int");

    [Fact]
    public void Too_few_indices() => Breaks(_g.Load(_g.Input<double[,]>("w"), _g.Number(1)), "has 2 indices");

    [Fact]
    public void The_length_of_a_dimension_that_is_not_there() => Breaks(_g.Graph.Add(new Length(_g.Input<double[]>("w"), 1)), "of a dimension of an array");

    [Fact]
    public void An_extent_that_is_real() => Breaks(_g.Graph.Sum([_g.Loop(_g.Number(2.0))], _g.Number(1.0)), "an extent is an int");

    [Fact]
    public void A_predicate_that_is_an_int() => Breaks(_g.Graph.Sum([_g.Guard(_g.Number(2))], _g.Number(1.0)), "a guard's predicate is a bool");

    [Fact]
    public void A_reduction_over_a_loop_that_the_body_is_not_in() =>
        Breaks(_g.Graph.Add(new Reduce(ReductionKind.Sum, [_g.Loop(_g.Number(3))], _g.Number(1.0))), "axes that the body varies over");

    [Fact]
    public void A_search_for_a_number()
    {
        var i = _g.Loop(_g.Number(3));
        Breaks(_g.Graph.Add(new Reduce(ReductionKind.Find, [i], _g.Index(i))), "where a bool holds");
    }

    [Fact]
    public void The_wrong_arm_of_a_branch()
    {
        var x = _g.Input<double>("x");
        var guard = _g.Guard(_g.Less(x, _g.Number(0.0)));
        Breaks(_g.Graph.Add(new Choose(guard, _g.Graph.In(x, guard.Complement!), x)), "the first arm is under the guard");
    }

    [Fact]
    public void Both_arms_at_once()
    {
        var x = _g.Input<double>("x");
        var guard = _g.Guard(_g.Less(x, _g.Number(0.0)));
        var both = _g.Graph.In(_g.Graph.In(x, guard), guard.Complement!);
        Breaks(_g.Graph.Sum([guard, guard.Complement!], both), "both branches");
    }

    [Fact]
    public void A_sum_over_a_loop_that_another_depends_on()
    {
        var i = _g.Loop(_g.Number(3));
        var j = _g.Loop(_g.Index(i), i);
        Breaks(_g.Graph.Sum([i], _g.Plus(_g.Index(i), _g.Index(j))), "not over all that bounds");
    }

    [Fact]
    public void A_state_without_a_next_one() => Breaks(_g.Graph.Add(new Final(State())), "has a next state");

    [Fact]
    public void A_next_state_of_another_type()
    {
        var state = State();
        state.Next = _g.Graph.In(_g.Number(1), state.Axis);
        Breaks(_g.Graph.Add(new Final(state)), "has the type of the initial one");
    }

    [Fact]
    public void A_next_state_outside_of_the_loop()
    {
        var state = State();
        state.Next = _g.Number(1.0);
        Breaks(_g.Graph.Add(new Final(state)), "varies over the same axes");
    }

    [Fact]
    public void A_read_along_a_loop_that_the_value_is_not_in() =>
        Breaks(_g.Graph.Add(new At(_g.Number(1.0), [_g.Loop(_g.Number(3))], [_g.Number(0)])), "which the value varies over");

    [Fact]
    public void A_contribution_from_a_loop_that_is_not_run_through()
    {
        var (i, j) = (_g.Loop(_g.Number(3)), _g.Loop(_g.Number(4)));
        var sums = _g.Graph.Add(new Scatter([i], [new Contribution([_g.Number(0)], _g.Index(j), [])], []));
        Breaks(_g.Graph.Sum([i], sums), "varies over {} only");
    }

    [Fact]
    public void A_gradient_of_the_wrong_type()
    {
        var x = GraphBuilder.SlotOf<float>("x");
        Breaks(new Program(_g.Graph) { Scalars = [new ScalarOutput(x, _g.Number(1.0))] }, "has its type");
    }

    [Fact]
    public void A_gradient_of_a_row_at_one_index()
    {
        var rows = GraphBuilder.SlotOf<double[][]>("rows");
        Breaks(new Program(_g.Graph) { Arrays = [new ArrayOutput(rows, [new Contribution([_g.Number(0)], _g.Number(1.0), [])])] }, "at 2 indices");
    }

    [Fact]
    public void An_expansion_of_another_type()
    {
        var x = _g.Input<double>("x");
        Breaks(_g.Returning(x) with { Expansions = new Dictionary<Node, Node> { [x] = _g.Number(1) } }, "which has its type");
    }

    private Carry State() => _g.Graph.Add(new Carry(_g.Graph.Sequential(_g.Number(3)), _g.Number(0.0), []));

    private void Breaks(Node value, string rule) => Breaks(_g.Returning(value), rule);

    private static void Breaks(Program program, string rule) =>
        Assert.Contains(rule, Assert.Throws<InvalidOperationException>(() => GraphVerifier.Check(program)).Message, StringComparison.Ordinal);
}
