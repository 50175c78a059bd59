namespace ExprGrad.Tests.Compilation;

/// <summary>A result that a request can't be about is refused, with what to return instead.</summary>
public sealed class ResultTypeTests
{
    [Fact]
    public void Integers_and_conditions_are_to_be_numbers_with_a_derivative()
    {
        Assert.Contains("integer or a `bool`", FixOf(() => Grad.Compile<Func<double, int>>((double x) => (int)x)), StringComparison.Ordinal);
        Assert.Contains("integer or a `bool`", FixOf(() => Grad.Compile<Func<double, bool>>((double x) => x > 0)), StringComparison.Ordinal);
        Assert.Contains("integer or a `bool`", FixOf(() => Grad.ValueAndGradient((double[] x) => x.Length)), StringComparison.Ordinal);
    }

    [Fact]
    public void Several_numbers_are_to_be_one_or_have_a_Jacobian()
    {
        Assert.Contains("`Grad.Jacobian`", FixOf(() => Grad.ValueAndGradient((double[] x) => x.Select(v => v * v).ToArray())), StringComparison.Ordinal);
        Assert.Contains("`Grad.Jacobian`", FixOf(() => Grad.ValueAndGradient((double[] x) => x.Select(v => v * v))), StringComparison.Ordinal);
    }

    [Fact]
    public void The_Jacobian_of_a_sequence_is_that_of_an_array() =>
        Assert.Contains("`ToArray()`", FixOf(() => Grad.Jacobian((double[] x) => x.Select(v => v * v))), StringComparison.Ordinal);

    [Fact]
    public void One_number_has_a_gradient_and_no_Jacobian() =>
        Assert.Contains("`Grad.ValueAndGradient`", FixOf(() => Grad.Jacobian((double[] x) => x.Sum())), StringComparison.Ordinal);

    [Fact]
    public void Other_results_are_to_be_a_number() =>
        Assert.Contains("Return one number", FixOf(() => Grad.ValueAndGradient((double[] x) => new { First = x[0] })), StringComparison.Ordinal);

    [Fact]
    public void Results_that_no_request_is_about_are_to_be_a_number_or_an_array_of_numbers()
    {
        Assert.Contains("`(double)n`", FixOf(() => Grad.Jacobian((double[] x) => x.Select(v => (int)v).ToArray())), StringComparison.Ordinal);
        Assert.Contains("`new[] { p.X, p.Y }`", FixOf(() => Grad.Jacobian((double[] x) => x.Select(v => ValueTuple.Create(v, v * v)).ToArray())), StringComparison.Ordinal);
        Assert.Contains("`new[] { p.X, p.Y }`", FixOf(() => Grad.Jacobian((double[] x) => ValueTuple.Create(x[0], x[1]))), StringComparison.Ordinal);
        double[,] matrix = { { 1, 2 } };
        Assert.Contains("`double[][]`", FixOf(() => Grad.Jacobian((double[] x) => matrix)), StringComparison.Ordinal);
    }

    private static string FixOf(Func<object> compile)
    {
        var error = Assert.Single(Assert.Throws<DifferentiationException>(compile).Errors);
        Assert.Equal("EG2001", error.Id);
        return error.Fix;
    }
}
