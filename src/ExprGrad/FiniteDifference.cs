using System.Numerics;
using System.Runtime.CompilerServices;
using ExprGrad.Compilation;

namespace ExprGrad;

/// <summary>
/// Derivatives by central differences, (f(x + h) - f(x - h)) / 2h: two evaluations for each variable, and some nine correct digits in double, four in float.
/// An oracle for tests, not a way to compute gradients.
/// </summary>
/// <remarks>
/// The step is h = r max(1, |x|). The default r is the cube root of the precision's machine epsilon, which balances the truncation error, of order h^2, with the
/// rounding error, of order epsilon / h. h is rounded so that x + h is exact, and the division is by the distance of the two points as they are.
/// </remarks>
public static class FiniteDifference
{
    /// <summary>The derivative of a function of one variable.</summary>
    /// <param name="function">The function.</param>
    /// <param name="at">The point.</param>
    /// <param name="relativeStep">r of the step r max(1, |x|); null for the default.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="relativeStep"/> is not a positive number.</exception>
    [OverloadResolutionPriority(1)] // x => x * x at 2 is meant in double, though an int converts better to float
    public static double Derivative(Func<double, double> function, double at, double? relativeStep = null) => Central(function, at, relativeStep);

    /// <inheritdoc cref="Derivative(Func{double, double}, double, double?)"/>
    public static float Derivative(Func<float, float> function, float at, float? relativeStep = null) => Central(function, at, relativeStep);

    /// <summary>The gradient of a function of an array. The array that the function is called with is a copy.</summary>
    /// <param name="function">The function.</param>
    /// <param name="at">The point; may be empty.</param>
    /// <param name="relativeStep">r of the steps r max(1, |x|); null for the default.</param>
    /// <returns>A new array, as long as <paramref name="at"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="relativeStep"/> is not a positive number.</exception>
    [OverloadResolutionPriority(1)]
    public static double[] Gradient(Func<double[], double> function, double[] at, double? relativeStep = null) => CentralOfCopy(function, at, relativeStep);

    /// <inheritdoc cref="Gradient(Func{double[], double}, double[], double?)"/>
    public static float[] Gradient(Func<float[], float> function, float[] at, float? relativeStep = null) => CentralOfCopy(function, at, relativeStep);

    /// <summary>The gradient of a function of an array, written in place. Allocates nothing.</summary>
    /// <param name="function">The function.</param>
    /// <param name="at">The point; may be empty. The function is called with this very array, one element of it moved; it is as before afterwards.</param>
    /// <param name="gradient">Receives the gradient; as long as <paramref name="at"/>.</param>
    /// <param name="relativeStep">r of the steps r max(1, |x|); null for the default.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="relativeStep"/> is not a positive number.</exception>
    [OverloadResolutionPriority(1)]
    public static void Gradient(Func<double[], double> function, double[] at, Span<double> gradient, double? relativeStep = null) =>
        Central(function, at, gradient, relativeStep);

    /// <inheritdoc cref="Gradient(Func{double[], double}, double[], Span{double}, double?)"/>
    public static void Gradient(Func<float[], float> function, float[] at, Span<float> gradient, float? relativeStep = null) =>
        Central(function, at, gradient, relativeStep);

    /// <summary>The gradient of a function of a container, or of arrays of any depth. The function is called with copies.</summary>
    /// <typeparam name="P">double, float, a tuple, a record, or a class or struct with such members; an array ([] or [,]) of any of these, or of arrays.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="at">The point.</param>
    /// <param name="relativeStep">r of the steps r max(1, |x|); null for the default, that of each number's own precision.</param>
    /// <param name="text">Filled in by the compiler: the text of the point, for error messages.</param>
    /// <param name="file">Filled in by the compiler.</param>
    /// <param name="line">Filled in by the compiler.</param>
    /// <returns>A new container of the shape of <paramref name="at"/>; what is no real number in it is taken over.</returns>
    /// <exception cref="ArgumentNullException">Something in the point that holds real numbers is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="relativeStep"/> is not a positive number.</exception>
    /// <exception cref="DifferentiationException">A container of this type can't be made.</exception>
    public static P Gradient<P>(
        Func<P, double> function,
        P at,
        double? relativeStep = null,
        [CallerArgumentExpression(nameof(at))] string text = "",
        [CallerFilePath] string file = "",
        [CallerLineNumber] int line = 0)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(at);
        Zeros.Check(typeof(P), new(text, file, line));
        var (own, single) = (RelativeStep<double>(relativeStep), relativeStep ?? DefaultRelativeStep<float>());
        var numbers = ContainerNumbers.Of(at, typeof(P), nameof(at));
        var point = numbers.ConvertAll(number => number.Number);
        P Put(IReadOnlyList<double> values) => (P)ContainerNumbers.With(at, typeof(P), nameof(at), values);
        double At(int i, double x)
        {
            (var known, point[i]) = (point[i], x);
            double value = function(Put(point));
            point[i] = known;
            return value;
        }

        var gradient = new double[point.Count];
        for (int i = 0; i < gradient.Length; i++)
        {
            var (up, down) = numbers[i].Place.Type == typeof(float) ? Around((float)point[i], (float)single) : Around(point[i], own);
            gradient[i] = (At(i, up) - At(i, down)) / (up - down);
        }

        return Put(gradient);
    }

    /// <summary>The default r: the cube root of machine epsilon.</summary>
    internal static T DefaultRelativeStep<T>()
        where T : struct, IFloatingPointIeee754<T> => T.Cbrt(T.BitIncrement(T.One) - T.One);

    private static T[] CentralOfCopy<T>(Func<T[], T> function, T[] at, T? relativeStep)
        where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(at);
        var gradient = new T[at.Length];
        Central(function, [.. at], gradient, relativeStep);
        return gradient;
    }

    private static void Central<T>(Func<T[], T> function, T[] at, Span<T> gradient, T? relativeStep)
        where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(at);
        if (gradient.Length != at.Length)
            throw new ArgumentException($"The gradient's length is {gradient.Length}, the point's {at.Length}.", nameof(gradient));
        T step = RelativeStep(relativeStep);
        for (int i = 0; i < at.Length; i++)
        {
            T x = at[i];
            var (up, down) = Around(x, step);
            try
            {
                at[i] = up;
                T above = function(at);
                at[i] = down;
                T below = function(at);
                gradient[i] = (above - below) / (up - down);
            }
            finally
            {
                at[i] = x;
            }
        }
    }

    private static T Central<T>(Func<T, T> function, T at, T? relativeStep)
        where T : struct, IFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(function);
        var (up, down) = Around(at, RelativeStep(relativeStep));
        return (function(up) - function(down)) / (up - down);
    }

    private static (T Up, T Down) Around<T>(T x, T relativeStep)
        where T : struct, IFloatingPointIeee754<T>
    {
        T up = x + (relativeStep * T.Max(T.One, T.Abs(x)));
        T step = up - x;
        return (up, x - step);
    }

    private static T RelativeStep<T>(T? relativeStep)
        where T : struct, IFloatingPointIeee754<T>
    {
        T step = relativeStep ?? DefaultRelativeStep<T>();
        if (!(step > T.Zero && T.IsFinite(step)))
            throw new ArgumentOutOfRangeException(nameof(relativeStep), relativeStep, "The relative step must be a positive number.");
        return step;
    }
}
