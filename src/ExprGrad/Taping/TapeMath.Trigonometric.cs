using static ExprGrad.TapeDouble;

namespace ExprGrad;

public static partial class TapeMath
{
    /// <summary>Sine. Derivative: cos x.</summary>
    public static TapeDouble Sin(TapeDouble x)
    {
        var (sin, cos) = Math.SinCos(x.Value);
        return Record(sin, x, cos);
    }

    /// <summary>Cosine. Derivative: -sin x.</summary>
    public static TapeDouble Cos(TapeDouble x)
    {
        var (sin, cos) = Math.SinCos(x.Value);
        return Record(cos, x, -sin);
    }

    /// <summary>Sine and cosine, as two rows. Derivatives: cos x and -sin x.</summary>
    public static (TapeDouble Sin, TapeDouble Cos) SinCos(TapeDouble x)
    {
        var (sin, cos) = Math.SinCos(x.Value);
        return (Record(sin, x, cos), Record(cos, x, -sin));
    }

    /// <summary>y = tan x. Derivative: 1 + y^2.</summary>
    public static TapeDouble Tan(TapeDouble x)
    {
        double y = Math.Tan(x.Value);
        return Record(y, x, 1 + (y * y));
    }

    /// <summary>Arc sine; NaN outside [-1, 1]. Derivative: 1 / sqrt(1 - x^2), +Infinity at the ends.</summary>
    public static TapeDouble Asin(TapeDouble x) => Record(Math.Asin(x.Value), x, 1 / Math.Sqrt((1 - x.Value) * (1 + x.Value)));

    /// <summary>Arc cosine; NaN outside [-1, 1]. Derivative: -1 / sqrt(1 - x^2), -Infinity at the ends.</summary>
    public static TapeDouble Acos(TapeDouble x) => Record(Math.Acos(x.Value), x, -1 / Math.Sqrt((1 - x.Value) * (1 + x.Value)));

    /// <summary>Arc tangent. Derivative: 1 / (1 + x^2).</summary>
    public static TapeDouble Atan(TapeDouble x) => Record(Math.Atan(x.Value), x, 1 / (1 + (x.Value * x.Value)));

    /// <summary>The angle of the point (x, y). Derivatives: x / (x^2 + y^2) for y and -y / (x^2 + y^2) for x, both 0 at the origin.</summary>
    /// <param name="y">The ordinate.</param>
    /// <param name="x">The abscissa.</param>
    public static TapeDouble Atan2(TapeDouble y, TapeDouble x) => Angle(Math.Atan2(y.Value, x.Value), y, x, 1);

    private static TapeDouble Angle(double value, TapeDouble y, TapeDouble x, double unit)
    {
        double h = double.Hypot(x.Value, y.Value); // its square may overflow, or vanish
        return h == 0 ? Record(value, y, 0, x, 0) : Record(value, y, x.Value / h / h / unit, x, -y.Value / h / h / unit);
    }
}
