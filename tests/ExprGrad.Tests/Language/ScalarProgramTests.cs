using System.Linq.Expressions;
using static ExprGrad.Tests.Support.Agreement;

namespace ExprGrad.Tests.Language;

public sealed class ScalarProgramTests
{
    private static readonly double s_shift = 1.5;

    [Fact]
    public void Arithmetic() => CheckHessian((double x, double y, double z) => (x + y) * z - x / (y - z) + -x * +y, 3.0, 4.0, 5.0);

    [Fact]
    public void An_input_used_many_times() => CheckHessian((double x) => x * x * x + x / x - x, 1.7);

    [Fact]
    public void An_input_that_is_not_used() => CheckHessian((double x, double y) => x * x, 1.7, 2.0);

    [Fact]
    public void A_constant() => CheckHessian((double x) => 3.5, 1.7);

    [Fact]
    public void The_input_itself() => CheckHessian((double x, double y) => y, 1.7, 2.5);

    [Fact]
    public void Remainders() => CheckHessian((double x, double y) => x % y + (x * y) % 2.0, 7.3, 2.1);

    [Fact]
    public void Elementary_functions() => CheckHessian(
        (double x, double y) => Math.Exp(x) * Math.Sin(y) + Math.Log(x) * Math.Cos(y) - Math.Tanh(x * y) + Math.Sqrt(x + y) + Math.Pow(x, y), 0.7, 1.2);

    [Fact]
    public void Powers_at_zero() => CheckHessian((double x, double y) => Math.Pow(x, 2) + Math.Pow(2, y), 0.0, 0.0);

    [Fact]
    public void Kinks_and_ties()
    {
        CheckGradient([0.5], (double x) => Math.Max(x, 0), 0.0);
        CheckGradient([0.5, 0.5], (double x, double y) => Math.Min(x, y), 2.0, 2.0);
        CheckGradient([0], (double x) => Math.Abs(x), 0.0);
        CheckGradient([1], (double x) => Math.Clamp(x, -1, 1), 1.0);
        CheckGradient([double.PositiveInfinity], (double x) => Math.Sqrt(x), 0.0);
        CheckGradient([0], (double x) => Ad.Relu(x), 0.0);
    }

    [Fact]
    public void Functions_without_slope() => Check((double x) => Math.Floor(x) * x + Math.Sign(x) * x + Math.Round(x) + Math.Truncate(x * 3), -2.3);

    [Fact]
    public void Extrema_and_clamps() => CheckHessian((double x, double y) => Math.Max(x, y) * Math.Min(x * x, y) + Math.Clamp(x * y, -1, 1) + Math.Abs(x - y), 0.4, -1.3);

    [Fact]
    public void Conversions() => Check((double x, int n) => (float)x * n + (int)x + (long)(x * n) + (double)(float)(x * x) + n / 2, 2.6, 7);

    [Fact]
    public void Floats() => Check((float x, float y) => MathF.Exp(x) * y + x / y - MathF.Sqrt(y) * 2, 0.6f, 1.4f);

    [Fact]
    public void Floats_and_doubles() => Check((float x, double y) => x * y + Math.Sin(x) + (float)y * x, 0.6f, 1.4);

    [Fact]
    public void Branches() => CheckHessian((double x, double y) => x > y ? x * x * y : Math.Exp(y) * x, 1.2, 0.5);

    [Fact]
    public void The_other_branch() => CheckHessian((double x, double y) => x > y ? x * x * y : Math.Exp(y) * x, 0.2, 0.5);

    [Fact]
    public void An_arm_that_is_not_taken_has_no_domain()
    {
        Check((double x) => x > 0 ? Math.Log(x) : 0, -1.0);
        CheckGradient([1], (double x) => x > 0 ? Math.Sqrt(x) * Math.Pow(x, -1) : x, 0.0);
        CheckGradient([0], (double x) => x > 0 ? Math.Sqrt(x) : 0, 0.0);
        CheckGradient([0], (double x) => x != 0 ? 1 / x : 0, 0.0);
        CheckGradient([0], (double x) => Math.Sqrt(x > 0 ? x : 0), 0.0);
        CheckGradient([0], (double x) => 1 / (x > 0 ? x : 0), 0.0);
        CheckGradient([0], (double x) => Math.Sqrt(x > 0 ? Math.Exp(x) : 0), -1.0);
        CheckGradient([0], (double x) => Math.Pow(Math.Max(x, 0) * 2, 0.5), -1.0);
        Check((double x, double y) => Math.Log(x > 0 ? x : 1) * y, -1.0, 2.0);
        Check((double x, double y) => (x > 0 ? Math.Log(x) + y : y) * (x > 0 ? y / x : y * 3), -1.0, 2.0);
    }

    [Fact]
    public void Nested_branches() => CheckHessian(
        (double x, double y) => x > 0 ? (y > 0 ? Math.Log(x) * y : Math.Log(-y) * x) : (y > 0 ? Math.Sqrt(y) : x * y), 1.4, -2.0);

    [Fact]
    public void The_same_condition_twice() => CheckHessian((double x, double y) => (x > y ? Math.Exp(x) : Math.Log(y)) * (x > y ? x * y : y), 1.4, 0.9);

    [Fact]
    public void A_branch_inside_the_condition_of_a_branch() => Check((double x, double y) => (x > 0 ? Math.Log(x) > y : y > 1) ? x * y : y - x, -0.4, 3.0);

    [Fact]
    public void Short_circuits() => Check(
        (double x, double[] a, int i) => (i >= 0 && a[i] > 1 ? x * a[0] : x) + (i < 0 || a[i] > 1 ? 1.0 : 2 * x) + (!(x > 1) ? x : 0), 0.7, new[] { 2.0 }, -1);

    [Fact]
    public void Boolean_operators_without_short_circuit() => Check((double x, double y) => (x > 0 & y > 0 | x > 10) ^ (y > 1) ? x * y : x, 1.5, 0.5);

    [Fact]
    public void Integer_arithmetic() => Check((double x, int n) => x * (n * n - n / 3 + n % 4 + (n << 2) + (n >> 1) + (n & 6) + (n | 1) + (n ^ 3) + ~n), 1.1, 13);

    [Fact]
    public void Integer_division_that_is_not_reached() => Check((double x, int n) => n != 0 ? x / (12 / n) : x, 1.1, 0);

    [Fact]
    public void Checked_arithmetic() => Check((double x, int n) => x * checked(n * n + 1 - n), 1.1, 13);

    [Fact]
    public void Characters_enums_and_other_integers() => Check(
        (double x, char c, DayOfWeek day, byte b, long l) => x * (c - 'a') * (day == DayOfWeek.Monday ? 2 : 3) + b * x + l * x, 1.1, 'd', DayOfWeek.Monday, (byte)3, 5L);

    [Fact]
    public void Captured_variables()
    {
        var rate = 2.5;
        var weights = new[] { 1.0, 2.0 };
        CheckHessian((double x) => x * x * rate * weights[1] + s_shift * x, 0.8);
    }

    [Fact]
    public void Members_of_captured_objects()
    {
        var settings = new Settings { Rate = 2.5, Next = new Settings { Rate = 3 } };
        Check((double x) => x * settings.Rate * (x > 0 ? settings.Next!.Rate : settings.Next!.Next!.Rate), 0.8);
    }

    [Fact]
    public void Values_with_a_name() => CheckHessian((double x, double y) => Ad.Let(x * y, v => Ad.Let(Math.Exp(v), w => w * v + w)) + x, 0.8, 0.3);

    [Fact]
    public void Named_values_in_branches() => CheckHessian((double x, double y) => Ad.Let(Math.Log(x), v => y > 0 ? v * v : y), 0.8, 0.3);

    [Fact]
    public void A_named_value_that_only_an_arm_not_taken_needs() => CheckGradient([0, 1], (double x, double y) => Ad.Let(Math.Sqrt(x), v => x > 0 ? v : y), 0.0, 0.3);

    [Fact]
    public void Composition()
    {
        Expression<Func<double, double>> sigmoid = t => 1 / (1 + Math.Exp(-t));
        Expression<Func<double, double, double>> scaled = (t, s) => sigmoid.Invoke(t * s) * s;
        CheckHessian((double a, double b) => sigmoid.Invoke(a * b) * a + scaled.Invoke(a, b), 0.8, 0.3);
    }

    [Fact]
    public void Stopped_gradients() => CheckGradient([0.8], (double x) => Ad.StopGradient(x) * x, 0.8);

    private sealed class Settings
    {
        public double Rate { get; init; }

        public Settings? Next { get; init; }
    }
}
