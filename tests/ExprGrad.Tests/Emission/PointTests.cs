using System.Linq.Expressions;

namespace ExprGrad.Tests.Emission;

/// <summary>Points as rows of a matrix, one for each lane: their coordinates are read, and added to in the gradient, a row at a time.</summary>
public sealed class PointTests
{
    private static readonly Expression<Func<double[,], double[], double>>[] s_losses =
    [
        // All pairs of points in space, by constant columns, a loop of constant length, and of any length.
        (x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, i).Sum(j =>
            1 / Math.Sqrt(0.1 + ((x[i, 0] - x[j, 0]) * (x[i, 0] - x[j, 0])) + ((x[i, 1] - x[j, 1]) * (x[i, 1] - x[j, 1])) + ((x[i, 2] - x[j, 2]) * (x[i, 2] - x[j, 2]))))),
        (x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, i).Sum(double (int j) => 1 / Math.Sqrt(0.1 + Enumerable.Range(0, 3).Sum(c => (x[i, c] - x[j, c]) * (x[i, c] - x[j, c]))))),
        (x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, i).Sum(double (int j) => Math.Exp(-Enumerable.Range(0, x.GetLength(1)).Sum(c => (x[i, c] - x[j, c]) * (x[i, c] - x[j, c]))))),

        // Some columns, not from the first one on; not side by side; one of them twice, and in a branch.
        (x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(i => Math.Sin(x[i, 1] * x[i, 2])),
        (x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(i => Math.Sin(x[i, 0] * x[i, 2])),
        (x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(i => (x[i, 0] * x[i, 1]) + (x[i, 0] > 0.3 ? x[i, 1] * x[i, 2] : x[i, 0])),
        (x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(i => x[i, 0] > 0.3 ? x[i, 1] * x[i, 2] * x[i, 0] : 0),

        // Rows beside each other, some of which are not there; rows from behind; every other one.
        (x, w) => Enumerable.Range(0, Math.Max(0, x.GetLength(0) - 1)).Sum(i => Math.Cos((x[i, 0] * x[i + 1, 1]) - (x[i, 1] * x[i + 1, 0]))),
        (x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(i => i + 1 < x.GetLength(0) ? Math.Cos((x[i, 0] * x[i + 1, 1]) - (x[i, 1] * x[i + 1, 0])) : 0),
        (x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(i => x[x.GetLength(0) - 1 - i, 0] * x[i, 1] * x[x.GetLength(0) - 1 - i, 1]),
        (x, w) => Enumerable.Range(0, x.GetLength(0) / 2).Sum(i => x[2 * i, 0] * x[(2 * i) + 1, 1] * x[2 * i, 1]),

        // Rows at computed places, each several times.
        (x, w) => Enumerable.Range(0, 3 * x.GetLength(0)).Sum(i => Math.Sin((x[i * 7 % x.GetLength(0), 0] * x[i * 7 % x.GetLength(0), 1]) + x[i * 7 % x.GetLength(0), 2])),
        (x, w) => Enumerable.Range(0, 3 * x.GetLength(0)).Sum(double (int i) => Math.Sqrt(1 + Enumerable.Range(0, 3).Sum(c => (x[i * 5 % x.GetLength(0), c] - x[i / 3, c]) * (x[i * 5 % x.GetLength(0), c] - x[i / 3, c])))),
        (x, w) => Enumerable.Range(0, 3 * x.GetLength(0)).Sum(i => x[i * 7 % x.GetLength(0), 1] * x[i * 7 % x.GetLength(0), 2] * x[i / 3, 1]),

        // Another row for each column.
        (x, w) => Enumerable.Range(0, Math.Max(0, x.GetLength(0) - 2)).Sum(double (int i) => Math.Sin(Enumerable.Range(0, 3).Sum(c => x[i + c, c] * x[i, c]))),
        (x, w) => Enumerable.Range(0, Math.Max(0, x.GetLength(0) - w.Length)).Sum(double (int i) => Enumerable.Range(0, Math.Min(3, w.Length)).Sum(double (int c) => Ad.Let(w.Sum(v => v > c ? 1 : 0), s => Math.Sin(s * x[i + s, c]) * x[i + s, c]))),
        (x, w) => Enumerable.Range(0, Math.Max(0, x.GetLength(0) - 2)).Sum(i => Math.Sin((x[i, 0] * x[i + 1, 1]) + x[i + 2, 2] + (x[i, 1] * x[i + 1, 2]))),

        // Two loops over the columns, and one inside another.
        (x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, x.GetLength(1)).Sum(c => x[i, c] * x[i, c]) * Enumerable.Range(0, x.GetLength(1)).Sum(c => Math.Sin(x[i, c]))),
        (x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => w.Sum(double (double v) => Math.Tanh(Enumerable.Range(0, x.GetLength(1)).Sum(c => x[i, c] * v)))),
        (x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => w.Sum(v => Math.Tanh((x[i, 0] * v) + (x[i, 1] * v * v)))),

        // Rows that no element of is read, in a loop that may be empty.
        (x, w) => Enumerable.Range(0, x.GetLength(0) + 1).Sum(double (int i) => i < x.GetLength(0) ? Enumerable.Range(0, x.GetLength(1)).Sum(c => x[i, c] * x[i, c]) : w.Length),
        (x, w) => Enumerable.Range(0, x.GetLength(0) + 2).Sum(double (int i) => Enumerable.Range(0, i < x.GetLength(0) ? 3 : 0).Sum(c => x[i, c] * i)),
        (x, w) => Enumerable.Range(0, x.GetLength(0) + w.Length).Sum(double (int i) => Enumerable.Range(0, w.Length == 0 ? 3 : 0).Sum(c => x[i, c] * i)),

        // A loop over columns whose bound is negative for some, and which runs for none of them.
        (x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => w.Length > 1 ? Enumerable.Range(0, w.Length - 1).Sum(c => x[i, c] * x[i, c]) : 1),
        (x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, Math.Max(0, w.Length - 2)).Sum(c => x[i, c] * x[i, c])),

        // Distances to the mean, which needs all rows first.
        (x, w) => Ad.Let(Enumerable.Range(0, x.GetLength(0)).Sum(i => x[i, 0]), s => Enumerable.Range(0, x.GetLength(0)).Sum(i => Math.Sqrt(1 + ((x[i, 0] - s) * (x[i, 0] - s)) + (x[i, 1] * x[i, 1]) + (x[i, 2] * s)))),

        // Rows of any length, with a loop or a branch between them and their columns.
        (x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int j) => 1 / (0.1 + Enumerable.Range(0, x.GetLength(1)).Sum(c => (x[i, c] - x[j, c]) * (x[i, c] - x[j, c]))))),
        (x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Ad.Let(Enumerable.Range(0, x.GetLength(0)).Where(j => j != i).Sum(double (int j) => Math.Exp(-Enumerable.Range(0, x.GetLength(1)).Sum(c => (x[i, c] - x[j, c]) * (x[i, c] - x[j, c])))), s => s * s)),
        (x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => w.Sum(double (double v) => x[i, 0] > 0.3 ? Math.Tanh(Enumerable.Range(0, x.GetLength(1)).Sum(c => x[i, c] * v)) : v)),
        (x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => w.Sum(double (double v) => Math.Tanh(Enumerable.Range(0, x.GetLength(1)).Sum(c => x[x.GetLength(0) - 1 - i, c] * x[i, c] * v)))),
        (x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => w.Sum(double (double v) => Math.Sin(Enumerable.Range(0, x.GetLength(1)).Sum(c => x[i, c] * v)) * (v > 0.5 ? Enumerable.Range(0, x.GetLength(1)).Sum(c => x[i, c] * x[i, c]) : 1))),

        // Of some of the rows all is read, of some nothing; of those that are not there nothing either.
        (x, w) => Enumerable.Range(0, x.GetLength(0) + 20).Sum(double (int i) => Enumerable.Range(0, w.Length).Sum(double (int j) => i + (9 * j) < x.GetLength(0) ? Math.Sin(Enumerable.Range(0, x.GetLength(1)).Sum(c => x[i, c] * w[j])) : 0)),
        (x, w) => Enumerable.Range(0, x.GetLength(0) + 20).Sum(double (int i) => Enumerable.Range(0, w.Length).Sum(double (int j) => i > 19 + j ? Math.Sin(Enumerable.Range(0, x.GetLength(1)).Sum(c => x[i - 20, c] * w[j] * x[i - 20, c])) : 0)),
        (x, w) => Enumerable.Range(0, x.GetLength(0) + (w.Length == 0 ? 20 : 0)).Sum(double (int i) => w.Sum(double (double v) => Math.Sin(Enumerable.Range(0, x.GetLength(1)).Sum(c => x[i, c] * v)))),
        (x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, 3).Sum(c => x[i, c]) * w.Sum(double (double v) => x[i, 0] > 9 ? Enumerable.Range(0, x.GetLength(1) + 1).Sum(c => x[i, c] * v) : v)),

        // One of the places is out of range, or only would be.
        (x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => w.Sum(double (double v) => x[i, 0] > 0.3 ? Enumerable.Range(0, x.GetLength(1) + 1).Sum(c => x[i, c] * v) : 0)),
        (x, w) => x.Length > 0 && x[0, 0] > 0.3 ? Enumerable.Range(0, x.GetLength(0) + 1).Sum(double (int i) => w.Sum(double (double v) => Enumerable.Range(0, x.GetLength(1)).Sum(c => x[i, c] * v))) : 0,
        (x, w) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => x[i, 0] > 0.3 ? w.Sum(double (double v) => Enumerable.Range(0, x.GetLength(1)).Sum(c => x[i + 1, c] * v)) : 0),
        (x, w) => Enumerable.Range(0, x.GetLength(0) + w.Length).Sum(double (int i) => w.Sum(double (double v) => i >= 0 ? Enumerable.Range(0, x.GetLength(1)).Sum(c => x[i, c] * v) : 0)),

        // Columns of the same rows that two loops store, since one of them needs the sum that the other one makes.
        (x, w) => Ad.Let(Enumerable.Range(0, x.GetLength(0)).Sum(i => x[i, 0]), s => Enumerable.Range(0, x.GetLength(0)).Sum(i => Math.Sin(0.1 * x[i, 0] * s) + Math.Sin(x[i, 1]) + (x[i, 2] * s))),
    ];

    private static string CodeOf(int loss) => Grad.Report(Grad.Compile<Gradient>(s_losses[loss], new GradOptions { VectorBits = 512, OuterLanes = true })).Code;

    private delegate double Gradient(double[,] x, double[] w, double[,] dx, double[] dw);

    private delegate float OfFloats(float[,] x, float[,] dx);

    [Fact]
    public void Each_coordinate_gets_what_all_lanes_contribute()
    {
        for (var loss = 0; loss < s_losses.Length; loss++)
        {
            var (tape, plain) = (Tape.Compile<Gradient>(s_losses[loss]), s_losses[loss].Compile());
            foreach (var options in LanesUnderTest.Ways)
            {
                var compiled = Grad.Compile<Gradient>(s_losses[loss], options);
                foreach (var (rows, columns, count) in new[] { (0, 3, 2), (1, 3, 0), (4, 4, 1), (8, 3, 2), (9, 3, 0), (17, 3, 3), (19, 4, 2), (40, 5, 1), (66, 3, 2) })
                {
                    var x = new double[rows, columns];
                    for (var i = 0; i < x.Length; i++) x[i / columns, i % columns] = Math.Cos(i * 0.7) + (0.01 * i);
                    double[] w = [.. Enumerable.Range(0, count).Select(i => 0.4 + i)];
                    var (dx, dw, expected, expectedOfWeights) = (new double[rows, columns], new double[count], new double[rows, columns], new double[count]);
                    if (Record.Exception(() => plain(x, w)) is { } exception)
                    {
                        Assert.IsType(exception.GetType(), Record.Exception(() => compiled(x, w, dx, dw)));
                        continue;
                    }

                    var value = tape(x, w, expected, expectedOfWeights);
                    Assert.Equal(value, compiled(x, w, dx, dw), 1e-11 * (1 + Math.Abs(value)));
                    double[] all = [.. expected.Cast<double>(), .. expectedOfWeights], own = [.. dx.Cast<double>(), .. dw];
                    var largest = all.Select(Math.Abs).Append(1).Max();
                    Assert.True(all.Zip(own).All(pair => Math.Abs(pair.First - pair.Second) < 1e-11 * largest), $"loss {loss}, {rows} x {columns}, {count}, {options}");
                }
            }
        }
    }

    [Fact]
    public void Coordinates_may_be_floats()
    {
        Expression<Func<float[,], float>> loss = x => Enumerable.Range(0, x.GetLength(0)).Sum(float (int i) => Enumerable.Range(0, i).Sum(j =>
            MathF.Exp(-((x[i, 0] - x[j, 0]) * (x[i, 0] - x[j, 0])) - ((x[i, 1] - x[j, 1]) * (x[i, 1] - x[j, 1])))));
        var tape = Tape.Compile<OfFloats>(loss);
        foreach (var options in LanesUnderTest.Ways)
        {
            var compiled = Grad.Compile<OfFloats>(loss, options);
            foreach (var (rows, columns) in new[] { (1, 2), (16, 2), (17, 2), (40, 3), (70, 2) })
            {
                var (x, dx, expected) = (new float[rows, columns], new float[rows, columns], new float[rows, columns]);
                for (var i = 0; i < x.Length; i++) x[i / columns, i % columns] = MathF.Cos(i * 0.7f);
                tape(x, expected);
                compiled(x, dx);
                Assert.Equal(expected.Cast<float>(), dx.Cast<float>(), (a, b) => Math.Abs(a - b) < 1e-4);
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(14)]
    public void Rows_are_read_and_added_to_as_wholes(int loss)
    {
        var code = CodeOf(loss);
        Assert.Contains(".Transpose(", code, StringComparison.Ordinal);
        Assert.Contains(".AddRows(", code, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(26, "Transpose")]
    [InlineData(27, "Transpose")]
    [InlineData(31, "TransposeWithin")]
    public void Rows_are_so_in_loops_and_branches_too(int loss, string read)
    {
        var code = CodeOf(loss);
        Assert.Contains($".{read}(", code, StringComparison.Ordinal);
        Assert.Contains(".AddRowsWhere(", code, StringComparison.Ordinal);
        Assert.DoesNotContain(".ScatterAdd(", code, StringComparison.Ordinal);
        Assert.DoesNotContain(".GatherWhere(", code, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_that_are_reached_once_are_stored()
    {
        var code = CodeOf(3);
        Assert.Contains(".Transpose(", code, StringComparison.Ordinal);
        Assert.Contains(".Scatter(", code, StringComparison.Ordinal);
        Assert.DoesNotContain(".AddRows(", code, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_that_two_loops_store_are_stored_by_each()
    {
        // The second column needs all numbers first, the others don't.
        Expression<Func<double[], double[], double[]>> function = (w, d) => Ad.Let(d.Sum(e => Math.Sin(w[1] * e)), s => d.Select(e => (w[0] * e) + (w[1] * s) + (w[2] * e * e)).ToArray());
        foreach (var options in LanesUnderTest.Ways)
        {
            var jacobian = Grad.Jacobian(function, options);
            foreach (var length in (int[])[1, 8, 19])
            {
                double[] d = [.. Enumerable.Range(0, length).Select(i => 0.5 + (0.1 * i))];
                var rows = jacobian([0.3, 0.7, 0.2], d);
                var slope = d.Sum(e => Math.Sin(0.7 * e) + (0.7 * e * Math.Cos(0.7 * e)));
                for (var i = 0; i < length; i++)
                {
                    Assert.Equal(d[i], rows[i, 0], 1e-13);
                    Assert.Equal(slope, rows[i, 1], 1e-11);
                    Assert.Equal(d[i] * d[i], rows[i, 2], 1e-13);
                }
            }
        }
    }
}
