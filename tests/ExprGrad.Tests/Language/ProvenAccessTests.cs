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
    public void Steps_with_their_states_are_run_through_in_the_loop_that_makes_them()
    {
        Agreement.CheckLengths((double[] x) => Ad.Let(Ad.Scan(0.5, x, (state, item) => Math.Sin(state + item)), states =>
            Enumerable.Range(0, x.Length).Zip(states).Sum(p => p.Second * x[p.First])
            + Enumerable.Range(0, x.Length).Zip(states).Where(p => p.First % 2 == 1).Sum(p => Math.Exp(p.Second))
            + Enumerable.Range(0, x.Length).Zip(states).Select(p => p.First * p.Second).ToArray().Sum(v => v * v)
            + Enumerable.Range(0, x.Length - 1).Zip(states).Select(p => p.First * p.Second).ToArray().Sum(v => v * v)
            + (x[0] > 0 ? Enumerable.Range(0, x.Length).Zip(states).Max(p => p.Second * x[p.First]) : x[0])));
        Agreement.CheckLengths((double[] x) => x.Sum(v => Enumerable.Range(0, 3).Zip(Ad.Scan(v, x.Take(3), (state, item) => Math.Sin(state * item))).Sum(p => p.First * p.Second * v)));
        var gradient = Grad.ValueAndGradient((double[] x) => Enumerable.Range(0, x.Length).Zip(Ad.Scan(0.5, x, (state, item) => Math.Sin(state + item))).Sum(p => p.Second * p.First));
        Assert.DoesNotContain("axis i", Grad.Report(gradient).Graph, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_branch_around_has_asked_is_neither_checked_nor_asked_again()
    {
        Agreement.CheckLengths((double[] x) => Enumerable.Range(0, 5).Sum(i => i < x.Length ? (i < x.Length ? x[i] : 1) * x[i] : x.Length > i ? i : 0.5) + (x.Length > 0 ? x[0] : 1) + (x.Length > 0 ? 1 : x[0]));
        var gradient = Grad.ValueAndGradient((double[] x) => Enumerable.Range(0, 5).Sum(i => i < x.Length ? (i < x.Length ? x[i] : 1) * x[i] : 0.5) + (x.Length > 0 ? x[0] : 1));
        var graph = Grad.Report(gradient).Graph;
        Assert.DoesNotContain("check", graph, StringComparison.Ordinal);
        Assert.Equal(1, Regex.Count(graph, " = lt ", RegexOptions.None, TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public void An_array_that_is_one_of_two_is_read_in_a_branch_on_the_same_question() => Agreement.CheckLengths((double[] x) => Ad.Let(
        x.Length > 2 ? x.Select(v => v * v).ToArray() : x.Select(v => v * 3).Take(1).ToArray(),
        y => (x.Length > 2 ? y[1] * y[2] : 1) + (x.Length > 2 ? 1 : y.Sum()) + y.Sum(v => x.Length > 2 ? v : 2 * v)));

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
