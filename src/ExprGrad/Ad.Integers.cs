namespace ExprGrad;

// C# prefers the conversion of an integer to float over that to double, and would lose digits without a word; these go before both.
public static partial class Ad
{
    /// <inheritdoc cref="Sigmoid(double)"/>
    public static double Sigmoid(long x) => Sigmoid((double)x);

    /// <inheritdoc cref="Softplus(double)"/>
    public static double Softplus(long x) => Softplus((double)x);

    /// <inheritdoc cref="Relu(double)"/>
    public static double Relu(long x) => Relu((double)x);

    /// <inheritdoc cref="Erf(double)"/>
    public static double Erf(long x) => Erf((double)x);

    /// <inheritdoc cref="Erfc(double)"/>
    public static double Erfc(long x) => Erfc((double)x);

    /// <inheritdoc cref="NormalCdf(double)"/>
    public static double NormalCdf(long x) => NormalCdf((double)x);

    /// <inheritdoc cref="LogGamma(double)"/>
    public static double LogGamma(long x) => LogGamma((double)x);

    /// <inheritdoc cref="Digamma(double)"/>
    public static double Digamma(long x) => Digamma((double)x);

    /// <inheritdoc cref="Trigamma(double)"/>
    public static double Trigamma(long x) => Trigamma((double)x);

    /// <inheritdoc cref="Polygamma(int, double)"/>
    public static double Polygamma(int order, long x) => Polygamma(order, (double)x);

    /// <inheritdoc cref="StopGradient(double)"/>
    public static double StopGradient(long x) => x;
}
