using System.Linq.Expressions;
using System.Runtime.Intrinsics;
using ExprGrad.Emission.Splitting;
using ExprGrad.Runtime.Vectors;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Tests.Emission;

/// <summary>Elementary functions of vectors are written out, with many locals: what they bring is counted, so that accesses to memory stay inlined.</summary>
public sealed class InlinedFunctionTests
{
    [Fact]
    public void What_functions_bring_is_counted()
    {
        var x = Expression.Parameter(typeof(Vector512<double>), "x");
        Expression Of(string primitive, Expression operand) => Expression.Call(VectorFunctions.Find(primitive, typeof(Vector512<double>), FloatMode.Fast)!, operand);
        Assert.Equal(0, MethodSize.Of(Expression.Lambda(Of("abs", x), x)).Inlined);
        Assert.Equal(InlinedLocals.Of("exp") + (2 * InlinedLocals.Of("sin")), MethodSize.Of(Expression.Lambda(Of("sin", Of("exp", Of("sin", x))), x)).Inlined);
        Assert.Equal(InlinedLocals.Of("Sin"), InlinedLocals.Of("sin"));
    }

    // Sine and cosine of one angle are two functions in lanes.
    [Fact]
    public void Rounds_leave_room_for_sine_and_cosine_of_one_angle()
    {
        var schedule = Grad.Report(Grad.Compile<Gradient>((double[] x) => x.Sum(v => Math.Exp(-v * v) * Math.Sin(v)), new GradOptions { VectorBits = 512 })).Schedule;
        Assert.Contains("for i0 < x.Length  in 8 lanes\n", schedule, StringComparison.Ordinal);
        var value = Grad.Report(Grad.Compile<Value>((double[] x) => x.Sum(v => Math.Exp(-v * v) * Math.Sin(v)), new GradOptions { VectorBits = 512 })).Schedule;
        Assert.Contains("for i0 < x.Length  in 8 lanes, 2 vectors at once\n", value, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loop_with_more_functions_than_a_method_may_have_is_two_methods()
    {
        Expression<Func<double[], double>> loss = x => x.Sum(v => Math.Exp(-v * v) * Math.Sin(v) * Math.Log(1 + (v * v)) + Math.Tanh(v));
        var gradient = Grad.Compile<Gradient>(loss, new GradOptions { VectorBits = 512 });
        Assert.True(Grad.Report(gradient).Methods.Count > 2);
        var tape = Tape.Compile<Gradient>(loss);
        foreach (var length in new[] { 0, 1, 8, 9, 67 })
        {
            var (x, actual, expected) = (Language.Sample.Numbers(length), new double[length], new double[length]);
            Assert.Equal(tape(x, expected), gradient(x, actual), 1e-12 * Math.Max(1, length));
            for (var i = 0; i < length; i++) Assert.Equal(expected[i], actual[i], 1e-13);
        }
    }

    private delegate double Value(double[] x);

    private delegate double Gradient(double[] x, double[] dx);
}
