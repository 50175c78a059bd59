using System.Linq.Expressions;
using ExprGrad.Tests.Emission;
using ExprGrad.Tests.Language;
using GraphAgreement = ExprGrad.Tests.Support.Agreement;

namespace ExprGrad.Tests.Simplification;

/// <summary>Triangles that are packed by columns and run through by rows: their gradients are made by columns, and are the same.</summary>
public sealed class ExchangedTriangleTests
{
    private static readonly Expression<Func<int, int, int, int>> s_below = (d, r, c) => c * (2 * d - c - 1) / 2 + r - c - 1;
    private static readonly Expression<Func<int, int, int, int>> s_withDiagonal = (d, r, c) => c * (2 * d - c + 1) / 2 + r - c;
    private static readonly Expression<Func<int, int, int>> s_byRows = (r, c) => r * (r - 1) / 2 + c;

    // Of x[n, d] and what a lower triangle of d rows holds, and more.
    private static readonly Dictionary<string, Expression<Func<double[], double[,], double>>> s_byColumns = new(StringComparer.Ordinal)
    {
        ["below the diagonal"] = (l, x) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, x.GetLength(1)).Sum(double (int r) =>
            Ad.Let(x[i, r] + Enumerable.Range(0, r).Sum(c => l[s_below.Invoke(x.GetLength(1), r, c)] * x[i, c]), y => Math.Sin(y) * y))),
        ["with the diagonal"] = (l, x) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, x.GetLength(1)).Sum(double (int r) =>
            Ad.Let(Enumerable.Range(0, r + 1).Sum(c => l[s_withDiagonal.Invoke(x.GetLength(1), r, c)] * x[i, c]), y => Math.Exp(-y * y)))),
        ["a branch"] = (l, x) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, x.GetLength(1)).Sum(double (int r) =>
            Enumerable.Range(0, r).Sum(c => l[s_below.Invoke(x.GetLength(1), r, c)] * (x[i, c] > x[i, r] ? 2 * x[i, c] : 0.5)))),
        ["states of rows and columns"] = (l, x) => Enumerable.Range(0, x.GetLength(1)).Sum(double (int r) => Enumerable.Range(0, r).Sum(double (int c) =>
            l[s_below.Invoke(x.GetLength(1), r, c)] * Ad.Iterate(3, r + 0.5, s => Math.Sin(s) + 1) * Ad.Iterate(2, c + 0.25, s => Math.Cos(s) - 1))),
        ["a distance"] = (l, x) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, x.GetLength(1)).Sum(double (int r) =>
            Enumerable.Range(0, r).Sum(c => l[s_below.Invoke(x.GetLength(1), r, c)] * (x[i, r] - x[i, c]) * (x[i, r] - x[i, c])))),
        ["a pyramid"] = (l, x) => Enumerable.Range(0, x.GetLength(1)).Sum(double (int r) => Enumerable.Range(0, r).Sum(double (int c) => Enumerable.Range(0, c).Sum(b => Math.Sin(l[s_below.Invoke(x.GetLength(1), r, c)] * (b + 0.5))))),
        ["other functions of rows"] = (l, x) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, x.GetLength(1)).Sum(double (int r) =>
            Ad.LogSumExp(new[] { x[i, r], Enumerable.Range(0, r).Sum(c => l[s_below.Invoke(x.GetLength(1), r, c)] * Math.Exp(-x[i, c])) }))),
    };

    private static readonly Dictionary<string, Expression<Func<double[], double[,], double>>> s_byRowsOrNot = new(StringComparer.Ordinal)
    {
        ["packed by rows"] = (l, x) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, x.GetLength(1)).Sum(double (int r) =>
            Math.Sin(Enumerable.Range(0, r).Sum(c => l[s_byRows.Invoke(r, c)] * x[i, c])))),
        ["rows in part"] = (l, x) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, x.GetLength(1)).Sum(double (int r) =>
            Enumerable.Range(0, r).Sum(c => x[i, c] > 0.4 ? l[s_below.Invoke(x.GetLength(1), r, c)] * x[i, r] : x[i, c]))),
        // Indices are checked where they are used, and in that order.
        ["some points"] = (l, x) => Enumerable.Range(0, x.GetLength(0)).Where(i => x.GetLength(1) == 0 || x[i, 0] > 0.3).Sum(double (int i) => Enumerable.Range(0, x.GetLength(1)).Sum(double (int r) =>
            Math.Tanh(Enumerable.Range(0, r).Sum(c => l[s_below.Invoke(x.GetLength(1), r, c)] * x[i, c])))),
        // What is computed for an element is shared with the function.
        ["functions of each element"] = (l, x) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, x.GetLength(1)).Sum(double (int r) =>
            Enumerable.Range(0, r).Sum(c => Ad.Softplus(l[s_below.Invoke(x.GetLength(1), r, c)] * x[i, c] / (3 + x[i, r])) * Math.Pow(x[i, r], 2)))),
        ["once"] = (l, x) => Enumerable.Range(0, x.GetLength(1)).Sum(double (int r) => Enumerable.Range(0, r).Sum(c => Math.Sin(l[s_below.Invoke(x.GetLength(1), r, c)]) * Math.Cos(r + 0.5 * c))),
        ["few of a row"] = (l, x) => Enumerable.Range(0, x.GetLength(1)).Sum(double (int r) => Enumerable.Range(0, r / 2).Sum(c => Math.Exp(l[s_below.Invoke(x.GetLength(1), r, c)]))),
    };

    private delegate double InPlace(double[] l, double[,] x, double[] dl, double[,] dx);

    private delegate double InPlaceOfRow(double[] l, double[] x, double[] dl, double[] dx);

    private delegate float InSinglePrecision(float[] l, float[,] x, float[] dl, float[,] dx);

    public static TheoryData<string> ByColumns => [.. s_byColumns.Keys];

    public static TheoryData<string> Others => [.. s_byRowsOrNot.Keys];

    [Theory]
    [MemberData(nameof(ByColumns))]
    public void Gradients_by_columns(string name)
    {
        Assert.True(IsExchanged(s_byColumns[name], FloatMode.Fast));
        Assert.False(IsExchanged(s_byColumns[name], FloatMode.Strict), "strict sums keep their order");
        CheckGradients(s_byColumns[name]);
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Gradients_by_rows(string name)
    {
        Assert.False(IsExchanged(s_byRowsOrNot[name], FloatMode.Fast));
        CheckGradients(s_byRowsOrNot[name]);
    }

    [Fact]
    public void Of_single_precision()
    {
        Expression<Func<float[], float[,], float>> loss = (l, x) => Enumerable.Range(0, x.GetLength(0)).Sum(float (int i) => Enumerable.Range(0, x.GetLength(1)).Sum(float (int r) =>
            MathF.Sin(Enumerable.Range(0, r).Sum(c => l[s_below.Invoke(x.GetLength(1), r, c)] * x[i, c]))));
        var x = new float[3, 4];
        for (var i = 0; i < x.Length; i++) x[i / 4, i % 4] = Sample.Singles(3)[i % 3] + (0.1f * i);
        Assert.True(IsExchanged<InSinglePrecision>(loss, FloatMode.Fast));
        GraphAgreement.Check(loss, Sample.Singles(6), x);
    }

    [Fact]
    public void Products_of_the_Hessian_and_a_direction()
    {
        foreach (var loss in s_byColumns.Values) GraphAgreement.CheckHessian(loss, Sample.Numbers(10), Sample.Matrix(3, 4));
    }

    // The last column of a triangle below the diagonal has no elements: its numbers may not be there.
    [Fact]
    public void Nothing_is_read_for_a_column_without_elements()
    {
        Expression<Func<double[], double[], double>> loss = (l, x) => Enumerable.Range(0, x.Length + 1).Sum(double (int r) => Enumerable.Range(0, r).Sum(c => l[s_below.Invoke(x.Length + 1, r, c)] * x[c]));
        var (inPlace, tape) = (Grad.Compile<InPlaceOfRow>(loss), Tape.Compile<InPlaceOfRow>(loss));
        Assert.True(IsExchanged<InPlaceOfRow>(loss, FloatMode.Fast));
        for (var length = 0; length < 12; length++)
        {
            var (l, x) = (Sample.Numbers(length * (length + 1) / 2), Sample.Numbers(length));
            var (dl, dx, el, ex) = (new double[l.Length], new double[length], new double[l.Length], new double[length]);
            Close([tape(l, x, el, ex), .. el, .. ex], [inPlace(l, x, dl, dx), .. dl, .. dx], $"{length} numbers");
        }

        // As random lambdas found it.
        Expression<Func<float[], int[], float>> found = (a, at) => Enumerable.Range(0, 4).Sum(float (int i) => float.SinPi(Enumerable.Range(0, i).Select(k => Math.Max(a[at[k]], -2.61f)).Sum() * 0.864f));
        GraphAgreement.Check(found, new[] { 0.23207897f, 0.7595422f, -0.45403767f }, new[] { 2, 0, 2 });
    }

    private static bool IsExchanged(LambdaExpression loss, FloatMode mode) => IsExchanged<InPlace>(loss, mode);

    private static bool IsExchanged<TDelegate>(LambdaExpression loss, FloatMode mode)
        where TDelegate : Delegate => Grad.Report(Grad.Compile<TDelegate>(loss, new GradOptions { FloatMode = mode })).Schedule.Split('\n').Any(line => line.Contains("for i", StringComparison.Ordinal) && line.Contains(" - i", StringComparison.Ordinal));

    private static void CheckGradients(LambdaExpression loss)
    {
        var tape = Tape.Compile<InPlace>(loss);
        foreach (var width in LanesUnderTest.Widths)
        {
            foreach (var threads in new int?[] { null, 2 })
            {
                var compiled = Grad.Compile<InPlace>(loss, new GradOptions { VectorBits = width, Threads = threads, SmallestBlock = threads is null ? GradOptions.Default.SmallestBlock : 0 });
                foreach (var (points, dimensions) in new[] { (0, 3), (3, 0), (1, 1), (1, 2), (2, 3), (9, 4), (33, 7), (8, 17) })
                {
                    var (l, x) = (Sample.Numbers(dimensions * (dimensions + 1) / 2), Sample.Matrix(points, dimensions));
                    var (expected, gradient) = (Output(l, x), Output(l, x));
                    var (value, actual) = (tape(l, x, expected.Dl, expected.Dx), compiled(l, x, gradient.Dl, gradient.Dx));
                    Close([value, .. expected.Dl, .. expected.Dx.Cast<double>()], [actual, .. gradient.Dl, .. gradient.Dx.Cast<double>()], $"{width} bits, {threads} threads, {points} points of {dimensions}");
                }
            }
        }
    }

    private static (double[] Dl, double[,] Dx) Output(double[] l, double[,] x) => (new double[l.Length], new double[x.GetLength(0), x.GetLength(1)]);

    private static void Close(double[] expected, double[] actual, string what)
    {
        for (var i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-12 * (1 + Math.Abs(expected[i])), $"{what}: number {i} is {actual[i]} instead of {expected[i]}.");
    }
}
