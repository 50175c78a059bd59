using System.Linq.Expressions;

namespace ExprGrad.Tests.Language;

/// <summary>Loops over rows of arrays of arrays that run in lanes: each lane has its row, which inner loops read column by column.</summary>
public sealed class RowsInLanesTests
{
    private static double[][] Rows(int rows, int columns) => [.. Enumerable.Range(0, rows).Select(i => Sample.Numbers(columns).Select(number => number * (1 + 0.1 * i)).ToArray())];

    private static void Check(Expression<Func<double[], double[][], double>> lambda)
    {
        var agreement = Agreement.Of(lambda);
        foreach (var columns in new[] { 0, 1, 2, 3, 5, 8 })
        {
            foreach (var rows in new[] { 0, 1, 7, 8, 9, 35 }) agreement.At(Sample.Numbers(columns), Rows(rows, columns));
        }
    }

    [Fact]
    public void Rows_of_one_length() => Check((w, x) => Enumerable.Range(0, x.Length).Sum(i => Math.Tanh(Enumerable.Range(0, w.Length).Sum(j => w[j] * x[i][j]))));

    [Fact]
    public void Rows_in_another_order() =>
        Check((w, x) => Enumerable.Range(0, x.Length / 2).Sum(i => Math.Sin(Enumerable.Range(0, w.Length).Sum(j => w[j] * x[x.Length - 1 - 2 * i][j] * x[i][j]))));

    [Fact]
    public void Columns_of_a_triangle() =>
        Check((w, x) => Enumerable.Range(0, x.Length).Sum(i => Math.Exp(-Enumerable.Range(0, w.Length).Sum(j => w[j] * Enumerable.Range(0, j).Sum(k => x[i][k] * w[k])))));

    // Beside what the loop reads, rows may be longer; they are not read there.
    [Fact]
    public void Longer_rows_and_shorter_ones()
    {
        Expression<Func<double[], double[][], double>> lambda = (w, x) => Enumerable.Range(0, x.Length).Sum(i => Math.Tanh(Enumerable.Range(0, w.Length).Sum(j => w[j] * x[i][j])));
        var agreement = Agreement.Of(lambda);
        var rows = Rows(20, 6);
        rows[11] = Sample.Numbers(9);
        agreement.At(Sample.Numbers(6), rows);
        rows[13] = Sample.Numbers(5);
        agreement.At(Sample.Numbers(6), rows);
        agreement.At(Sample.Numbers(5), rows);
        rows[17] = null!;
        agreement.At(Sample.Numbers(6), rows);
        rows[13] = Sample.Numbers(6);
        agreement.At(Sample.Numbers(6), rows);
    }

    [Fact]
    public void Rows_in_a_branch() => Check((w, x) => Enumerable.Range(0, x.Length).Sum(i => w.Sum() > 0.3 * i ? Math.Exp(-Enumerable.Range(0, w.Length).Sum(j => w[j] * x[i][j])) : w.Length > 0 ? w[0] * i : 0));

    [Fact]
    public void Rows_of_an_object()
    {
        Expression<Func<double[], Samples, double>> lambda = (w, samples) =>
            Enumerable.Range(0, samples.X.Length).Average(i => Ad.Softplus(-samples.Y[i] * Enumerable.Range(0, w.Length).Sum(j => w[j] * samples.X[i][j])));
        var agreement = Agreement.Of(lambda);
        foreach (var rows in new[] { 1, 8, 19 }) agreement.At(Sample.Numbers(5), new Samples(Rows(rows, 5), Sample.Numbers(rows)));
    }

    [Fact]
    public void Rows_of_floats()
    {
        Expression<Func<float[], float[][], float>> lambda = (w, x) => Enumerable.Range(0, x.Length).Sum(i => MathF.Tanh(Enumerable.Range(0, w.Length).Sum(j => w[j] * x[i][j])));
        var agreement = Agreement.Of(lambda);
        foreach (var rows in new[] { 1, 16, 21 })
            agreement.At(Array.ConvertAll(Sample.Numbers(5), number => (float)number), Array.ConvertAll(Rows(rows, 5), row => Array.ConvertAll(row, number => (float)number)));
    }

    [Fact]
    public void They_run_in_lanes()
    {
        var gradient = Grad.Compile<Gradient>((double[] w, double[][] x) =>
            Enumerable.Range(0, x.Length).Sum(i => Math.Tanh(Enumerable.Range(0, w.Length).Sum(j => w[j] * x[i][j]))));
        if (System.Numerics.Vector.IsHardwareAccelerated) Assert.Contains("for i0 < x.Length  in ", Grad.Report(gradient).Schedule, StringComparison.Ordinal);
    }

    private delegate double Gradient(double[] w, double[][] x, double[] dw);

    internal sealed record Samples(double[][] X, double[] Y);
}
