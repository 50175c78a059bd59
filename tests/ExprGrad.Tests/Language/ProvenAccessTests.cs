using System.Text.RegularExpressions;

namespace ExprGrad.Tests.Language;

/// <summary>What is proven while a lambda is lowered is neither checked nor branched on, and computes the same.</summary>
public sealed class ProvenAccessTests
{
    [Theory]
    [InlineData(1.0)]
    [InlineData(-1.0)]
    public void States_that_are_the_same_in_all_steps(double a) => Support.Agreement.CheckHessian(
        (double[] x, double y) => (y > 0 ? Ad.Scan(y, x, (state, item) => x[1] * x[0])[1] : y) + Ad.Scan(0.5, x, (state, item) => x[0] * x[0]).Skip(1).Sum() * y, Sample.Numbers(4), a);

    [Fact]
    public void States_after_each_iteration_are_read_without_a_branch()
    {
        Agreement.CheckLengths((double[] x) => Ad.Scan(0.5, x, (state, item) => Math.Sin(state + item)).Skip(1).Sum(state => state * state));
        var gradient = Grad.ValueAndGradient((double[] x) => Ad.Scan(0.5, x, (state, item) => Math.Sin(state + item)).Skip(1).Sum(state => state * state));
        Assert.DoesNotContain("guard", Grad.Report(gradient).Graph, StringComparison.Ordinal);
    }

    [Fact]
    public void States_after_each_iteration_of_several_numbers() => Agreement.CheckLengths((double[] x) =>
        Ad.Scan(new { A = 1.0, B = 0.5 }, x, (s, item) => new { A = s.B * item, B = Math.Cos(s.A + item) }).Skip(1).Select((s, i) => s.A * s.B * i + s.B).Sum());

    [Fact]
    public void States_before_and_after_an_iteration() => Agreement.CheckLengths((double[] x) => Ad.Let(
        Ad.Scan(1.0, x, (state, item) => state * Math.Exp(item)), states => Enumerable.Range(0, x.Length).Sum(i => states[i] * states[i] * states[i + 1])));

    [Fact]
    public void States_at_any_index() => Agreement.Check(
        (double[] x, int[] at) => Ad.Let(Ad.Scan(1.0, x, (state, item) => state * Math.Exp(item)), states => at.Sum(i => states[i] * states[i])), Sample.Numbers(3), new[] { 0, 3, 1, 3 });

    [Fact]
    public void A_state_beyond_the_last_one_throws() => Agreement.Check(
        (double[] x, int[] at) => Ad.Let(Ad.Scan(1.0, x, (state, item) => state * item), states => at.Sum(i => states[i + 1])), Sample.Numbers(3), new[] { 0, 3 });

    [Fact]
    public void Rows_of_a_triangle_are_read_without_a_check()
    {
        Agreement.CheckLengths((double[] x) => Ad.Let(
            x.Select((_, r) => Enumerable.Range(0, r).Select(c => x[r] * x[c]).ToArray()).ToArray(),
            rows => Enumerable.Range(0, x.Length).Sum(r => Enumerable.Range(0, r).Sum(c => rows[r][c] * rows[r][c] * x[c]))));
        var gradient = Grad.ValueAndGradient((double[] x) => Ad.Let(
            x.Select((_, r) => Enumerable.Range(0, r).Select(c => x[r] * x[c]).ToArray()).ToArray(),
            rows => Enumerable.Range(0, x.Length).Sum(r => Enumerable.Range(0, r).Sum(c => rows[r][c] * rows[r][c] * x[c]))));
        Assert.DoesNotContain("check", Grad.Report(gradient).Graph, StringComparison.Ordinal);
    }

    [Fact]
    public void An_element_beyond_the_row_of_a_triangle_throws() => Agreement.Check(
        (double[] x) => Ad.Let(
            x.Select((_, r) => Enumerable.Range(0, r).Select(c => x[r] * x[c]).ToArray()).ToArray(),
            rows => Enumerable.Range(1, x.Length - 1).Sum(r => Enumerable.Range(0, r).Sum(c => rows[r][c + 1]))),
        Sample.Numbers(4));

    [Fact]
    public void A_piece_is_no_longer_than_what_it_is_of() => Agreement.CheckLengths((double[] x) =>
        x.Append(2.0).Skip(1).Take(x.Length).Sum(v => v * v) + x.Take(x.Length + 1).Skip(1).Sum(v => Math.Exp(v)) + x.Skip(x.Length).Append(x.Length).Sum());

    [Fact]
    public void A_sigmoid_and_its_derivative_share_the_exponential()
    {
        var gradient = Grad.ValueAndGradient((double x) => Ad.Sigmoid(x));
        Assert.Single(Regex.Matches(Grad.Report(gradient).Graph, "= exp ", RegexOptions.None, TimeSpan.FromMinutes(1)));
        foreach (var x in new[] { 0.0, -0.0, 0.3, -2.5, 40.0, -800.0, 800.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            Assert.Equal(Ad.Sigmoid(x), gradient(x).Value);
            var derivative = Ad.Sigmoid(x) * Ad.Sigmoid(-x);
            Assert.True(gradient(x).Gradient.Equals(derivative) || Math.Abs(gradient(x).Gradient - derivative) <= 1e-15 * derivative);
        }
    }
}
