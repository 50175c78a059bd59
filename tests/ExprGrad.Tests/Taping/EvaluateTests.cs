namespace ExprGrad.Tests.Taping;

/// <summary>A lambda that is recorded once, for its value and its gradient at one point.</summary>
public sealed class EvaluateTests
{
    private sealed record Model(double Scale, double[] Weights);

    [Fact]
    public void Of_a_number() => Assert.Equal((Math.Sin(2), Math.Cos(2)), Tape.Evaluate((double x) => Math.Sin(x), 2));

    [Fact]
    public void Of_single_precision() => Assert.Equal((13.5f, 13.5f), Tape.Evaluate((float x) => x * x * x / 2f, 3f));

    [Fact]
    public void Of_an_array()
    {
        double[] at = [2, 3, 5];
        var (value, gradient) = Tape.Evaluate((double[] x) => x[0] * x[1] + x.Sum(v => v * v), at);
        Assert.Equal(44, value);
        Assert.Equal([7, 8, 10], gradient);
        Assert.Equal([2, 3, 5], at);
    }

    [Fact]
    public void Of_several_numbers_in_a_tuple() =>
        Assert.Equal((14, (5, 2, 4)), Tape.Evaluate(((double X, double Y, double Z) p) => p.X * p.Y + p.Z * p.Z, (2, 5, 2)));

    [Fact]
    public void Of_a_record()
    {
        var (value, gradient) = Tape.Evaluate((Model m) => m.Scale * m.Weights[0] * m.Weights[1], new Model(2, [3, 5]));
        Assert.Equal((30, 15), (value, gradient.Scale));
        Assert.Equal([10, 6], gradient.Weights);
    }

    [Fact]
    public void Only_the_branch_that_is_taken_is_recorded()
    {
        Assert.Equal((0, 0), Tape.Evaluate((double x) => x > 0 ? Math.Log(x) : 0, 0));
        Assert.Equal((0, 1), Tape.Evaluate((double x) => x > 0 ? Math.Log(x) : 0, 1));
    }

    [Fact]
    public void What_has_no_derivative_is_refused_with_the_text_of_the_lambda()
    {
        var refusal = Assert.Throws<DifferentiationException>(() => Tape.Evaluate((double x) => Opaque(x), 1));
        Assert.Contains("Opaque(x)", refusal.Errors[0].SourceText, StringComparison.Ordinal);
        Assert.EndsWith("EvaluateTests.cs", refusal.Errors[0].SourceFile, StringComparison.Ordinal);
    }

    private static double Opaque(double x) => x;
}
