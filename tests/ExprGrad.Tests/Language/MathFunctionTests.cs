namespace ExprGrad.Tests.Language;

/// <summary>Functions as they stand in lambdas; every primitive by itself is tested from the registry.</summary>
public sealed class MathFunctionTests
{
    [Fact]
    public void Exponentials_and_logarithms()
    {
        Agreement.Check((double x) => Math.Exp(x) + double.Exp2(x) - double.Exp10(x) + double.ExpM1(x) - double.Exp2M1(x) + double.Exp10M1(x), 0.7);
        Agreement.Check((double x) => Math.Log(x) + Math.Log2(x) * Math.Log10(x) + double.LogP1(x) + double.Log2P1(x) + double.Log10P1(x), 0.7);
        Agreement.Check((double x, double b) => Math.Log(x, b), 0.7, 3.5);
        Agreement.Check((float x) => MathF.Exp(x) + MathF.Log(x) - MathF.Log2(x) + MathF.Log10(x) + float.ExpM1(x) + float.LogP1(x), 0.7f);
        Agreement.Check((float x) => float.Exp2(x) + float.Exp10(x) + MathF.Log(x, 3), 0.7f);
    }

    [Fact]
    public void Powers_and_roots()
    {
        Agreement.Check((double x, double y) => Math.Pow(x, y) + Math.Sqrt(x) - Math.Cbrt(y) + double.Hypot(x, y) + double.RootN(x, 5), 1.7, 2.3);
        Agreement.Check((float x, float y) => MathF.Pow(x, y) + MathF.Sqrt(x) - MathF.Cbrt(y) + float.Hypot(x, y) + float.RootN(x, 5), 1.7f, 2.3f);
        Agreement.Check((double x) => Math.Pow(x, 2) + Math.Pow(2, x) + Math.Pow(x, -1), -1.7);
    }

    [Fact]
    public void Trigonometric_functions()
    {
        Agreement.Check((double x) => Math.Sin(x) * Math.Cos(x) + Math.Tan(x) + Math.Asin(x) + Math.Acos(x) + Math.Atan(x), 0.4);
        Agreement.Check((double x) => double.SinPi(x) * double.CosPi(x) + double.TanPi(x) + double.AsinPi(x) + double.AcosPi(x) + double.AtanPi(x), 0.3);
        Agreement.Check((double x, double y) => Math.Atan2(x, y) + double.Atan2Pi(x, y), 0.4, -0.7);
        Agreement.Check((float x) => MathF.Sin(x) * MathF.Cos(x) + MathF.Tan(x) + MathF.Asin(x) + MathF.Acos(x) + MathF.Atan(x), 0.4f);
        Agreement.Check((double x) => double.DegreesToRadians(x) * double.RadiansToDegrees(x), 0.4);
    }

    [Fact]
    public void Sine_and_cosine_together()
    {
        Agreement.Check((double x) => Math.SinCos(x).Sin * Math.SinCos(x).Cos, 0.4);
        Agreement.Check((float x) => MathF.SinCos(x).Sin * MathF.SinCos(x).Cos, 0.4f);
        Agreement.Check((double x) => Ad.Let(Math.SinCos(x), p => p.Sin * p.Item2), 0.4);
        Agreement.Check((double x) => double.SinCosPi(x).SinPi, 0.4);
    }

    [Fact]
    public void Hyperbolic_functions()
    {
        Agreement.Check((double x) => Math.Sinh(x) * Math.Cosh(x) + Math.Tanh(x) + Math.Asinh(x) + Math.Acosh(x + 2) + Math.Atanh(x), 0.4);
        Agreement.Check((float x) => MathF.Sinh(x) * MathF.Cosh(x) + MathF.Tanh(x) + MathF.Asinh(x) + MathF.Acosh(x + 2) + MathF.Atanh(x), 0.4f);
    }

    [Fact]
    public void Extrema_magnitudes_and_signs()
    {
        Agreement.Check((double x, double y) => Math.Max(x, y) * Math.Min(x, y) + Math.MaxMagnitude(x, y) - (2 * Math.MinMagnitude(x, y)), 1.7, -2.3);
        Agreement.Check((double x, double y) => double.MaxNumber(x, y) * double.MinNumber(x, y) + double.MaxMagnitudeNumber(x, y) - (2 * double.MinMagnitudeNumber(x, y)), 1.7, -2.3);
        Agreement.Check((double x, double y) => (Math.Abs(y) * x) + Math.CopySign(x, y) + (Math.Sign(y) * x) + Math.Clamp(x, -1, 1) + Math.Clamp(y, x - 10, x), 1.7, -2.3);
        Agreement.Check((float x, float y) => (MathF.Abs(y) * x) + MathF.CopySign(x, y) + (MathF.Sign(y) * x) + Math.Clamp(x, -1, 1) + MathF.Max(x, y), 1.7f, -2.3f);
    }

    [Fact]
    public void Products_and_rounding()
    {
        Agreement.Check((double x, double y, double z) => Math.FusedMultiplyAdd(x, y, z) * double.Lerp(x, y, z) + Math.ScaleB(x, 3) + Math.IEEERemainder(x, y), 1.7, 2.3, 0.3);
        Agreement.Check((double x) => x * (Math.Floor(x) + Math.Ceiling(x) - Math.Round(x) + Math.Truncate(x) + Math.Round(x, 1) + Math.Round(x, MidpointRounding.ToZero)), 1.73);
        Agreement.Check((float x) => x * (MathF.Floor(x) + MathF.Ceiling(x) - MathF.Round(x) + MathF.Truncate(x)), 1.73f);
    }

    [Fact]
    public void Functions_of_Ad()
    {
        Agreement.Check((double x) => Ad.Erf(x) + Ad.Erfc(x) * Ad.NormalCdf(x) + Ad.LogGamma(x + 2) + Ad.Digamma(x + 2) + Ad.Sigmoid(x) * Ad.Softplus(x) + Ad.Relu(x), 0.7);
        Agreement.Check((float x) => Ad.Erf(x) + Ad.Erfc(x) * Ad.NormalCdf(x) + Ad.LogGamma(x + 2) + Ad.Digamma(x + 2) + Ad.Sigmoid(x) * Ad.Softplus(x) + Ad.Relu(x), 0.7f);
        Agreement.Check((double x) => Ad.Sigmoid(x * 1000) + Ad.Softplus(x * 1000), 0.7);
        Agreement.Check((double x) => Ad.Sigmoid(x * 1000) + Ad.Softplus(x * 1000), -0.7);
    }

    [Fact]
    public void LogSumExp_and_softmax_of_arrays()
    {
        Agreement.CheckLengths((double[] w) => Ad.LogSumExp(w));
        Agreement.CheckLengths((float[] w) => Ad.LogSumExp(w));
        Agreement.CheckLengths((double[] w) => Ad.Softmax(w).Select((p, i) => p * i).Sum());
        Agreement.CheckLengths((float[] w) => Ad.Softmax(w).Select((p, i) => p * i).Sum());
        Agreement.Check((double[] w) => Ad.Softmax(w)[1] * Ad.LogSumExp(w), new[] { 1000.0, 1001, 999 });
        Agreement.Check((double[] w) => Ad.LogSumExp(w.Select(v => v * v).ToArray()), Sample.Numbers(5));
        Agreement.Of((double[] w) => Ad.LogSumExp(w)).AtKink(new[] { double.NegativeInfinity, 1, 2 });
        Agreement.Of((double[] w) => Ad.LogSumExp(w)).AtKink(new[] { 1, double.PositiveInfinity });
    }

    [Fact]
    public void Constants_of_Math_and_double() =>
        Agreement.Check((double x) => (x * Math.PI) + (Math.E / x) - (Math.Tau * x) + (double.Epsilon * x) + double.Pi, 0.7);

    // C# takes the overloads for long, which are there so that it doesn't take those for float.
    [Fact]
    public void Functions_of_Ad_take_integers()
    {
        Agreement.CheckLengths((double[] w) => w.Select((v, i) => v * Ad.Sigmoid(i - 2)).Sum());
        Agreement.CheckLengths((double[] w) => w.Select((v, i) => v * Ad.Softplus(i - 2)).Sum());
        Agreement.CheckLengths((double[] w) => w.Select((v, i) => v * Ad.Relu(i - 2)).Sum());
        Agreement.CheckLengths((double[] w) => w.Select((v, i) => v * Ad.Erf(i)).Sum());
        Agreement.CheckLengths((double[] w) => w.Select((v, i) => v * Ad.Erfc(i)).Sum());
        Agreement.CheckLengths((double[] w) => w.Select((v, i) => v * Ad.NormalCdf((uint)i)).Sum());
        Agreement.CheckLengths((double[] w) => w.Select((v, i) => v * Ad.LogGamma(i + 1)).Sum());
        Agreement.CheckLengths((double[] w) => w.Select((v, i) => v * Ad.Digamma(i + 1L)).Sum());
        Agreement.CheckLengths((double[] w) => w.Select((v, i) => v * Ad.Trigamma(i + 1)).Sum());
        Agreement.CheckLengths((double[] w) => w.Select((v, i) => v * Ad.Polygamma(2, i + 1)).Sum());
        Agreement.CheckLengths((double[] w) => w.Select((v, i) => v * Ad.StopGradient(i)).Sum());
        Agreement.CheckLengths((double[] w) => w.Sum(v => v * Ad.Sigmoid(w.Length)));
    }
}
