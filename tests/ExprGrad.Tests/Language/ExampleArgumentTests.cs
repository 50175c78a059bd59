using Xunit;

namespace ExprGrad.Tests.Language;

/// <summary>Lambdas of anonymous types, whose parameters are declared by an example.</summary>
public sealed class ExampleArgumentTests
{
    private static readonly double[] Weights = [0.5, -2, 3];

    [Fact]
    public void The_gradient_is_of_the_type_of_the_example()
    {
        var model = new { W = Weights, B = 4.0 };
        var gradient = Grad.Gradient(model, m => m.W[0] * m.W[2] * m.B)(model);
        Assert.Equal([12, 0, 2], gradient.W);
        Assert.Equal(1.5, gradient.B);
    }

    [Fact]
    public void Only_the_type_of_the_example_counts()
    {
        var example = new { W = Array.Empty<double>(), B = double.NaN };
        var (value, gradient) = Grad.ValueAndGradient(example, m => m.W.Sum() * m.B)(new { W = Weights, B = 4.0 });
        Assert.Equal(6, value);
        Assert.Equal([4, 4, 4], gradient.W);
        Assert.Equal(1.5, gradient.B);
    }

    [Fact]
    public void Data_has_an_example_too()
    {
        var model = new { W = Weights };
        var data = new { X = new[] { 1.0, 2.0, 3.0 }, Y = 0.5 };
        Assert.Equal([1, 2, 3], Grad.Gradient(model, data, (m, d) => m.W.Zip(d.X, (w, x) => w * x).Sum() - d.Y)(model, data).W);
        var (value, gradient) = Grad.ValueAndGradient(model, data, (m, d) => m.W.Zip(d.X, (w, x) => w * x).Sum() - d.Y)(model, data);
        Assert.Equal(5, value);
        Assert.Equal([1, 2, 3], gradient.W);
    }

    [Fact]
    public void Arrays_are_written_in_place()
    {
        var model = new { W = Weights, Rows = new[] { Weights } };
        var gradient = Grad.ZerosLike(model);
        var (w, row) = (gradient.W, gradient.Rows[0]);
        Assert.Equal(-2.5, Grad.ValueAndGradientInto(model, m => m.W[1] * m.Rows[0][1] + m.W[0] * m.Rows[0][1] * 6.5)(model, gradient));
        Assert.Equal([-13, -2, 0], w);
        Assert.Equal([0, 1.25, 0], row);

        var data = new { Scale = 2f };
        Assert.Equal(3, Grad.ValueAndGradientInto(model, data, (m, d) => m.W.Sum() * d.Scale)(model, data, gradient));
        Assert.Equal([2, 2, 2], w);
    }

    [Fact]
    public void Numbers_that_have_no_setter_are_refused()
    {
        var model = new { W = Weights, B = 4.0 };
        var refused = Assert.Throws<DifferentiationException>(() => Grad.ValueAndGradientInto(model, m => m.W.Sum() * m.B));
        Assert.Contains("ValueAndGradient", refused.Message, StringComparison.Ordinal);
        Assert.Contains("m => m.W.Sum() * m.B", refused.Message, StringComparison.Ordinal);
    }
}
