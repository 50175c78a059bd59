using System.Linq.Expressions;
using System.Text.RegularExpressions;
using ExprGrad.Tests.Language;

namespace ExprGrad.Tests.Emission;

/// <summary>Sums of lanes for elements that a nest of loops adds to, as the weights of a convolution: they are kept over the loops around the one in lanes, and taken together once.</summary>
public sealed partial class NestSumTests
{
    private static readonly Dictionary<string, (Expression<Func<double[][], double[,], int, double>> Loss, int Loops)> s_losses = new(StringComparer.Ordinal)
    {
        ["rows of an image"] = ((k, x, n) => Enumerable.Range(0, n).Sum(double (int i) => Enumerable.Range(0, 32).Sum(double (int j) =>
            Math.Sin(Enumerable.Range(0, 3).Sum(double (int q) => k[0][q] * x[i, j + q])))), 0),
        ["rows for each kernel"] = ((k, x, n) => Enumerable.Range(0, 2).Sum(double (int c) => Enumerable.Range(0, n).Sum(double (int i) => Enumerable.Range(0, 32).Sum(double (int j) =>
            Math.Sin(Enumerable.Range(0, 3).Sum(double (int q) => k[c][q] * x[i, j + q]))))), 1),
        ["kernels in one array"] = ((k, x, n) => Enumerable.Range(0, 2).Sum(double (int c) => Enumerable.Range(0, n).Sum(double (int i) => Enumerable.Range(0, 32).Sum(double (int j) =>
            Math.Sin(Enumerable.Range(0, 3).Sum(double (int q) => k[0][3 * c + q] * x[i, j + q]))))), 1),
        ["a kernel for each row"] = ((k, x, n) => Enumerable.Range(0, n).Sum(double (int i) => Enumerable.Range(0, 32).Sum(double (int j) =>
            Math.Sin(Enumerable.Range(0, 3).Sum(double (int q) => k[i][q] * x[i, j + q])))), 1),
        ["elements that move on"] = ((k, x, n) => Enumerable.Range(0, n).Sum(double (int i) => Enumerable.Range(0, 32).Sum(double (int j) =>
            Math.Sin(Enumerable.Range(0, 3).Sum(double (int q) => k[0][i + q] * x[i, j + q])))), -1),
        ["some rows"] = ((k, x, n) => Enumerable.Range(0, n).Sum(double (int i) => i % 2 == 1 ? 0 : Enumerable.Range(0, 32).Sum(double (int j) =>
            Math.Sin(Enumerable.Range(0, 3).Sum(double (int q) => k[0][q] * x[i, j + q])))), 1),
        ["rows one after the other"] = ((k, x, n) => Enumerable.Range(0, n).Aggregate(0.0, (sum, i) => 0.5 * sum + Enumerable.Range(0, 32).Sum(double (int j) =>
            Math.Sin(sum + Enumerable.Range(0, 3).Sum(double (int q) => k[0][q] * x[i, j + q])))), 1),
    };

    public static TheoryData<string> Losses => [.. s_losses.Keys];

    [Theory]
    [MemberData(nameof(Losses))]
    public void Gradients_are_right_in_every_way(string name)
    {
        foreach (var options in LanesUnderTest.Ways)
        {
            var agreement = Agreement.Of(s_losses[name].Loss, options);
            foreach (var rows in new[] { 0, 1, 4 }) agreement.At(Enumerable.Range(0, 4).Select(_ => Sample.Numbers(6)).ToArray(), Image(number => number), rows);
        }
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Sums_begin_outside_of_the_loops_that_share_them(string name) => Assert.Equal(s_losses[name].Loops, LoopsAroundSums(Grad.Report(Grad.Gradient(s_losses[name].Loss, new GradOptions { VectorBits = 256 })).Code));

    [Theory]
    [InlineData(6, 0)]
    [InlineData(20, 1)]
    public void So_many_floats_are_added_up_in_floats_as_are_precise(int rows, int loops)
    {
        var (i, row) = (Expression.Parameter(typeof(int), "i"), RowOfFloats());
        var loss = Expression.Lambda<Func<float[], float[,], float>>(
            Expression.Call(
                typeof(Enumerable), nameof(Enumerable.Sum), [typeof(int)],
                Expression.Call(typeof(Enumerable), nameof(Enumerable.Range), null, Expression.Constant(0), Expression.Constant(rows)),
                Expression.Lambda<Func<int, float>>(Expression.Invoke(row, [.. row.Parameters.Take(2), i]), i)),
            row.Parameters.Take(2));
        Assert.Equal(loops, LoopsAroundSums(Grad.Report(Grad.Gradient(loss, new GradOptions { VectorBits = 256 })).Code));
        Agreement.Of(loss, GradOptions.Default).At(Array.ConvertAll(Sample.Numbers(3), number => (float)number), Image(number => (float)number));
    }

    private static T[,] Image<T>(Func<double, T> pixel)
    {
        var image = new T[20, 42];
        for (var i = 0; i < image.GetLength(0); i++)
            for (var j = 0; j < image.GetLength(1); j++) image[i, j] = pixel(Math.Cos((3 * i) + j));
        return image;
    }

    private static Expression<Func<float[], float[,], int, float>> RowOfFloats() => (k, x, i) => Enumerable.Range(0, 40).Sum(float (int j) => MathF.Sin(Enumerable.Range(0, 3).Sum(float (int q) => k[q] * x[i * i % 20, j + q])));

    // By the depths of the lines; -1 for none.
    private static int LoopsAroundSums(string code)
    {
        string[] lines = code.Split('\n');
        var at = Array.FindLastIndex(lines, line => Sums().IsMatch(line));
        if (at < 0) return -1;
        var (loops, depth) = (0, DepthOf(lines[at]));
        for (; at >= 0; at--)
        {
            if (lines[at].Trim() is "" or "{" || DepthOf(lines[at]) >= depth) continue;
            depth = DepthOf(lines[at]);
            if (lines[at].TrimStart().StartsWith("for (", StringComparison.Ordinal)) loops++;
        }

        return loops;
    }

    private static int DepthOf(string line) => line.Length - line.TrimStart().Length;

    [GeneratedRegex(@"sums\d+\.Clear\(\)", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Sums();
}
