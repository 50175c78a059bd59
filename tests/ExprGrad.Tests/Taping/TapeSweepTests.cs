namespace ExprGrad.Tests.Taping;

public sealed class TapeSweepTests
{
    private readonly Tape tape = new();

    [Fact]
    public void The_seed_scales_the_derivatives()
    {
        var x = tape.Variable(3);
        tape.Sweep(x * x, -2);
        Assert.Equal(-12, tape.Adjoint(x));
    }

    [Fact]
    public void Each_sweep_overwrites_the_one_before()
    {
        var (x, y) = (tape.Variable(3), tape.Variable(4));
        var (product, sum) = (x * y, x + x);
        tape.Sweep(product);
        Assert.Equal((4, 3), (tape.Adjoint(x), tape.Adjoint(y)));
        tape.Sweep(sum);
        Assert.Equal((2, 0), (tape.Adjoint(x), tape.Adjoint(y)));
        tape.Sweep(product);
        Assert.Equal((4, 3), (tape.Adjoint(x), tape.Adjoint(y)));
    }

    [Fact]
    public void Intermediate_values_have_adjoints_too()
    {
        var x = tape.Variable(3);
        var square = x * x;
        tape.Sweep(5 * square);
        Assert.Equal(5, tape.Adjoint(square));
    }

    [Fact]
    public void What_was_recorded_after_the_output_has_derivative_zero()
    {
        var x = tape.Variable(3);
        var y = x * x;
        var later = y * x;
        tape.Sweep(y);
        Assert.Equal(0, tape.Adjoint(later));
        Assert.Equal(6, tape.Adjoint(x));
    }

    [Fact]
    public void The_derivatives_of_a_constant_are_zero()
    {
        var x = tape.Variable(3);
        tape.Sweep(x * x);
        tape.Sweep(42);
        Assert.Equal(0, tape.Adjoint(x));
    }

    [Fact]
    public void A_variable_s_derivative_with_respect_to_itself_is_the_seed()
    {
        var x = tape.Variable(3);
        tape.Sweep(x);
        Assert.Equal(1, tape.Adjoint(x));
    }

    [Fact]
    public void Several_seeded_outputs_are_swept_at_once()
    {
        var (x, y) = (tape.Variable(3), tape.Variable(4));
        tape.Sweep([x * y, x, TapeMath.Exp(0), x], [10, 1, 7, 1]);
        Assert.Equal((42, 30), (tape.Adjoint(x), tape.Adjoint(y)));
        Assert.Throws<ArgumentException>(() => tape.Sweep([x], []));
    }

    [Fact]
    public void A_value_without_influence_stays_without_it_where_its_partial_is_infinite()
    {
        var x = tape.Variable(0);
        tape.Sweep((0 * TapeMath.Sqrt(x)) + (3 * x));
        Assert.Equal(3, tape.Adjoint(x));
    }

    [Fact]
    public void NaN_adjoints_are_not_skipped()
    {
        var x = tape.Variable(2);
        tape.Sweep(double.NaN * (x * x));
        Assert.Equal(double.NaN, tape.Adjoint(x));
    }

    [Fact]
    public void Infinite_partials_reach_the_variable()
    {
        var x = tape.Variable(0);
        tape.Sweep(2 * TapeMath.Sqrt(x));
        Assert.Equal(double.PositiveInfinity, tape.Adjoint(x));
    }

    [Fact]
    public void An_operand_that_is_not_chosen_gets_nothing_from_an_infinite_adjoint()
    {
        var (x, y) = (tape.Variable(0), tape.Variable(-1));
        tape.Sweep(TapeMath.Sqrt(TapeMath.Max(x, y)) + TapeMath.Sqrt(TapeMath.Relu(y)) + TapeMath.Sqrt(TapeMath.Clamp(y, 0, 1)));
        Assert.Equal((double.PositiveInfinity, 0), (tape.Adjoint(x), tape.Adjoint(y)));
    }

    [Fact]
    public void Rows_pushed_by_index_do_what_operators_do()
    {
        var (x, y) = (tape.Variable(3), tape.Variable(4));
        int product = tape.Push(x.Index, 4, y.Index, 3);
        int scaled = tape.Push(product, 10);
        int shifted = tape.Push(scaled, 1, 0, double.NaN);
        int result = tape.Push(0, double.NaN, shifted, -1);
        tape.Sweep(result, 2);
        Assert.Equal((-80, -60), (tape.Adjoint(x), tape.Adjoint(y.Index)));
        Assert.Equal(6, tape.Count);
    }

    [Fact]
    public void Rows_of_constants_are_not_recorded()
    {
        Assert.Equal(0, tape.Push(0, 5));
        Assert.Equal(0, tape.Push(0, 5, 0, 6));
        Assert.Equal(0, tape.Count);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void A_row_that_does_not_exist_is_refused(int row)
    {
        tape.Variable(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.Push(row, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.Push(1, 1, row, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.Push(row, 1, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.Sweep(row, 1.0));
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.Adjoint(row));
        Assert.Equal(1, tape.Count);
    }

    [Fact]
    public void An_adjoint_before_any_sweep_is_an_error()
    {
        var x = tape.Variable(3);
        Assert.Throws<InvalidOperationException>(() => tape.Adjoint(x));
        tape.Sweep(x);
        var later = tape.Variable(4);
        Assert.Throws<InvalidOperationException>(() => tape.Adjoint(later));
        tape.Reset();
        var again = tape.Variable(5);
        Assert.Throws<InvalidOperationException>(() => tape.Adjoint(again));
    }

    [Fact]
    public void A_constant_has_no_adjoint()
    {
        tape.Sweep(tape.Variable(3));
        Assert.Throws<ArgumentException>(() => tape.Adjoint((TapeDouble)3.0));
        Assert.Throws<ArgumentOutOfRangeException>(() => tape.Adjoint(0));
    }
}
