using MathNet.Numerics;

namespace ExprGrad;

public static partial class Ad
{
    private const double OneMinusEuler = 0.42278433509846713939;

    // (-1)^k (zeta(k) - 1) / k from k = 2: ln Gamma(2 + z) = (1 - gamma) z + sum of these times z^k.
    private static ReadOnlySpan<double> LogGammaAtTwo =>
    [
        0.32246703342411321824, -0.067352301053198095133, 0.020580808427784547879, -0.0073855510286739852663, 0.0028905103307415232858,
        -0.0011927539117032609771, 0.00050966952474304242234, -0.00022315475845357937976, 0.000099457512781808533715,
        -0.0000449262367381331417, 0.000020507212775670691553, -9.439488275268395904e-6, 4.3748667899074878042e-6,
        -2.0392157538013662368e-6, 9.5514121304074198329e-7, -4.4924691987645660433e-7, 2.1207184805554665869e-7,
        -1.0043224823968099609e-7, 4.7698101693639805658e-8, -2.271109460894316491e-8, 1.0838659214896954091e-8,
        -5.1834750419700466551e-9, 2.4836745438024783172e-9, -1.1921401405860912074e-9, 5.7313672416788620133e-10,
        -2.7595228851242331452e-10, 1.3304764374244489481e-10,
    ];

    /// <summary>ln |Gamma(x)|, exact to a few ulp around its zeros at 1 and 2.</summary>
    /// <returns>+Infinity at 0, the negative integers and both infinities; NaN for NaN.</returns>
    public static double LogGamma(double x)
    {
        if (x > 2.5) return SpecialFunctions.GammaLn(x);
        if (x >= 1.5) return LogGammaNearTwo(x - 2);
        if (x >= 0.5) return LogGammaNearTwo(x - 1) - Math.Log(x);
        if (x > 0) return LogGammaNearTwo(x) - Math.Log(x * (1 + x));
        if (double.IsNaN(x)) return x;
        if (x == Math.Floor(x)) return double.PositiveInfinity;

        // Gamma(x) Gamma(1 - x) = pi / sin(pi x)
        return Math.Log(Math.PI / Math.Abs(double.SinPi(x))) - LogGamma(1 - x);
    }

    /// <inheritdoc cref="LogGamma(double)"/>
    public static float LogGamma(float x) => (float)LogGamma((double)x);

    /// <summary>The derivative of <see cref="LogGamma(double)"/>.</summary>
    /// <returns>-Infinity at 0 (+Infinity at -0.0), NaN at the negative integers and for NaN.</returns>
    public static double Digamma(double x)
    {
        if (x > 0) return SpecialFunctions.DiGamma(x);
        if (double.IsNaN(x)) return x;
        if (x == 0) return -1 / x;

        // psi(1 - x) - psi(x) = pi cot(pi x)
        var sine = double.SinPi(x);
        return sine == 0 ? double.NaN : Digamma(1 - x) - (Math.PI * double.CosPi(x) / sine);
    }

    /// <inheritdoc cref="Digamma(double)"/>
    public static float Digamma(float x) => (float)Digamma((double)x);

    /// <summary>The derivative of <see cref="Digamma(double)"/>: <see cref="Polygamma(int, double)"/> of order 1.</summary>
    /// <returns>+Infinity at 0 and the negative integers; NaN for NaN.</returns>
    public static double Trigamma(double x) => Polygamma(1, x);

    /// <inheritdoc cref="Trigamma(double)"/>
    public static float Trigamma(float x) => (float)Polygamma(1, (double)x);

    // Horner's rule, for |z| <= 1/2: 27 terms leave 2^-60.
    private static double LogGammaNearTwo(double z)
    {
        var sum = 0.0;
        for (var k = LogGammaAtTwo.Length - 1; k >= 0; k--) sum = (sum * z) + LogGammaAtTwo[k];
        return z * (OneMinusEuler + (z * sum));
    }
}
