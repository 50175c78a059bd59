using System.Runtime.CompilerServices;
using ExprGrad.Compilation;

namespace ExprGrad;

/// <summary>
/// Holds a gradient against central differences of its function: along random directions, which sees any error in a few evaluations, and element by element, which
/// names the wrong one.
/// <code>
/// GradientCheck.Run(w => Loss(w), (w, dw) => LossGradient(w, dw), at).ThrowIfFailed();
/// </code>
/// </summary>
/// <remarks>
/// Each slope is measured with two step sizes. Where those don't agree, or where the slopes to both sides differ whatever the step (a kink), differences can't tell and
/// the comparison is inconclusive. It takes four evaluations for each direction and element.
/// </remarks>
public static class GradientCheck
{
    /// <summary>Checks a gradient that is written into its second argument.</summary>
    /// <param name="value">The function.</param>
    /// <param name="gradient">Writes the gradient at its first argument into its second, which arrives filled with NaN so that an element left unwritten is seen.</param>
    /// <param name="at">The point; may be empty. Neither delegate is called with this array itself.</param>
    /// <param name="options">What to check and how closely; null for the defaults.</param>
    public static GradientCheckResult Run(Func<double[], double> value, Action<double[], double[]> gradient, double[] at, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(at);
        var analytic = new double[at.Length];
        Array.Fill(analytic, double.NaN);
        gradient([.. at], analytic);
        return Run(value, analytic, at, options ?? new GradientCheckOptions());
    }

    /// <summary>Checks a gradient that is returned.</summary>
    /// <param name="value">The function.</param>
    /// <param name="gradient">Returns the gradient at its argument, as long as that.</param>
    /// <param name="at">The point; may be empty. Neither delegate is called with this array itself.</param>
    /// <param name="options">What to check and how closely; null for the defaults.</param>
    /// <exception cref="ArgumentException">The gradient's length differs from that of <paramref name="at"/>.</exception>
    public static GradientCheckResult Run(Func<double[], double> value, Func<double[], double[]> gradient, double[] at, GradientCheckOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(at);
        double[] analytic = gradient([.. at]);
        if (analytic.Length != at.Length)
            throw new ArgumentException($"The gradient has {analytic.Length} elements, the point {at.Length}.", nameof(gradient));
        return Run(value, analytic, at, options ?? new GradientCheckOptions());
    }

    /// <summary>Checks a gradient by a container, or by arrays of any depth. Elements are named as C# writes them, <c>x[1].Scale</c>.</summary>
    /// <typeparam name="P">double, float, a tuple, a record, or a class or struct with such members; an array ([] or [,]) of any of these, or of arrays.</typeparam>
    /// <param name="value">The function.</param>
    /// <param name="gradient">Returns the gradient at its argument, in a container of the same shape.</param>
    /// <param name="at">The point. Neither delegate is called with it itself.</param>
    /// <param name="options">
    /// What to check and how closely; null for the defaults. Where a number of the point is a float, <see cref="GradientCheckOptions.SinglePrecision"/> is on in any case. Names of elements are not used.
    /// </param>
    /// <param name="text">Filled in by the compiler: the text of the point, for error messages.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <exception cref="ArgumentException">The gradient has not the shape of <paramref name="at"/>.</exception>
    /// <exception cref="DifferentiationException">A container of this type can't be made.</exception>
    public static GradientCheckResult Run<P>(
        Func<P, double> value,
        Func<P, P> gradient,
        P at,
        GradientCheckOptions? options = null,
        [CallerArgumentExpression(nameof(at))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(gradient);
        ArgumentNullException.ThrowIfNull(at);
        Zeros.Check(typeof(P), new(text, file, line));
        var numbers = ContainerNumbers.Of(at, typeof(P), "x");
        double[] point = [.. numbers.Select(number => number.Number)];
        P Put(double[] values) => (P)ContainerNumbers.With(at, typeof(P), nameof(at), values);
        var analytic = ContainerNumbers.Of(gradient(Put(point)), typeof(P), nameof(gradient));
        if (!analytic.Select(number => number.Place.Name[nameof(gradient).Length..]).SequenceEqual(numbers.Select(number => number.Place.Name["x".Length..]), StringComparer.Ordinal))
            throw new ArgumentException("The gradient has not the shape of the point.", nameof(gradient));
        options ??= new GradientCheckOptions();
        return Run(
            x => value(Put(x)),
            [.. analytic.Select(number => number.Number)],
            point,
            options with { SinglePrecision = options.SinglePrecision || numbers.Exists(number => number.Place.Type == typeof(float)), ElementName = i => numbers[i].Place.Name });
    }

    /// <summary>The check itself, on flat arrays: a container's leaves are laid out in one, and <paramref name="value"/> puts them back.</summary>
    internal static GradientCheckResult Run(Func<double[], double> value, ReadOnlySpan<double> analytic, ReadOnlySpan<double> at, GradientCheckOptions options)
    {
        var probe = new SlopeProbe(value, at, options);
        var directions = CheckDirections(probe, analytic, options);
        var elements = options.ElementWise || directions.Any(direction => direction.Outcome == GradientCheckOutcome.Failed)
            ? CheckElements(probe, analytic, options)
            : [];
        return new GradientCheckResult(directions, elements);
    }

    // Uniform in [-1, 1], times the scale of each variable: sums over the gradient in which no element is favoured.
    private static GradientComparison[] CheckDirections(SlopeProbe probe, ReadOnlySpan<double> analytic, GradientCheckOptions options)
    {
        var random = new Random(options.Seed);
        var direction = new double[analytic.Length];
        var comparisons = new GradientComparison[analytic.Length == 0 ? 0 : options.Directions];
        for (int k = 0; k < comparisons.Length; k++)
        {
            double slope = 0;
            for (int i = 0; i < direction.Length; i++)
            {
                direction[i] = ((2 * random.NextDouble()) - 1) * probe.Scale(i);
                slope += analytic[i] * direction[i];
            }

            comparisons[k] = probe.Compare($"direction {k}", GradientComparison.NoIndex, direction, slope);
        }

        return comparisons;
    }

    private static GradientComparison[] CheckElements(SlopeProbe probe, ReadOnlySpan<double> analytic, GradientCheckOptions options)
    {
        var comparisons = new GradientComparison[analytic.Length];
        for (int i = 0; i < comparisons.Length; i++)
            comparisons[i] = probe.Compare(options.ElementName(i), i, analytic[i]);
        return comparisons;
    }
}
