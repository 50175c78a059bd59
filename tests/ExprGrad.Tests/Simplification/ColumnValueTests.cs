using System.Linq.Expressions;
using ExprGrad.Tests.Emission;
using ExprGrad.Tests.Language;

namespace ExprGrad.Tests.Simplification;

/// <summary>What the rows of a triangle don't change is computed once for each column, bit for bit as in C#.</summary>
public sealed class ColumnValueTests
{
    private static readonly Dictionary<string, Expression<Func<double[], double[], double>>> s_once = new(StringComparer.Ordinal)
    {
        ["below the diagonal"] = (s, x) => Enumerable.Range(0, s.Length).Sum(double (int i) => Enumerable.Range(0, i).Sum(j => Math.Exp(s[j]) * (x[i] - x[j]))),
        ["with the diagonal"] = (s, x) => Enumerable.Range(0, s.Length).Sum(double (int i) => Enumerable.Range(0, i + 1).Sum(j => Math.Exp(s[j]) * x[i])),
        ["of the row too"] = (s, x) => Enumerable.Range(0, s.Length).Sum(double (int i) => Math.Exp(s[i]) * Enumerable.Range(0, i).Sum(j => Math.Exp(s[j]) * (x[i] - x[j]))),
        ["what is left of a row"] = (s, x) => Enumerable.Range(0, s.Length).Sum(double (int i) => Enumerable.Range(0, s.Length - i).Sum(j => Math.Exp(s[j]) * x[i])),
        ["in a loop around"] = (s, x) => Enumerable.Range(0, 5).Sum(double (int k) => Enumerable.Range(0, s.Length).Sum(double (int i) => Enumerable.Range(0, i).Sum(j => Math.Sin(Math.Exp(s[j] * k / 3) * (x[i] - x[j]) / 50)))),
        ["in a loop between"] = (s, x) => Enumerable.Range(0, s.Length).Sum(double (int i) => Enumerable.Range(0, 3).Sum(double (int k) => Math.Sin(Enumerable.Range(0, i).Sum(j => Math.Exp(s[j] * k) * x[i])))),
        ["in a loop inside"] = (s, x) => Enumerable.Range(0, s.Length).Sum(double (int i) => Enumerable.Range(0, i).Sum(double (int j) => x[i] * Enumerable.Range(0, 3).Sum(k => Math.Exp(s[j] * k) * (k + x[i])))),
        ["in the derivative alone"] = (s, x) => Enumerable.Range(0, s.Length).Sum(double (int i) => Math.Sin(Enumerable.Range(0, i).Sum(j => Math.Atan(s[j])) * x[i])),
        ["a composite function"] = (s, x) => Enumerable.Range(0, s.Length).Sum(double (int i) => Enumerable.Range(0, i).Sum(j => Ad.Softplus(s[j]) * (x[i] - x[j]))),
        ["a quotient"] = (s, x) => Enumerable.Range(0, s.Length).Sum(double (int i) => Enumerable.Range(0, i).Sum(j => Math.Log(3 + x[j]) / (1 + s[j] * s[j]) * x[i])),
        ["a quotient and its derivative"] = (s, x) => Enumerable.Range(0, s.Length).Sum(double (int i) => Enumerable.Range(0, i).Sum(j => Math.Log(3 + x[j]) / (2 + s[j]))),
        ["but for itself"] = (s, x) => Enumerable.Range(0, s.Length).Sum(double (int i) => Enumerable.Range(0, s.Length).Where(j => j != i).Sum(j => Math.Exp(s[j]) * (x[i] - x[j]))),
    };

    private static readonly Dictionary<string, Expression<Func<double[], double[], double>>> s_again = new(StringComparer.Ordinal)
    {
        ["of both"] = (s, x) => Enumerable.Range(0, s.Length).Sum(double (int i) => Enumerable.Range(0, i).Sum(j => Math.Exp(s[j] * x[i]))),
        ["a few rows"] = (s, x) => Enumerable.Range(0, 3).Sum(double (int i) => Enumerable.Range(0, i).Sum(j => j < s.Length ? Math.Exp(s[j]) * x[j] : 0)),
        ["a product of numbers"] = (s, x) => Enumerable.Range(0, s.Length).Sum(double (int i) => Enumerable.Range(0, i).Sum(j => 2 * s[j] * x[i])),
        // Where the branch is not taken, nothing may be there.
        ["in a branch around"] = (s, x) => Enumerable.Range(0, s.Length).Sum(double (int i) => x[i] > 0.4 ? Enumerable.Range(0, s.Length).Sum(j => Math.Exp(s[j]) * x[i]) : 0),
        ["in a branch"] = (s, x) => Enumerable.Range(0, s.Length + 3).Sum(double (int i) => Enumerable.Range(0, i).Sum(j => j < s.Length && i < s.Length ? Math.Exp(s[j]) * x[i] : 0)),
    };

    private static readonly string[] s_functions = ["exp", "atan", "log"];

    private delegate double Gradient(double[] s, double[] x, double[] ds, double[] dx);

    public static TheoryData<string> Once => [.. s_once.Keys];

    public static TheoryData<string> Again => [.. s_again.Keys];

    [Theory]
    [MemberData(nameof(Once))]
    public void For_each_column_once(string name)
    {
        foreach (var mode in Enum.GetValues<FloatMode>()) Assert.True(IsComputedOnce(s_once[name], mode));
        CheckGradients(s_once[name]);
    }

    [Theory]
    [MemberData(nameof(Again))]
    public void For_each_row_again(string name)
    {
        Assert.False(IsComputedOnce(s_again[name], FloatMode.Fast));
        CheckGradients(s_again[name]);
    }

    [Fact]
    public void Columns_that_no_row_has_are_not_read()
    {
        Expression<Func<double[], double[], double>> loss = (s, x) => Enumerable.Range(0, x.Length).Sum(double (int i) => Enumerable.Range(0, i).Sum(j => Math.Exp(s[j]) * x[i]));
        var agreement = Agreement.Of(loss, GradOptions.Default);
        for (var length = 0; length < 12; length++)
        {
            agreement.At(Sample.Numbers(Math.Max(0, length - 1)), Sample.Numbers(length));
            agreement.At(Sample.Numbers(Math.Max(0, length - 2)), Sample.Numbers(length));
        }
    }

    [Fact]
    public void Of_single_precision()
    {
        Expression<Func<float[], float[], float>> loss = (s, x) => Enumerable.Range(0, s.Length).Select(i => Enumerable.Range(0, i).Sum(j => MathF.Exp(s[j]) * (x[i] - x[j]))).Sum();
        var agreement = Agreement.Of(loss, GradOptions.Default);
        foreach (var length in new[] { 0, 1, 2, 5 }) agreement.At(Sample.Singles(length), Sample.Singles(length));
    }

    // Whether functions are computed, and none of them for both a row and a column.
    private static bool IsComputedOnce(LambdaExpression loss, FloatMode mode)
    {
        var nodes = Grad.Report(Grad.Compile<Gradient>(loss, new GradOptions { FloatMode = mode })).Graph.Split('\n').Where(line => line.Contains(" = ", StringComparison.Ordinal)).ToList();
        var (deepest, functions) = (nodes.Max(Axes), nodes.FindAll(line => Array.Exists(s_functions, name => line.Contains($" = {name} ", StringComparison.Ordinal))));
        return functions.Count > 0 && functions.TrueForAll(line => Axes(line) < deepest);
    }

    private static int Axes(string line) => line[line.LastIndexOf('{')..].Count(letter => letter == 'i');

    private static void CheckGradients(Expression<Func<double[], double[], double>> loss)
    {
        foreach (var options in new[] { GradOptions.Default, new() { OuterLanes = true }, new() { OuterLanes = false, VectorBits = 256 } })
        {
            var agreement = Agreement.Of(loss, options);
            foreach (var length in new[] { 0, 1, 2, 9, 34 }) agreement.At(Sample.Numbers(length), Sample.Numbers(length));
        }
    }
}
