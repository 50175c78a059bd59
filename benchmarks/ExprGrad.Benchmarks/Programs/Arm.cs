using System.Linq.Expressions;

namespace ExprGrad.Benchmarks.Programs;

internal delegate double ArmDistance(double a, double b, double c, double d, double e, double f);

internal delegate double ArmDistanceGradient(
    double a, double b, double c, double d, double e, double f, out double da, out double db, out double dc, out double dd, out double de, out double df);

/// <summary>The end position of a planar arm of six joints, each turning relative to the one before: its squared distance from a target.</summary>
internal sealed class Arm() : BenchmarkProgram<ArmDistance, ArmDistanceGradient>("arm", "6", Bars.Elementary)
{
    private const double TargetX = 1.5;
    private const double TargetY = 2.0;

    private static readonly Expression<Func<double, double>> s_square = t => t * t;

    private static readonly Expression<Func<double, double, double, double, double, double, double>> s_function = (a, b, c, d, e, f) =>
        s_square.Invoke(
            Math.Cos(a) + 0.9 * Math.Cos(a + b) + 0.8 * Math.Cos(a + b + c) + 0.7 * Math.Cos(a + b + c + d)
            + 0.6 * Math.Cos(a + b + c + d + e) + 0.5 * Math.Cos(a + b + c + d + e + f) - TargetX)
        + s_square.Invoke(
            Math.Sin(a) + 0.9 * Math.Sin(a + b) + 0.8 * Math.Sin(a + b + c) + 0.7 * Math.Sin(a + b + c + d)
            + 0.6 * Math.Sin(a + b + c + d + e) + 0.5 * Math.Sin(a + b + c + d + e + f) - TargetY);

    private readonly double[] _at = [0.1, 0.2, 0.3, -0.2, 0.4, 0.15];
    private readonly double[] _gradient = new double[6];
    private readonly Tape _tape = new();

    public override IReadOnlyList<double[]> Outputs => [_gradient];

    protected override ArmDistanceGradient ByHand { get; } = (
        double a, double b, double c, double d, double e, double f, out double da, out double db, out double dc, out double dd, out double de, out double df) =>
    {
        double angle = a;
        var (sin1, cos1) = Math.SinCos(angle);
        angle += b;
        var (sin2, cos2) = Math.SinCos(angle);
        angle += c;
        var (sin3, cos3) = Math.SinCos(angle);
        angle += d;
        var (sin4, cos4) = Math.SinCos(angle);
        angle += e;
        var (sin5, cos5) = Math.SinCos(angle);
        angle += f;
        var (sin6, cos6) = Math.SinCos(angle);

        double x6 = 0.5 * cos6, y6 = 0.5 * sin6;
        double x5 = 0.6 * cos5 + x6, y5 = 0.6 * sin5 + y6;
        double x4 = 0.7 * cos4 + x5, y4 = 0.7 * sin4 + y5;
        double x3 = 0.8 * cos3 + x4, y3 = 0.8 * sin3 + y4;
        double x2 = 0.9 * cos2 + x3, y2 = 0.9 * sin2 + y3;
        double x1 = cos1 + x2, y1 = sin1 + y2;

        double fromX = x1 - TargetX, fromY = y1 - TargetY;
        double barX = 2 * fromX, barY = 2 * fromY;
        da = barY * x1 - barX * y1;
        db = barY * x2 - barX * y2;
        dc = barY * x3 - barX * y3;
        dd = barY * x4 - barX * y4;
        de = barY * x5 - barX * y5;
        df = barY * x6 - barX * y6;
        return fromX * fromX + fromY * fromY;
    };

    protected override LambdaExpression Function => s_function;

    protected override double Repeat(ArmDistance value, int count)
    {
        double a = _at[0], b = _at[1], c = _at[2], d = _at[3], e = _at[4], f = _at[5], result = 0;
        for (int i = 0; i < count; i++)
            result = value(a, b, c, d, e, f);
        return result;
    }

    protected override double Repeat(ArmDistanceGradient gradient, int count)
    {
        double a = _at[0], b = _at[1], c = _at[2], d = _at[3], e = _at[4], f = _at[5], result = 0;
        double da = 0, db = 0, dc = 0, dd = 0, de = 0, df = 0;
        for (int i = 0; i < count; i++)
            result = gradient(a, b, c, d, e, f, out da, out db, out dc, out dd, out de, out df);
        (_gradient[0], _gradient[1], _gradient[2], _gradient[3], _gradient[4], _gradient[5]) = (da, db, dc, dd, de, df);
        return result;
    }

    public override double TapeByHand(int count)
    {
        double result = 0;
        for (int i = 0; i < count; i++)
        {
            _tape.Reset();
            TapeDouble a = _tape.Variable(_at[0]), b = _tape.Variable(_at[1]), c = _tape.Variable(_at[2]);
            TapeDouble d = _tape.Variable(_at[3]), e = _tape.Variable(_at[4]), f = _tape.Variable(_at[5]);
            TapeDouble angle = a;
            var (sin, cos) = TapeMath.SinCos(angle);
            TapeDouble x = cos, y = sin;
            Reach(ref angle, b, 0.9, ref x, ref y);
            Reach(ref angle, c, 0.8, ref x, ref y);
            Reach(ref angle, d, 0.7, ref x, ref y);
            Reach(ref angle, e, 0.6, ref x, ref y);
            Reach(ref angle, f, 0.5, ref x, ref y);
            var fromX = x - TargetX;
            var fromY = y - TargetY;
            var value = fromX * fromX + fromY * fromY;
            _tape.Sweep(value);
            _gradient[0] = _tape.Adjoint(a);
            _gradient[1] = _tape.Adjoint(b);
            _gradient[2] = _tape.Adjoint(c);
            _gradient[3] = _tape.Adjoint(d);
            _gradient[4] = _tape.Adjoint(e);
            _gradient[5] = _tape.Adjoint(f);
            result = value.Value;
        }

        return result;
    }

    private static void Reach(ref TapeDouble angle, TapeDouble turn, double length, ref TapeDouble x, ref TapeDouble y)
    {
        angle += turn;
        var (sin, cos) = TapeMath.SinCos(angle);
        x += length * cos;
        y += length * sin;
    }

    public override void FiniteDifferences()
    {
        var value = CompiledValue;
        FiniteDifference.Gradient(at => value(at[0], at[1], at[2], at[3], at[4], at[5]), _at, _gradient);
    }
}
