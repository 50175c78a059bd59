namespace ExprGrad;

public static partial class Ad
{
    /// <summary>Names a value: <c>Ad.Let(a * b, v => v * v + v)</c> computes a * b once. The lambda is written in place.</summary>
    /// <param name="value">What is named.</param>
    /// <param name="body">What is computed from it.</param>
    public static TResult Let<T, TResult>(T value, Func<T, TResult> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return body(value);
    }

    /// <summary>x itself, which counts as constant when the expression around it is differentiated.</summary>
    public static double StopGradient(double x) => x;

    /// <inheritdoc cref="StopGradient(double)"/>
    public static float StopGradient(float x) => x;
}
