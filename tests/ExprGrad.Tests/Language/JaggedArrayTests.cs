namespace ExprGrad.Tests.Language;

public sealed class JaggedArrayTests
{
    [Fact]
    public void Rows_of_different_lengths()
    {
        var squares = Agreement.Of((double[][] w) => w.Sum(row => row.Sum(v => v * v)));
        squares.At(Sample.Rows(2, 3, 1));
        squares.At(Sample.Rows(0, 2, 0));
        squares.At(Sample.Rows());
        squares.At(Sample.Rows(0));
        squares.At(Sample.Rows(4, 4));
    }

    [Fact]
    public void Elements_and_lengths()
    {
        Agreement.Check((double[][] w) => w[0][1] * w[1][2] * w[1].Length * w.Length, Sample.Rows(2, 3));
        Agreement.Check((double[][] w, int i, int j) => w[i][j] * w[j][i], Sample.Rows(2, 3), 1, 0);
        Agreement.Check((double[][] w) => w.Sum(row => row.Length) * w[0][0], Sample.Rows(2, 3));
    }

    [Fact]
    public void Index_loops_over_rows()
    {
        Agreement.Check(
            (double[][] w) => Enumerable.Range(0, w.Length).Sum(i => Enumerable.Range(0, w[i].Length).Sum(j => Math.Exp(w[i][j]) * (i + j))), Sample.Rows(2, 0, 3));
        Agreement.Check((double[][] w) => w.Select((row, i) => row.Select((v, j) => v * v * (i + (3 * j))).Sum()).Sum(), Sample.Rows(2, 0, 3));
    }

    [Fact]
    public void The_extrema_of_each_row() =>
        Agreement.Check((double[][] w) => w.Sum(row => row.Max() * row.Min() + row.Average()), Sample.Rows(2, 3, 1));

    [Fact]
    public void An_empty_row_throws_as_in_CSharp() => Agreement.Check((double[][] w) => w.Sum(row => row.Max()), Sample.Rows(2, 0, 1));

    [Fact]
    public void Rows_chosen_by_an_index_array() =>
        Agreement.Check((double[][] w, int[] at) => at.Sum(i => w[i].Sum(v => v * v)), Sample.Rows(2, 3, 1), new[] { 2, 0, 0 });

    [Fact]
    public void All_elements_by_SelectMany()
    {
        Agreement.Check((double[][] w) => w.SelectMany(row => row).Sum(v => v * v), Sample.Rows(2, 3, 0, 1));
        Agreement.Check((double[][] w) => w.SelectMany(row => row).Select((v, i) => v * v * i).Sum(), Sample.Rows(2, 3, 0, 1));
        Agreement.Check((double[][] w) => w.SelectMany(row => row, (row, v) => v * row.Length).Max(), Sample.Rows(2, 3, 0, 1));
    }

    [Fact]
    public void Pairs_of_rows() =>
        Agreement.Check((double[][] w) => w.Zip(w.Skip(1), (a, b) => a.Zip(b, (x, y) => x * y).Sum()).Sum(), Sample.Rows(2, 3, 1));

    [Fact]
    public void A_row_that_is_kept_by_Let() =>
        Agreement.Check((double[][] w) => Ad.Let(w[1], row => row.Sum(v => v * v) * row[0]) + w[0][0], Sample.Rows(2, 3));

    [Fact]
    public void A_row_chosen_by_a_condition()
    {
        Agreement.Check((double[][] w) => (w[0][0] > 0 ? w[0] : w[1]).Sum(v => v * v), Sample.Rows(2, 3));
        Agreement.Check((double[][] w) => (w[0][0] < 0 ? w[0] : w[1])[1], Sample.Rows(2, 3));
    }

    [Fact]
    public void First_and_last_row() => Agreement.Check((double[][] w) => w.First().Sum() * w.Last().Sum(v => v * v), Sample.Rows(2, 3));

    [Fact]
    public void Float_rows() => Agreement.Check((float[][] w) => w.Sum(row => row.Sum(v => v * v)), new[] { Sample.Singles(3), Sample.Singles(1) });

    [Fact]
    public void Jagged_data()
    {
        Agreement.Check((double[] w, double[][] x) => x.Sum(row => Math.Exp(row.Zip(w, (a, b) => a * b).Sum())), Sample.Numbers(3), Sample.Rows(3, 3, 2));
        Agreement.Check((double[] w, int[][] at) => at.Sum(row => row.Sum(i => w[i]) * row.Length * w[0]), Sample.Numbers(4), new int[][] { [0, 3], [], [1, 1, 2] });
    }

    [Fact]
    public void An_array_of_arrays_made_in_the_lambda()
    {
        Agreement.Check(
            (double[] w) => Ad.Let(
                Enumerable.Range(0, w.Length).Select(i => Enumerable.Range(0, w.Length).Select(j => Math.Exp(w[i] * w[j])).ToArray()).ToArray(), m => m[0][1] * m[2][0] + m[1].Sum()),
            Sample.Numbers(3));
        Agreement.Check(
            (double[] w) => Ad.Let(
                Enumerable.Range(0, w.Length).Select(i => Enumerable.Range(0, i + 1).Select(j => Math.Exp(w[i] * w[j])).ToArray()).ToArray(), m => m[3][2] * m[2][1] + m[4].Sum()),
            Sample.Numbers(5));
    }
}
