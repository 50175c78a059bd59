using System.Linq.Expressions;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Language;

/// <summary>Rows in lanes whose columns follow from loops of literal extents, as the weights of a convolution in a row: they are transposed once, however often loops in between read them.</summary>
public sealed class KnownColumnTests
{
    private delegate double IntoBoth(double[,] k, double[] x, double[,] dk, double[] dx);

    private static readonly Dictionary<string, (Expression<Func<double[,], double[], double>> Function, bool IsTransposed)> s_functions = new(StringComparer.Ordinal)
    {
        ["two loops"] = ((k, x) => Enumerable.Range(0, k.GetLength(0)).Sum(c => Math.Tanh(Enumerable.Range(0, 4).Sum(double (int i) =>
            Math.Sin(Enumerable.Range(0, 3).Sum(double (int p) => Enumerable.Range(0, 2).Sum(double (int q) => k[c, 2 * p + q + 1] * x[i + p + q])))))), true),
        ["backwards"] = ((k, x) => Enumerable.Range(0, k.GetLength(0)).Sum(c => Math.Tanh(Enumerable.Range(0, 4).Sum(double (int i) =>
            Math.Sin(Enumerable.Range(0, 3).Sum(double (int p) => Enumerable.Range(0, 2).Sum(double (int q) => k[c, 6 - 2 * p - q] * x[i + p + q])))))), true),
        ["with gaps"] = ((k, x) => Enumerable.Range(0, k.GetLength(0)).Sum(c => Math.Tanh(Enumerable.Range(0, 4).Sum(double (int i) =>
            Math.Sin(Enumerable.Range(0, 3).Sum(double (int p) => k[c, 3 * p] * x[i + p]))))), true),
        ["beside a literal column"] = ((k, x) => Enumerable.Range(0, k.GetLength(0)).Sum(c => Math.Tanh(k[c, 0] + Enumerable.Range(0, 4).Sum(double (int i) =>
            Math.Sin(Enumerable.Range(0, 3).Sum(double (int p) => Enumerable.Range(0, 2).Sum(double (int q) => k[c, 1 + p + 3 * q] * x[i + p + q])))))), true),
        ["apart from a literal column"] = ((k, x) => Enumerable.Range(0, k.GetLength(0)).Sum(c => Math.Tanh(k[c, 6] + Enumerable.Range(0, 4).Sum(double (int i) =>
            Math.Sin(Enumerable.Range(0, 2).Sum(double (int p) => Enumerable.Range(0, 2).Sum(double (int q) => k[c, 2 * p + q] * x[i + p + q])))))), false),
        ["no multiple"] = ((k, x) => Enumerable.Range(0, k.GetLength(0)).Sum(c => Math.Tanh(Enumerable.Range(0, 4).Sum(double (int i) =>
            Math.Sin(Enumerable.Range(0, 3).Sum(double (int p) => k[c, p * (3 - p)] * x[i + p]))))), false),
        ["in a condition"] = ((k, x) => Enumerable.Range(0, k.GetLength(0)).Sum(c => Math.Tanh(Enumerable.Range(0, 4).Sum(double (int i) =>
            x[i] > 0.1 ? Math.Sin(Enumerable.Range(0, 3).Sum(double (int p) => Enumerable.Range(0, 2).Sum(double (int q) => k[c, 2 * p + q] * x[i + p + q]))) : k[c, 1]))), false),
    };

    public static TheoryData<string> Names => [.. s_functions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_and_gradients_are_those_of_the_tape(string name)
    {
        var tape = Tape.Compile<IntoBoth>(s_functions[name].Function);
        foreach (var width in new[] { 0, 128, 256, 512 })
        {
            var options = new GradOptions { VectorBits = width };
            foreach (var compiled in new[] { Grad.Compile<IntoBoth>(s_functions[name].Function, options), Grad.Compile<IntoBoth>(s_functions[name].Function, options with { FloatMode = FloatMode.Strict }) })
            {
                foreach (var rows in new[] { 0, 1, 2, 7, 8, 9, 33 })
                {
                    var (k, x) = (Matrix(rows), Sample.Numbers(8));
                    var (dk, dx, expectedK, expectedX) = (new double[rows, 7], new double[8], new double[rows, 7], new double[8]);
                    var value = tape(k, x, expectedK, expectedX);
                    Assert.Equal(value, compiled(k, x, dk, dx), 1e-12);
                    Assert.Equal(expectedK.Cast<double>(), dk.Cast<double>(), Approximately);
                    Assert.Equal(expectedX, dx, Approximately);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_column_too_few_is_the_exception_of_CSharp(string name)
    {
        var compiled = Grad.Compile<IntoBoth>(s_functions[name].Function);
        var narrow = new double[3, name == "no multiple" ? 2 : name == "apart from a literal column" ? 6 : name == "in a condition" ? 5 : 6];
        Assert.Throws<IndexOutOfRangeException>(() => s_functions[name].Function.Compile()(narrow, Sample.Numbers(8)));
        Assert.Throws<IndexOutOfRangeException>(() => compiled(narrow, Sample.Numbers(8), new double[3, narrow.GetLength(1)], new double[8]));
    }

    [Fact]
    public void Columns_that_all_iterations_reach_are_transposed() => Assert.All(s_functions, function =>
    {
        var code = Grad.Report(Grad.Gradient(function.Value.Function, new GradOptions { VectorBits = 512 })).Code;
        Assert.Equal(function.Value.IsTransposed, code.Contains("Transpose", StringComparison.Ordinal));
    });

    private static bool Approximately(double a, double b) => Math.Abs(a - b) <= 1e-12 * Math.Max(1, Math.Abs(a));

    private static double[,] Matrix(int rows)
    {
        var matrix = new double[rows, 7];
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < 7; j++) matrix[i, j] = Math.Cos((7 * i) + j);
        return matrix;
    }
}
