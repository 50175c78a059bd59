namespace ExprGrad;

public static partial class Ad
{
    /// <summary>
    /// ln of the sum of e^x over the elements, without overflow: the largest element is subtracted first.
    /// Its gradient is <see cref="Softmax(double[])"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The array is empty.</exception>
    public static double LogSumExp(double[] x)
    {
        var shift = Shift(x.Max());
        return shift + Math.Log(x.Sum(value => Math.Exp(value - shift)));
    }

    /// <inheritdoc cref="LogSumExp(double[])"/>
    /// <remarks>The sum is accumulated in double, as LINQ's is.</remarks>
    public static float LogSumExp(float[] x)
    {
        var shift = Shift(x.Max());
        return shift + MathF.Log(x.Sum(value => MathF.Exp(value - shift)));
    }

    /// <summary>
    /// e^x of each element divided by the sum of them all: positive numbers with the sum 1. The largest element is subtracted first.
    /// </summary>
    /// <returns>A new array.</returns>
    /// <exception cref="InvalidOperationException">The array is empty.</exception>
    public static double[] Softmax(double[] x)
    {
        var shift = Shift(x.Max());
        var result = Array.ConvertAll(x, value => Math.Exp(value - shift));
        var sum = result.Sum();
        for (var i = 0; i < result.Length; i++) result[i] /= sum;
        return result;
    }

    /// <inheritdoc cref="Softmax(double[])"/>
    /// <remarks>The sum is accumulated in double, as LINQ's is.</remarks>
    public static float[] Softmax(float[] x)
    {
        var shift = Shift(x.Max());
        var result = Array.ConvertAll(x, value => MathF.Exp(value - shift));
        var sum = result.Sum();
        for (var i = 0; i < result.Length; i++) result[i] /= sum;
        return result;
    }

    // An infinite maximum is not subtracted: Infinity - Infinity would be NaN.
    private static double Shift(double max) => double.IsFinite(max) ? max : 0;

    private static float Shift(float max) => float.IsFinite(max) ? max : 0;
}
