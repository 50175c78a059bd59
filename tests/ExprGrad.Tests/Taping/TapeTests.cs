using System.Runtime.CompilerServices;
using ExprGrad.Taping;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Taping;

public sealed class TapeTests
{
    [Fact]
    public void A_row_is_24_bytes() => Assert.Equal(24, Unsafe.SizeOf<TapeRow>());

    [Fact]
    public void The_gradient_of_Rosenbrock_is_the_one_by_hand()
    {
        double[] at = [0.3, 0.4, 0.5, -0.6, 0.7, 0.8, 1.9, 1.0, 1.1, 1.2];
        var expected = new double[at.Length];
        for (int i = 0; i + 1 < at.Length; i++)
        {
            double a = at[i + 1] - (at[i] * at[i]);
            expected[i] += (-400 * a * at[i]) - (2 * (1 - at[i]));
            expected[i + 1] += 200 * a;
        }

        double[] gradient = Gradient(Rosenbrock, at);

        for (int i = 0; i < at.Length; i++)
            Assert.Equal(expected[i], gradient[i], 1e-12 * Math.Abs(expected[i]));
    }

    [Fact]
    public void Recording_and_sweeping_again_allocates_nothing()
    {
        double[] at = [.. Enumerable.Range(0, 100).Select(i => 0.01 * i)];
        var gradient = new double[at.Length];
        var variables = new TapeDouble[at.Length];
        var tape = new Tape(capacity: 0);
        Run();

        Allocations.AssertNone(() =>
        {
            for (int i = 0; i < 100; i++)
                Run();
        });

        void Run()
        {
            tape.Reset();
            tape.Variables(at, variables);
            tape.Sweep(TapeMath.Exp(TapeMath.Max(Rosenbrock(variables), 1) * 1e-3));
            tape.Adjoints(variables, gradient);
        }
    }

    [Fact]
    public void The_tape_grows_as_far_as_needed()
    {
        var tape = new Tape(capacity: 0);
        var x = tape.Variable(1);
        TapeDouble sum = x;
        for (int i = 0; i < 100_000; i++)
            sum += x;
        tape.Sweep(sum);
        Assert.Equal(100_001, tape.Adjoint(x));
        Assert.Equal(100_001, tape.Count);
    }

    [Fact]
    public void Operations_on_constants_record_nothing()
    {
        TapeDouble a = 2, b = 3f;
        var c = TapeMath.Pow(a, b) + (a * b) - (a / b) + (-a % b) + TapeMath.Exp(a) + (2 * b) + TapeMath.Max(a, b) + TapeMath.FusedMultiplyAdd(a, b, 1);
        Assert.True(c.IsConstant);
        Assert.Equal(0, c.Index);

        var tape = new Tape();
        var x = tape.Variable(1);
        var y = x + c;
        Assert.Equal(2, tape.Count);
        tape.Sweep(y);
        Assert.Equal(1, tape.Adjoint(x));
    }

    [Fact]
    public void Each_operation_with_one_constant_records_one_row()
    {
        var tape = new Tape();
        var x = tape.Variable(3);
        TapeDouble c = 2;
        TapeDouble[] results = [x + c, c + x, x - c, c - x, x * c, c * x, x / c, c / x, x % c, c % x, x + 2, 2 + x, x - 2, 2 - x, x * 2, 2 * x, x / 2, 2 / x, -x];
        double[] partials = [1, 1, 1, -1, 2, 2, 0.5, -2.0 / 9, 1, 0, 1, 1, 1, -1, 2, 2, 0.5, -2.0 / 9, -1];
        double[] values = [5, 5, 1, -1, 6, 6, 1.5, 2.0 / 3, 1, 2, 5, 5, 1, -1, 6, 6, 1.5, 2.0 / 3, -3];
        Assert.Equal(1 + results.Length, tape.Count);
        for (int i = 0; i < results.Length; i++)
        {
            tape.Sweep(results[i]);
            Assert.Equal(values[i], results[i].Value, 1e-15);
            Assert.Equal(partials[i], tape.Adjoint(x), 1e-15);
        }
    }

    [Fact]
    public void Unary_plus_is_the_number_itself()
    {
        var tape = new Tape();
        var x = tape.Variable(3);
        Assert.Equal(x.Index, (+x).Index);
        Assert.Equal(1, tape.Count);
    }

    [Fact]
    public void Threads_record_on_tapes_of_their_own()
    {
        double[] at = [.. Enumerable.Range(0, 50).Select(i => 0.02 * i)];
        double[] expected = Gradient(Rosenbrock, at);
        var gradients = new double[8][];
        Parallel.For(0, gradients.Length, k =>
        {
            for (int repetition = 0; repetition < 100; repetition++)
                gradients[k] = Gradient(Rosenbrock, at);
        });
        Assert.All(gradients, gradient => Assert.Equal(expected, gradient));
    }

    [Fact]
    public void Functions_with_derivatives_of_their_own_are_recorded_by_Record()
    {
        var tape = new Tape();
        var (x, y) = (tape.Variable(2), tape.Variable(5));
        tape.Sweep(TapeDouble.Record(7, TapeDouble.Record(3, x, 10), 100, y, 1000));
        Assert.Equal(1000, tape.Adjoint(x));
        Assert.Equal(1000, tape.Adjoint(y));
        Assert.True(TapeDouble.Record(7, 1, double.NaN).IsConstant);
    }

    [Fact]
    public void A_negative_capacity_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new Tape(-1));

    [Fact]
    public void Variables_and_their_values_must_be_equally_many()
    {
        var tape = new Tape();
        Assert.Throws<ArgumentException>(() => tape.Variables(new double[2], new TapeDouble[3]));
        Assert.Equal(0, tape.Count);
    }

    internal static TapeDouble Rosenbrock(TapeDouble[] x)
    {
        TapeDouble sum = 0;
        for (int i = 0; i + 1 < x.Length; i++)
        {
            var a = x[i + 1] - (x[i] * x[i]);
            var b = 1 - x[i];
            sum += (100 * (a * a)) + (b * b);
        }

        return sum;
    }

    internal static double[] Gradient(Func<TapeDouble[], TapeDouble> function, params double[] at)
    {
        var tape = new Tape();
        var variables = new TapeDouble[at.Length];
        tape.Variables(at, variables);
        tape.Sweep(function(variables));
        var gradient = new double[at.Length];
        tape.Adjoints(variables, gradient);
        return gradient;
    }
}
