using System.Linq.Expressions;
using ExprGrad.Tests.Emission;
using ExprGrad.Tests.Language;

namespace ExprGrad.Tests.Simplification;

/// <summary>Gradients of what linear maps are given: what all iterations add up is multiplied once, where that takes fewer loops. They are the same.</summary>
public sealed class FactoredSumTests
{
    // Of points x[n, d], the center m of d numbers, and a square matrix w.
    private static readonly Dictionary<string, Expression<Func<double[], double[,], double[,], double>>> s_factored = new(StringComparer.Ordinal)
    {
        ["a distance by a matrix"] = (m, w, x) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int n) => Enumerable.Range(0, m.Length).Sum(double (int r) =>
            Ad.Let(Enumerable.Range(0, m.Length).Sum(c => w[r, c] * (x[n, c] - m[c])), y => y * y))),
        ["a triangle"] = (m, w, x) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int n) => Enumerable.Range(0, m.Length).Sum(double (int r) =>
            Math.Sin(Enumerable.Range(0, r).Sum(c => w[r, c] * (x[n, c] - m[c]))))),
        ["factors that may be infinite"] = (m, w, x) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int n) => Enumerable.Range(0, m.Length).Sum(double (int r) =>
            Math.Sin(Enumerable.Range(0, m.Length).Sum(c => Math.Exp(w[r, c]) * (x[n, c] - m[c]))))),
        ["a quadratic form"] = (m, w, x) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int n) => Enumerable.Range(0, m.Length).Sum(double (int r) => Enumerable.Range(0, m.Length).Sum(c =>
            (x[n, r] - m[r]) * w[r, c] * (x[n, c] - m[c])))),
    };

    private static readonly Dictionary<string, Expression<Func<double[], double[,], double[,], double>>> s_others = new(StringComparer.Ordinal)
    {
        ["each has a factor of its own"] = (m, w, x) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int n) => Math.Sin(Enumerable.Range(0, m.Length).Sum(c => x[n, c] * m[c]))),
        ["elements that each point picks"] = (m, w, x) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int n) => Enumerable.Range(0, m.Length).Sum(double (int r) =>
            Math.Sin(Enumerable.Range(0, m.Length).Sum(c => w[r, c] * m[(n + c) % m.Length])))),
        // Where no point takes the branch, the element may not be there.
        ["a branch that a point takes"] = (m, w, x) => Enumerable.Range(0, x.GetLength(0)).Where(n => x[n, 0] > 0.3).Sum(double (int n) => Enumerable.Range(0, m.Length).Sum(double (int r) =>
            Math.Cos(Enumerable.Range(0, m.Length).Sum(c => w[r, c] * (m[c] - x[n, c]) * -0.5)))),
        ["no fewer loops"] = (m, w, x) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int n) => Enumerable.Range(0, m.Length).Sum(c => w[0, c] * Math.Sin(x[n, c] - m[c]))),
    };

    private delegate double Gradient(double[] m, double[,] w, double[,] x, double[] dm);

    public static TheoryData<string> Factored => [.. s_factored.Keys];

    public static TheoryData<string> Others => [.. s_others.Keys];

    [Theory]
    [MemberData(nameof(Factored))]
    public void Sums_come_before_products(string name)
    {
        Assert.True(IsOutside(s_factored[name], FloatMode.Fast));
        Assert.False(IsOutside(s_factored[name], FloatMode.Strict), "strict sums keep their order");
        CheckGradients(s_factored[name]);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Products_come_before_sums(string name)
    {
        Assert.False(IsOutside(s_others[name], FloatMode.Fast));
        CheckGradients(s_others[name]);
    }

    [Fact]
    public void What_is_added_up_anyway_is_multiplied_once_too()
    {
        Expression<Func<double[], double[,], double[,], double>> loss = (m, w, x) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int n) => Enumerable.Range(0, m.Length).Sum(double (int r) =>
            Math.Sin(w[0, r] * (x[n, r] - m[r]) + Enumerable.Range(0, r).Sum(c => w[r, c] * (x[n, c] - m[c])))));
        var schedule = Grad.Report(Grad.Compile<Gradient>(loss)).Schedule.Split('\n');
        Assert.Equal(2, schedule.Count(line => line.Contains("gradient m[", StringComparison.Ordinal)));
        Assert.True(IsOutside(loss, FloatMode.Fast));
        CheckGradients(loss);
    }

    // Of no points, of points that give nothing, and where the sum is a zero of its own.
    [Fact]
    public void Nothing_stays_nothing_whatever_it_is_multiplied_by()
    {
        Expression<Func<double[], double[,], double[,], double>> loss = (m, w, x) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int n) => Enumerable.Range(0, m.Length).Sum(double (int r) =>
            Math.Max(Enumerable.Range(0, m.Length).Sum(c => Math.Exp(w[r, c]) * (x[n, c] - m[c])), -1e9)));
        Assert.True(IsOutside(loss, FloatMode.Fast));
        var gradient = Grad.Compile<Gradient>(loss);
        var dm = new double[2];
        gradient([1, 2], new double[,] { { 800, 0 }, { 0, 0 } }, new double[0, 2], dm);
        Assert.Equal([0.0, 0.0], dm);
        gradient([1, 2], new double[,] { { 800, 0 }, { 0, 0 } }, new double[,] { { -1, 5 }, { -2, 5 } }, dm);
        Assert.Equal([-2.0, -2.0], dm);
    }

    // Whether all that is added to the gradient of m is added outside of the loop over points.
    private static bool IsOutside(LambdaExpression loss, FloatMode mode)
    {
        var (lines, around) = (Grad.Report(Grad.Compile<Gradient>(loss, new GradOptions { FloatMode = mode })).Schedule.Split('\n'), new Stack<string>());
        foreach (var line in lines)
        {
            while (around.TryPeek(out var outer) && Depth(outer) >= Depth(line)) around.Pop();
            around.Push(line);
            if (line.Contains("gradient m[", StringComparison.Ordinal) && around.Any(outer => outer.Contains("< x.GetLength(0)", StringComparison.Ordinal))) return false;
        }

        return true;
    }

    private static int Depth(string line) => line.Length - line.TrimStart().Length;

    private static void CheckGradients(Expression<Func<double[], double[,], double[,], double>> loss)
    {
        foreach (var options in new[] { GradOptions.Default, new() { OuterLanes = true }, new() { OuterLanes = false, VectorBits = 256 } })
        {
            var agreement = Agreement.Of(loss, options);
            foreach (var (points, dimensions) in new[] { (0, 3), (3, 0), (1, 1), (9, 4), (34, 5) }) agreement.At(Sample.Numbers(dimensions), Sample.Matrix(dimensions, dimensions), Sample.Matrix(points, dimensions));
        }
    }
}
