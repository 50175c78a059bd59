using static ExprGrad.TapeDouble;

namespace ExprGrad;

public static partial class TapeMath
{
    /// <summary>sin(pi x). Derivative: pi cos(pi x).</summary>
    public static TapeDouble SinPi(TapeDouble x)
    {
        var (sin, cos) = double.SinCosPi(x.Value);
        return Record(sin, x, Math.PI * cos);
    }

    /// <summary>cos(pi x). Derivative: -pi sin(pi x).</summary>
    public static TapeDouble CosPi(TapeDouble x)
    {
        var (sin, cos) = double.SinCosPi(x.Value);
        return Record(cos, x, -Math.PI * sin);
    }

    /// <summary>sin(pi x) and cos(pi x), as two rows.</summary>
    public static (TapeDouble SinPi, TapeDouble CosPi) SinCosPi(TapeDouble x)
    {
        var (sin, cos) = double.SinCosPi(x.Value);
        return (Record(sin, x, Math.PI * cos), Record(cos, x, -Math.PI * sin));
    }

    /// <summary>y = tan(pi x). Derivative: pi (1 + y^2).</summary>
    public static TapeDouble TanPi(TapeDouble x)
    {
        double y = double.TanPi(x.Value);
        return Record(y, x, Math.PI * (1 + (y * y)));
    }

    /// <summary>Arc sine in half turns. Derivative: 1 / (pi sqrt(1 - x^2)).</summary>
    public static TapeDouble AsinPi(TapeDouble x) => Record(double.AsinPi(x.Value), x, 1 / (Math.PI * Math.Sqrt((1 - x.Value) * (1 + x.Value))));

    /// <summary>Arc cosine in half turns. Derivative: -1 / (pi sqrt(1 - x^2)).</summary>
    public static TapeDouble AcosPi(TapeDouble x) => Record(double.AcosPi(x.Value), x, -1 / (Math.PI * Math.Sqrt((1 - x.Value) * (1 + x.Value))));

    /// <summary>Arc tangent in half turns. Derivative: 1 / (pi (1 + x^2)).</summary>
    public static TapeDouble AtanPi(TapeDouble x) => Record(double.AtanPi(x.Value), x, 1 / (Math.PI * (1 + (x.Value * x.Value))));

    /// <summary>The angle of the point (x, y) in half turns. Derivatives: those of <see cref="Atan2"/>, divided by pi.</summary>
    /// <param name="y">The ordinate.</param>
    /// <param name="x">The abscissa.</param>
    public static TapeDouble Atan2Pi(TapeDouble y, TapeDouble x) => Angle(double.Atan2Pi(y.Value, x.Value), y, x, Math.PI);

    /// <summary>Degrees to radians. Derivative: pi / 180.</summary>
    public static TapeDouble DegreesToRadians(TapeDouble x) => Record(double.DegreesToRadians(x.Value), x, Math.PI / 180);

    /// <summary>Radians to degrees. Derivative: 180 / pi.</summary>
    public static TapeDouble RadiansToDegrees(TapeDouble x) => Record(double.RadiansToDegrees(x.Value), x, 180 / Math.PI);
}
