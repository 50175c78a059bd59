using System.Linq.Expressions;

namespace ExprGrad.Tests.Taping;

public sealed class TapeDoubleTests
{
    private readonly Tape tape = new();

    [Fact]
    public void Comparisons_are_those_of_the_values()
    {
        var (one, two, nan) = (tape.Variable(1), tape.Variable(2), tape.Variable(double.NaN));
        Assert.True(one < two && one <= two && two > one && two >= one && one != two && one == 1 && 1 <= one);
        Assert.False(one > two || one >= two || one == two || two <= one);
        Assert.False(nan < one || nan > one || nan <= one || nan >= one);
        Assert.True(nan != one && one != nan);
    }

    [Fact]
    public void Equals_and_CompareTo_are_those_of_double()
    {
        TapeDouble nan = double.NaN;
        Assert.True(nan.Equals(tape.Variable(double.NaN)));
        Assert.True(tape.Variable(2).Equals((object)tape.Variable(2)));
        Assert.False(tape.Variable(2).Equals((object)2.0));
        Assert.Equal(tape.Variable(2).GetHashCode(), tape.Variable(2).GetHashCode());
        Assert.True(tape.Variable(1).CompareTo(2) < 0);
    }

    [Fact]
    public void Linq_finds_the_first_of_the_largest()
    {
        TapeDouble[] numbers = [tape.Variable(1), tape.Variable(5), tape.Variable(5), tape.Variable(2)];
        tape.Sweep(numbers.Max());
        Assert.Equal([0, 1, 0, 0], numbers.Select(tape.Adjoint));
    }

    [Fact]
    public void Numbers_of_other_types_become_constants()
    {
        TapeDouble[] constants = [1, 1L, 1f, 1.0, (byte)1, TapeDouble.FromDouble(1)];
        Assert.All(constants, constant => Assert.True(constant.IsConstant && constant == 1));
        Assert.True(default(TapeDouble).IsConstant);
    }

    [Fact]
    public void It_prints_as_its_value()
    {
        var x = tape.Variable(1.5);
        Assert.Equal("1.5", x.ToString());
        Assert.Equal("1.500", x.ToString("F3", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_computation_in_float_is_followed_to_the_last_bit_by_rounding_each_step()
    {
        float x = 0.7f, y = 1.3f;
        float expected = MathF.Sqrt((x * y) + (x / y));
        var (tx, ty) = (tape.Variable(x), tape.Variable(y));
        var product = TapeMath.ToSingle(tx * ty);
        var quotient = TapeMath.ToSingle(tx / ty);
        var result = TapeMath.ToSingle(TapeMath.Sqrt(TapeMath.ToSingle(product + quotient)));
        Assert.Equal(expected, result.Value);
        tape.Sweep(result);
        Assert.Equal((1.3 + (1 / 1.3)) / (2 * expected), tape.Adjoint(tx), 1e-6);
    }

    [Fact]
    public void Operators_functions_and_conversions_bind_in_expression_trees()
    {
        var x = Expression.Parameter(typeof(TapeDouble), "x");
        var two = Expression.Convert(Expression.Constant(2.0), typeof(TapeDouble));
        var exp = Expression.Call(typeof(TapeMath).GetMethod(nameof(TapeMath.Exp))!, x);
        var product = Expression.Divide(Expression.Multiply(Expression.Add(x, two), Expression.Negate(exp)), Expression.Subtract(x, two));
        var body = Expression.Condition(Expression.LessThan(x, two), Expression.Modulo(product, two), x);
        var function = Expression.Lambda<Func<TapeDouble, TapeDouble>>(body, x).Compile();

        var at = tape.Variable(0.5);
        var result = function(at);
        tape.Sweep(result);

        static double Reference(double x) => (x + 2) * -Math.Exp(x) / (x - 2) % 2;
        Assert.Equal(Reference(0.5), result.Value);
        Assert.Equal(FiniteDifference.Derivative(Reference, 0.5), tape.Adjoint(at), 1e-9);
    }
}
