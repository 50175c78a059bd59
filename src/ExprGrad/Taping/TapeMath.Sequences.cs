namespace ExprGrad;

// Functions of whole arrays, in the scalar operations that they consist of. The largest element is subtracted so that nothing overflows, and as a constant: the
// result doesn't depend on what is subtracted.
public static partial class TapeMath
{
    /// <summary><see cref="Ad.LogSumExp(double[])"/>: three rows an element. Derivative: <see cref="Ad.Softmax(double[])"/>.</summary>
    /// <param name="x">At least one number.</param>
    /// <exception cref="InvalidOperationException">The array is empty.</exception>
    public static TapeDouble LogSumExp(TapeDouble[] x)
    {
        double shift = Shift(x);
        TapeDouble sum = 0;
        foreach (var element in x)
            sum += Exp(element - shift);
        return Log(sum) + shift;
    }

    /// <summary><see cref="Ad.Softmax(double[])"/>: four rows an element.</summary>
    /// <param name="x">At least one number.</param>
    /// <returns>A new array.</returns>
    /// <exception cref="InvalidOperationException">The array is empty.</exception>
    public static TapeDouble[] Softmax(TapeDouble[] x)
    {
        double shift = Shift(x);
        var result = new TapeDouble[x.Length];
        TapeDouble sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            result[i] = Exp(x[i] - shift);
            sum += result[i];
        }

        for (int i = 0; i < result.Length; i++)
            result[i] /= sum;
        return result;
    }

    private static double Shift(TapeDouble[] x)
    {
        double max = x.Max().Value;
        return double.IsFinite(max) ? max : 0;
    }
}
