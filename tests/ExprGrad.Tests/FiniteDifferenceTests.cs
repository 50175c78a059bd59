using ExprGrad.Tests.Support;

namespace ExprGrad.Tests;

public sealed class FiniteDifferenceTests
{
    private sealed record Layer(double[] W, float Bias, string Name);

    [Fact]
    public void A_function_of_containers_has_its_gradient_in_their_shape()
    {
        Layer[] at = [new([0.5, 2], 1.5f, "a"), new([], -1, "b")];
        var gradient = FiniteDifference.Gradient(layers => layers.Sum(layer => layer.W.Sum(w => w * w) * layer.Bias) + layers[1].Bias, at);
        Assert.Equal([2 * 0.5 * 1.5, 2 * 2 * 1.5], gradient[0].W.Select(slope => Math.Round(slope, 7)));
        Assert.Equal((4.25, 1.0), (Math.Round(gradient[0].Bias, 3), Math.Round(gradient[1].Bias, 3)));
        Assert.Equal(("a", "b"), (gradient[0].Name, gradient[1].Name));
        Assert.Equal(6, FiniteDifference.Gradient((double[][,] w) => w[1][0, 1] * w[1][0, 1], [new double[0, 0], new[,] { { 1.0, 3 } }])[1][0, 1], 1e-7);
        Assert.Throws<ArgumentNullException>(() => FiniteDifference.Gradient(layers => 0, new[] { at[0], null! }));
        Assert.Throws<DifferentiationException>(() => FiniteDifference.Gradient(list => list[0], new List<double> { 1 }));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1e-8)]
    [InlineData(-0.7)]
    [InlineData(3.0)]
    public void The_derivative_of_a_smooth_function_has_nine_digits(double at)
    {
        double expected = (Math.Cos(at) + Math.Sin(at)) * Math.Exp(at);
        Assert.Equal(expected, FiniteDifference.Derivative(x => Math.Sin(x) * Math.Exp(x), at), 5e-10 * Math.Max(1, Math.Abs(expected)));
    }

    [Theory]
    [InlineData(1e6)]
    [InlineData(-1e12)]
    [InlineData(1e100)]
    public void The_step_grows_with_the_argument(double at) =>
        Assert.Equal(2 * at, FiniteDifference.Derivative(x => x * x, at), 1e-9 * Math.Abs(at));

    [Fact]
    public void Of_a_linear_function_nothing_is_lost_to_the_step()
    {
        var random = new Random(1);
        for (int i = 0; i < 100; i++)
            Assert.Equal(1, FiniteDifference.Derivative(x => x, (random.NextDouble() - 0.5) * 100));
    }

    [Fact]
    public void Floats_have_four_digits()
    {
        float slope = FiniteDifference.Derivative((float x) => MathF.Sin(x) * x, 0.8f);
        Assert.Equal((0.8 * Math.Cos(0.8)) + Math.Sin(0.8), slope, 1e-4);
    }

    [Fact]
    public void An_integer_point_means_double()
    {
        var slope = FiniteDifference.Derivative(x => x * x * x, 2);
        Assert.IsType<double>(slope);
        Assert.Equal(12, slope, 1e-8);
    }

    [Fact]
    public void The_gradient_is_that_of_each_element()
    {
        double[] at = [0.5, -2, 3];
        double[] gradient = FiniteDifference.Gradient(x => x[0] * x[1] * Math.Exp(x[2]), at);
        Assert.Equal(-2 * Math.Exp(3), gradient[0], 1e-7);
        Assert.Equal(0.5 * Math.Exp(3), gradient[1], 1e-7);
        Assert.Equal(-Math.Exp(3), gradient[2], 1e-7);
        Assert.Equal([0.5, -2, 3], at);
    }

    [Fact]
    public void The_gradient_in_float_is_that_of_each_element()
    {
        float[] at = [0.5f, -2];
        float[] gradient = FiniteDifference.Gradient((float[] x) => x[0] * x[0] * x[1], at);
        Assert.Equal(-2, gradient[0], 1e-3);
        Assert.Equal(0.25, gradient[1], 1e-3);
        var inPlace = new float[2];
        FiniteDifference.Gradient((float[] x) => x[0] * x[0] * x[1], at, inPlace);
        Assert.Equal(gradient, inPlace);
        Assert.Equal([0.5f, -2], at);
    }

    [Fact]
    public void In_place_nothing_is_allocated()
    {
        double[] at = [.. Enumerable.Range(0, 50).Select(i => 0.1 * i)];
        var gradient = new double[at.Length];
        static double SumOfSquares(double[] x)
        {
            double sum = 0;
            foreach (double element in x)
                sum += element * element;
            return sum;
        }

        Func<double[], double> function = SumOfSquares;
        FiniteDifference.Gradient(function, at, gradient);
        Allocations.AssertNone(() => FiniteDifference.Gradient(function, at, gradient));
        Assert.All(at.Zip(gradient), pair => Assert.Equal(2 * pair.First, pair.Second, 1e-7));
    }

    [Fact]
    public void An_empty_array_has_an_empty_gradient()
    {
        Assert.Empty(FiniteDifference.Gradient(_ => 1.0, Array.Empty<double>()));
        FiniteDifference.Gradient(_ => throw new InvalidOperationException("not called"), [], Span<double>.Empty);
    }

    [Fact]
    public void A_function_that_throws_leaves_the_point_as_it_was()
    {
        double[] at = [1, 2];
        Assert.Throws<FormatException>(() => FiniteDifference.Gradient(x => x[1] == 2 ? 0 : throw new FormatException(), at, new double[2]));
        Assert.Equal([1, 2], at);
    }

    [Fact]
    public void Another_step_may_be_asked_for()
    {
        var points = new List<double>();
        FiniteDifference.Derivative(
            x =>
            {
                points.Add(x);
                return x;
            },
            100.0,
            relativeStep: 0.25);
        Assert.Equal([125, 75], points);
        Assert.Equal(3 * 0.25 * 0.25 / 3, FiniteDifference.Gradient(x => x[0] * x[0] * x[0], [0.0], relativeStep: 0.25)[0], 1e-15);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_step_that_is_not_positive_is_refused(double step)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => FiniteDifference.Derivative(x => x, 1.0, step));
        Assert.Throws<ArgumentOutOfRangeException>(() => FiniteDifference.Gradient(x => x[0], [1.0], step));
    }

    [Fact]
    public void A_gradient_of_another_length_is_refused() =>
        Assert.Throws<ArgumentException>(() => FiniteDifference.Gradient(x => x[0], [1.0], new double[2]));
}
