namespace ExprGrad.Tests;

public sealed class GradientCheckTests
{
    private static readonly GradientCheckOptions Named = new() { ElementName = i => $"w[{i}]" };

    [Fact]
    public void A_right_gradient_passes()
    {
        var result = GradientCheck.Run(Value, Gradient, Point(20)).ThrowIfFailed();
        Assert.True(result.Passed);
        Assert.Equal(8, result.Directions.Count);
        Assert.Equal(20, result.Elements.Count);
        Assert.All(result.Directions.Concat(result.Elements), comparison => Assert.Equal(GradientCheckOutcome.Passed, comparison.Outcome));
        Assert.True(result.WorstError < 1e-6);
    }

    [Fact]
    public void A_gradient_that_is_returned_is_checked_too()
    {
        Assert.True(GradientCheck.Run(x => Math.Sin(x[0]) * x[1], x => [Math.Cos(x[0]) * x[1], Math.Sin(x[0])], [0.3, 2]).Passed);
        Assert.False(GradientCheck.Run(x => Math.Sin(x[0]) * x[1], x => [Math.Cos(x[0]) * x[1], Math.Cos(x[0])], [0.3, 2]).Passed);
    }

    private sealed record Layer(double[,] W, float Bias, int Index);

    [Fact]
    public void Gradients_by_containers_are_checked_and_elements_named()
    {
        Layer[] at = [new(new[,] { { 0.5, 1.5 } }, 0.25f, 1), new(new[,] { { -1.0 } }, 2, 0)];
        System.Linq.Expressions.Expression<Func<Layer[], double>> loss = layers => layers.Sum(layer => Math.Sin(layer.W[0, 0] * layer.Bias)) * layers[0].W[0, layers[0].Index];
        var (value, gradient) = (loss.Compile(), Grad.Gradient(loss));
        GradientCheck.Run(value, gradient, at).ThrowIfFailed();
        Layer[] Wrong(Layer[] layers)
        {
            var right = gradient(layers);
            right[0].W[0, 1] *= 1.1;
            return right;
        }

        var result = GradientCheck.Run(value, Wrong, at);
        Assert.Equal("x[0].W[0, 1]", result.Elements.Single(element => element.Outcome == GradientCheckOutcome.Failed).Name);
        Assert.Throws<ArgumentException>(() => GradientCheck.Run(value, layers => gradient(layers)[..1], at));
        Assert.Throws<ArgumentException>(() => GradientCheck.Run(value, layers => [gradient(layers)[0], gradient(layers)[0]], at));
    }

    [Fact]
    public void Gradients_by_floats_are_checked_as_closely_as_floats_allow()
    {
        GradientCheck.Run((float[] x) => x.Sum(e => e * e), x => [.. x.Select(e => 2 * e)], [1.3f, -0.7f, 2.5f]).ThrowIfFailed();
        GradientCheck.Run(((double A, float F) x) => x.A * x.F * x.F, ((double A, float F) x) => ((double)x.F * x.F, (float)(2 * x.A * x.F)), (0.7, 1.3f)).ThrowIfFailed();
        Assert.Equal("x[1]", GradientCheck.Run((float[] x) => x.Sum(e => e * e), x => [2 * x[0], 2.02f * x[1], 2 * x[2]], [1.3f, -0.7f, 2.5f]).Elements.Single(element => element.Outcome == GradientCheckOutcome.Failed).Name);
    }

    [Fact]
    public void One_element_of_1000_scaled_by_a_thousandth_is_found_and_named()
    {
        var result = Planted(1000, gradient => gradient[17] *= 1.001);
        Assert.Equal(17, result.WorstIndex);
        Assert.Single(result.Elements, element => element.Outcome == GradientCheckOutcome.Failed);
        Assert.Equal(0.001, result.WorstError, 1e-5);
        Assert.Equal(1.001, result.Actual / result.Expected, 1e-5);
        Assert.Contains(result.Directions, direction => direction.Outcome == GradientCheckOutcome.Failed);
    }

    private static double Cubed(double x) => x * x * x;

    [Theory]
    [InlineData(1, true)]
    [InlineData(1.001, false)]
    public void A_wrong_rule_is_found_and_the_element_that_it_is_applied_to_is_named(double scale, bool isRight)
    {
        System.Linq.Expressions.Expression<Func<double[], double>> loss = x => Math.Sin(x[0]) * x[1] + Cubed(x[2]) + x[3];
        var rule = DerivativeRule.Elementwise(Cubed, (x, y) => scale * 3 * x * x);
        var result = GradientCheck.Run(loss.Compile(), Grad.Gradient(loss, new GradOptions { Rules = [rule] }), Point(4), Named);
        Assert.Equal(isRight, result.Passed);
        if (isRight) return;
        Assert.Equal(2, result.WorstIndex);
        Assert.Equal(0.001, result.WorstError, 1e-5);
        Assert.Contains("w[2]: analytic", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void All_elements_scaled_by_a_thousandth_are_found()
    {
        var result = Planted(10, gradient =>
        {
            for (int i = 0; i < gradient.Length; i++)
                gradient[i] *= 1.001;
        });
        Assert.All(result.Elements, element => Assert.Equal(GradientCheckOutcome.Failed, element.Outcome));
    }

    [Fact]
    public void A_flipped_sign_is_found_and_named()
    {
        var result = Planted(50, gradient => gradient[31] = -gradient[31]);
        Assert.Equal(31, result.WorstIndex);
        Assert.Equal(-result.Expected, result.Actual, 1e-6);
        Assert.Equal(2, result.WorstError, 1e-6);
    }

    [Fact]
    public void Swapped_elements_are_found_and_named()
    {
        var result = Planted(50, gradient => (gradient[3], gradient[40]) = (gradient[40], gradient[3]));
        Assert.Equal([3, 40], result.Elements.Where(element => element.Outcome == GradientCheckOutcome.Failed).Select(element => element.Index));
        Assert.Contains(result.WorstIndex, new[] { 3, 40 });
    }

    [Fact]
    public void A_dropped_term_is_found_and_named()
    {
        double[] at = Point(50);
        var result = Planted(50, gradient => gradient[7] -= at[8]);
        Assert.Equal(7, result.WorstIndex);
    }

    [Fact]
    public void A_missing_element_is_found_and_named()
    {
        var result = Planted(50, gradient => gradient[22] = 0);
        Assert.Equal(22, result.WorstIndex);
        Assert.Equal(1, result.WorstError);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void An_element_that_is_not_finite_is_found_and_named(double wrong)
    {
        var result = Planted(50, gradient => gradient[22] = wrong);
        Assert.Equal(22, result.WorstIndex);
        Assert.Equal(double.PositiveInfinity, result.WorstError);
    }

    [Fact]
    public void An_element_left_unwritten_is_found_and_named()
    {
        var result = GradientCheck.Run(x => x[0] + (0 * x[1]) + x[2], (_, gradient) => (gradient[0], gradient[2]) = (1, 1), [1, 2, 3]);
        Assert.Equal(1, result.WorstIndex);
    }

    [Fact]
    public void A_wrong_element_is_found_beside_much_larger_ones()
    {
        double[] at = [1, 1, 1];
        var result = GradientCheck.Run(x => (1e4 * x[0]) + (1e-2 * x[1]) + x[2], (_, gradient) => (gradient[0], gradient[1], gradient[2]) = (1e4, 1.1e-2, 1), at);
        Assert.Equal(1, result.WorstIndex);
    }

    [Fact]
    public void Without_elements_a_wrong_direction_still_leads_to_the_wrong_one()
    {
        var result = Planted(1000, gradient => gradient[500] *= 1.01, Named with { ElementWise = false });
        Assert.Equal(500, result.WorstIndex);
        var right = GradientCheck.Run(Value, Gradient, Point(1000), Named with { ElementWise = false });
        Assert.True(right.Passed);
        Assert.Empty(right.Elements);
        Assert.Equal(-1, right.WorstIndex);
    }

    [Fact]
    public void Without_directions_the_elements_are_checked_alone()
    {
        var result = Planted(50, gradient => gradient[5] += 1, Named with { Directions = 0 });
        Assert.Equal(5, result.WorstIndex);
        Assert.Empty(result.Directions);
    }

    [Fact]
    public void The_message_names_the_worst_element()
    {
        double[] at = new double[20];
        var result = GradientCheck.Run(x => 0.42 * x[17], (_, gradient) =>
        {
            Array.Clear(gradient);
            gradient[17] = 0.31;
        }, at, Named);
        string expected = "The gradient is wrong; worst w[17]: analytic 0.31, numeric 0.42, relative error 0.26 (1 of 20 elements and 8 of 8 directions failed, 0 inconclusive).";
        Assert.Equal(expected, result.ToString());
        var error = Assert.Throws<GradientCheckException>(() => result.ThrowIfFailed());
        Assert.Equal(expected, error.Message);
        Assert.Same(result, error.Result);
    }

    [Fact]
    public void The_messages_of_other_outcomes_say_so()
    {
        var passed = GradientCheck.Run(x => 0.5 * x[0], _ => [0.5], [1.0], new GradientCheckOptions { Directions = 0 });
        Assert.Equal(
            "The gradient agrees with finite differences; worst x[0]: analytic 0.5, numeric 0.5, relative error 0 (0 of 1 elements and 0 of 0 directions failed, 0 inconclusive).",
            passed.ToString());
        var unsure = GradientCheck.Run(x => double.NaN * x[0], _ => [0.5], [1.0], new GradientCheckOptions { Directions = 0 });
        Assert.StartsWith("Finite differences are too uncertain here to check the gradient; worst x[0]: analytic 0.5, numeric NaN,", unsure.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("1 inconclusive).", unsure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.5)]
    [InlineData(1)]
    public void At_a_kink_every_subgradient_is_inconclusive_or_agrees(double slope)
    {
        var result = GradientCheck.Run(x => Math.Max(x[0], 0) + (3 * x[1]), _ => [slope, 3], [0, 2]);
        Assert.NotEqual(GradientCheckOutcome.Failed, result.Outcome);
        Assert.Equal(slope == 0.5 ? GradientCheckOutcome.Passed : GradientCheckOutcome.Inconclusive, result.Elements[0].Outcome);
        Assert.Equal(GradientCheckOutcome.Passed, result.Elements[1].Outcome);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    public void At_a_kink_a_slope_outside_both_sides_fails(double slope)
    {
        var result = GradientCheck.Run(x => Math.Max(x[0], 0), _ => [slope], [0.0]);
        Assert.Equal(GradientCheckOutcome.Failed, result.Outcome);
    }

    [Fact]
    public void Near_a_kink_within_the_step_no_right_slope_fails()
    {
        for (double at = 0; at < 2e-5; at += 1e-7)
        {
            var result = GradientCheck.Run(x => Math.Abs(x[0]), _ => [at == 0 ? 0 : 1], [at]);
            Assert.NotEqual(GradientCheckOutcome.Failed, result.Outcome);
            Assert.Same(result, result.ThrowIfFailed());
        }
    }

    [Fact]
    public void A_vertical_tangent_is_inconclusive() =>
        Assert.Equal(GradientCheckOutcome.Inconclusive, GradientCheck.Run(x => Math.Cbrt(x[0]), _ => [double.PositiveInfinity], [0.0]).Outcome);

    [Fact]
    public void Outside_the_domain_the_check_is_inconclusive() =>
        Assert.Equal(GradientCheckOutcome.Inconclusive, GradientCheck.Run(x => Math.Sqrt(x[0]), _ => [double.PositiveInfinity], [0.0]).Outcome);

    [Fact]
    public void A_function_too_rough_for_the_step_is_inconclusive() =>
        Assert.Equal(GradientCheckOutcome.Inconclusive, GradientCheck.Run(x => Math.Sin(3e5 * x[0]), _ => [3e5], [0.0]).Outcome);

    [Fact]
    public void Cancellation_is_noise_and_not_an_error() =>
        Assert.True(GradientCheck.Run(x => 1e9 + x[0], _ => [1.0 + 1e-3], [1.0]).Passed);

    [Fact]
    public void An_empty_gradient_passes()
    {
        var result = GradientCheck.Run(_ => 1, (_, _) => { }, []);
        Assert.True(result.Passed);
        Assert.Null(result.Worst);
        Assert.Contains("nothing to compare", result.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Floats_are_checked_at_their_precision()
    {
        var options = new GradientCheckOptions { SinglePrecision = true };
        static double InFloat(double[] x) => MathF.Sin((float)x[0]) * MathF.Exp((float)x[1]);
        static double[] Slopes(double[] x) => [Math.Cos(x[0]) * Math.Exp(x[1]), Math.Sin(x[0]) * Math.Exp(x[1])];
        double[] at = [0.3f, 1.7f];
        Assert.True(GradientCheck.Run(InFloat, Slopes, at, options).Passed);
        var wrong = GradientCheck.Run(InFloat, x => [Slopes(x)[0], Slopes(x)[1] * 1.01], at, options);
        Assert.Equal(1, wrong.WorstIndex);
    }

    [Fact]
    public void The_same_seed_checks_the_same_directions()
    {
        double[] Slopes(int seed) =>
            [.. GradientCheck.Run(Value, Gradient, Point(5), new GradientCheckOptions { Seed = seed }).Directions.Select(direction => direction.Numeric)];
        Assert.Equal(Slopes(1), Slopes(1));
        Assert.NotEqual(Slopes(1), Slopes(2));
    }

    [Fact]
    public void The_point_is_left_alone()
    {
        double[] at = [1, 2];
        GradientCheck.Run(x => x[0] = x[0] * x[1], (x, gradient) => (gradient[0], gradient[1], x[0]) = (2, 1, 0), at);
        Assert.Equal([1, 2], at);
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Assert.Throws<ArgumentException>(() => GradientCheck.Run(x => x[0], _ => [1, 2], [1.0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientCheckOptions { Tolerance = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientCheckOptions { Tolerance = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientCheckOptions { RelativeStep = double.PositiveInfinity });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GradientCheckOptions { Directions = -1 });
    }

    // Neighbouring elements are coupled: sum of x[i] x[i+1] + sin(x[i]).
    private static double Value(double[] x)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
            sum += Math.Sin(x[i]) + (i + 1 < x.Length ? x[i] * x[i + 1] : 0);
        return sum;
    }

    private static void Gradient(double[] x, double[] gradient)
    {
        for (int i = 0; i < x.Length; i++)
            gradient[i] = Math.Cos(x[i]) + (i + 1 < x.Length ? x[i + 1] : 0) + (i > 0 ? x[i - 1] : 0);
    }

    private static double[] Point(int length)
    {
        var random = new Random(3);
        return [.. Enumerable.Range(0, length).Select(_ => 0.5 + random.NextDouble())];
    }

    private static GradientCheckResult Planted(int length, Action<double[]> error, GradientCheckOptions? options = null)
    {
        var result = GradientCheck.Run(
            Value,
            (x, gradient) =>
            {
                Gradient(x, gradient);
                error(gradient);
            },
            Point(length),
            options ?? Named);
        Assert.Equal(GradientCheckOutcome.Failed, result.Outcome);
        Assert.False(result.Passed);
        if (result.WorstIndex >= 0)
            Assert.Contains($"w[{result.WorstIndex}]: analytic", result.ToString(), StringComparison.Ordinal);
        return result;
    }
}
