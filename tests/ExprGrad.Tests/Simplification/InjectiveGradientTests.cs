using System.Linq.Expressions;

namespace ExprGrad.Tests.Simplification;

/// <summary>Gradients of which no element is added to twice are stored, whatever the output held before; others are added up.</summary>
public sealed class InjectiveGradientTests
{
    private delegate double Into(double[,] x, int n, double[,] dx);

    private delegate double IntoRow(double[] x, int n, double[] dx);

    private static readonly Dictionary<string, Expression<Func<double[], int, double>>> s_rows = new(StringComparer.Ordinal)
    {
        ["from the end"] = (x, n) => Enumerable.Range(0, x.Length).Sum(i => Math.Sin(x[x.Length - 1 - i]) * i),
        ["every second"] = (x, n) => Enumerable.Range(0, x.Length / 2).Sum(i => Math.Sin(x[2 * i + 1])),
        ["every third"] = (x, n) => Enumerable.Range(0, (x.Length + 2) / 3).Sum(i => Math.Exp(x[i * 3])),
        ["every fourth of a few"] = (x, n) => Enumerable.Range(0, 2).Sum(i => x.Length > 4 ? x[4 * i] * x[4 * i] : 0),
        ["some of them"] = (x, n) => Enumerable.Range(0, x.Length).Where(i => x[x.Length - 1 - i] > 1).Sum(i => Math.Sin(x[x.Length - 1 - i])),
        ["one of them"] = (x, n) => Enumerable.Range(0, x.Length).Sum(i => Math.Sin(x[x.Length - 1]) * i),
        ["the first ones"] = (x, n) => Enumerable.Range(0, n).Sum(i => Math.Sin(x[n - 1 - i])),
        ["every fourth"] = (x, n) => Enumerable.Range(0, n / 4).Sum(i => Math.Sin(x[4 * i])),
        ["flat rows"] = (x, n) => Enumerable.Range(0, x.Length / (1 + n % 4)).Sum(double (int i) => Enumerable.Range(0, 1 + n % 4).Sum(j => Math.Sin(x[i * (1 + n % 4) + j]) * (i + 2 * j))),
        ["flat rows of three"] = (x, n) => Enumerable.Range(0, x.Length / 3).Sum(double (int i) => Enumerable.Range(0, 3).Sum(j => Math.Sin(x[3 * i + j]) * (i + 2 * j))),
        ["flat columns"] = (x, n) => Enumerable.Range(0, n / 2).Sum(double (int j) => Enumerable.Range(0, 2).Sum(i => Math.Sin(x[i * (n / 2) + j]) * (i + 2 * j))),
        ["flat rows from the last"] = (x, n) => Enumerable.Range(0, 2).Sum(double (int i) => Enumerable.Range(0, n / 2).Sum(j => Math.Sin(x[(1 - i) * (n / 2) + j]) * (i + 2 * j))),
        ["flat rows from their ends"] = (x, n) => Enumerable.Range(0, x.Length / n).Sum(double (int i) => Enumerable.Range(0, n).Sum(j => Math.Sin(x[i * n + (n - 1 - j)]) * (i + 2 * j))),
        ["rows of rows"] = (x, n) => Enumerable.Range(0, x.Length / 6).Sum(double (int i) => Enumerable.Range(0, 2).Sum(double (int j) => Enumerable.Range(0, 3).Sum(k => Math.Sin(x[(i * 2 + j) * 3 + k]) * (i + 2 * j + k)))),
        ["rows of rows of any length"] = (x, n) => Enumerable.Range(0, x.Length / (n * 2)).Sum(double (int i) => Enumerable.Range(0, n).Sum(double (int j) => Enumerable.Range(0, 2).Sum(k => Math.Sin(x[i * n * 2 + j * 2 + k]) * (i + j + k)))),
        ["a loop of one"] = (x, n) => Enumerable.Range(0, x.Length).Sum(double (int i) => Enumerable.Range(0, 1).Sum(j => Math.Sin(x[i + j]))),
        ["pairs"] = (x, n) => Enumerable.Range(0, x.Length / 2).Sum(i => Math.Sin(x[2 * i]) * x[2 * i + 1]),
        ["some pairs"] = (x, n) => Enumerable.Range(0, x.Length / 2).Sum(i => i % 3 == 0 ? Math.Sin(x[2 * i]) * x[2 * i + 1] : 0),
        ["triples"] = (x, n) => Enumerable.Range(0, x.Length / 3).Sum(i => Math.Sin(x[3 * i]) * x[3 * i + 1] * x[3 * i + 2]),
        ["triples behind others"] = (x, n) => Enumerable.Range(0, n / 6).Sum(i => Math.Sin(x[n % 3 + 3 * i]) * x[n % 3 + 3 * i + 2]),
        ["two neighbours"] = (x, n) => Math.Sin(x[n]) * x[n + 1],
        ["blocks"] = (x, n) => Enumerable.Range(0, n).Sum(i => Math.Sin(x[i])) * Enumerable.Range(0, 3).Sum(i => x[n + i] * i),
        ["blocks of rows"] = (x, n) => Enumerable.Range(0, n / 2).Sum(double (int i) => Enumerable.Range(0, 2).Sum(j => Math.Sin(x[i * 2 + j]) * j)) + Enumerable.Range(0, 2).Sum(j => x[n / 2 * 2 + j] * j) + x[n / 2 * 2 + 2],
        ["blocks the other way round"] = (x, n) => Enumerable.Range(0, 3).Sum(i => Math.Cos(x[n + 2 - i]) * i) - Enumerable.Range(0, n).Sum(i => Math.Sin(x[n - 1 - i])),
        ["blocks with room between"] = (x, n) => Enumerable.Range(0, 2).Sum(i => Math.Sin(x[i])) * Enumerable.Range(0, 2).Sum(i => x[i + 3] * i),
        ["blocks by their lengths"] = (x, n) => Enumerable.Range(0, n / 3).Sum(i => Math.Sin(x[i])) + Enumerable.Range(0, n / 2).Sum(i => x[n / 3 + i] * i) + Enumerable.Range(0, 2).Sum(i => x[n / 3 + n / 2 + i] * i),
    };

    private static readonly Dictionary<string, Expression<Func<double[], int, double>>> s_addedRows = new(StringComparer.Ordinal)
    {
        ["each twice"] = (x, n) => Enumerable.Range(0, x.Length).Sum(i => Math.Sin(x[x.Length - 1 - i]) * x[i]),
        ["some twice"] = (x, n) => Enumerable.Range(0, x.Length).Sum(i => Math.Sin(x[i / 2]) * i),
        ["in turn"] = (x, n) => Enumerable.Range(0, 2 * x.Length).Sum(i => Math.Sin(x[i % x.Length]) * i),
        ["steps that may come round"] = (x, n) => Enumerable.Range(0, n / 4).Where(i => x[i] > 0.8).Sum(i => Math.Sin(x[4 * i])),
        ["steps that come round"] = (x, n) => Enumerable.Range(0, n).Sum(i => i % 4 == 0 ? Math.Sin(x[(1 << 30) * i]) : 0),
        ["no steps"] = (x, n) => Enumerable.Range(0, n).Sum(i => Math.Sin(x[65536 * i * 65536])),
        ["steps of any length"] = (x, n) => Enumerable.Range(0, 2).Sum(i => Math.Sin(x[n * i]) * i),
        ["rows that may overlap"] = (x, n) => Enumerable.Range(0, 2).Sum(double (int i) => Enumerable.Range(0, n).Sum(j => Math.Sin(x[i * (x.Length - n) + j]) * (i + 2 * j))),
        ["windows"] = (x, n) => Enumerable.Range(0, x.Length / 2 - 1).Sum(double (int i) => Enumerable.Range(0, 3).Sum(k => Math.Sin(x[2 * i + k]) * (i + k))),
        ["sums of indices"] = (x, n) => Enumerable.Range(0, n).Sum(double (int i) => Enumerable.Range(0, 3).Sum(j => Math.Sin(x[i + j]) * (i + 2 * j))),
        ["some triples"] = (x, n) => Enumerable.Range(0, x.Length / 3).Sum(i => i % 2 == 0 ? Math.Sin(x[3 * i]) * x[3 * i + 1] : 0),
        ["steps of two and of three"] = (x, n) => Enumerable.Range(0, x.Length / 3).Sum(i => Math.Sin(x[2 * i]) * x[3 * i + 1]),
        ["blocks that may overlap"] = (x, n) => Enumerable.Range(0, n).Sum(i => Math.Sin(x[i])) * Enumerable.Range(0, 3).Sum(i => x[x.Length - 3 + i] * i),
        ["blocks that overlap"] = (x, n) => Enumerable.Range(0, n).Sum(i => Math.Sin(x[i])) * Enumerable.Range(0, 3).Sum(i => x[n - 1 + i] * i),
        ["blocks of a length below zero"] = (x, n) => Enumerable.Range(0, n - 2).Sum(i => Math.Sin(x[i])) + Enumerable.Range(0, n / 2).Select(i => x[i]).Skip(n - 2).Sum(v => v * v) + Enumerable.Range(0, 2).Sum(i => x[n / 2 + i] * i),
        ["a block in a loop more"] = (x, n) => Enumerable.Range(0, n / 2).Sum(double (int i) => Enumerable.Range(0, 2).Sum(j => Math.Sin(x[i * 2 + j]) * j + x[n / 2 * 2 + j])),
        ["in a loop more"] = (x, n) => Enumerable.Range(0, n).Sum(double (int k) => Enumerable.Range(0, x.Length).Sum(i => Math.Sin(x[x.Length - 1 - i] * k))),
    };

    // Of x[rows, columns].
    private static readonly Dictionary<string, Expression<Func<double[,], int, double>>> s_matrices = new(StringComparer.Ordinal)
    {
        ["by columns"] = (x, n) => Enumerable.Range(0, x.GetLength(1)).Sum(double (int j) => Enumerable.Range(0, x.GetLength(0)).Sum(i => Math.Sin(x[i, j]) * (i + 2 * j))),
        ["upside down"] = (x, n) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, x.GetLength(1)).Sum(j => Math.Sin(x[x.GetLength(0) - 1 - i, j]) * (i + 2 * j))),
        ["a triangle"] = (x, n) => Enumerable.Range(0, Math.Min(x.GetLength(0), x.GetLength(1))).Sum(double (int i) => Enumerable.Range(0, i).Sum(j => Math.Sin(x[i, j]))),
        ["two columns"] = (x, n) => Enumerable.Range(0, x.GetLength(0)).Sum(i => x.GetLength(1) < 2 ? 0 : Math.Sin(x[i, 0]) * x[i, 1]),
        ["three columns"] = (x, n) => Enumerable.Range(0, x.GetLength(0)).Sum(i => Math.Sin(x[i, 0]) * x[i, 1] * x[i, 2]),
        ["diagonals"] = (x, n) => Enumerable.Range(0, Math.Min(x.GetLength(0), x.GetLength(1)) - 1).Sum(double (int i) => Enumerable.Range(0, 2).Sum(j => Math.Sin(x[i, i + j]) * (i + 2 * j))),
        ["diagonals from the left"] = (x, n) => Enumerable.Range(0, 2).Sum(double (int i) => Enumerable.Range(0, 2).Sum(j => Math.Sin(x[i + j, j]) * (i + 2 * j))),
        ["pairs of columns"] = (x, n) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, x.GetLength(1) / 2).Sum(j => Math.Sin(x[i, 2 * j]) * x[i, 2 * j + 1] * (i + j))),
    };

    private static readonly Dictionary<string, Expression<Func<double[,], int, double>>> s_addedMatrices = new(StringComparer.Ordinal)
    {
        ["a column and its row"] = (x, n) => Enumerable.Range(0, Math.Min(x.GetLength(0), x.GetLength(1))).Sum(i => Math.Sin(x[i, 1]) * x[1, i]),
        ["a column many times"] = (x, n) => Enumerable.Range(0, x.GetLength(1)).Sum(double (int j) => Enumerable.Range(0, x.GetLength(0)).Sum(i => Math.Sin(x[i, 0] * j))),
        ["rows and those below"] = (x, n) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, 2).Sum(j => Math.Sin(x[i, j]))) * Enumerable.Range(0, x.GetLength(0)).Sum(i => x[i, 2] * i),
        ["columns and rows"] = (x, n) => Enumerable.Range(0, Math.Min(x.GetLength(0), x.GetLength(1))).Sum(i => Math.Sin(x[i, 1])) + 3 * x[0, 0] * x[1, 0],
        ["both triangles"] = (x, n) => Enumerable.Range(0, Math.Min(x.GetLength(0), x.GetLength(1))).Sum(double (int i) => Enumerable.Range(0, i + 1).Sum(j => x[i, j] * x[j, i])),
    };

    public static TheoryData<string> Rows => [.. s_rows.Keys, .. s_addedRows.Keys];

    public static TheoryData<string> Matrices => [.. s_matrices.Keys, .. s_addedMatrices.Keys];

    private static IEnumerable<GradOptions> Ways =>
        from mode in new[] { FloatMode.Strict, FloatMode.Fast }
        from bits in new int?[] { 0, 128, 256, 512, null }
        from threads in bits is null ? new int?[] { null, 2 } : [null]
        select new GradOptions { FloatMode = mode, VectorBits = bits, Threads = threads, SmallestBlock = 0 };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Rows_are_those_of_the_tape_whatever_was_there_before(string name)
    {
        var function = s_rows.GetValueOrDefault(name) ?? s_addedRows[name];
        var tape = Tape.Compile<IntoRow>(function);
        foreach (var options in Ways)
        {
            var (stored, added) = (Grad.Compile<IntoRow>(function, options), Grad.Compile<IntoRow>(function, options with { GradientMode = GradientMode.Accumulate }));
            foreach (var length in (int[])[5, 8, 19, 64])
            {
                double[] x = [.. Enumerable.Range(0, length).Select(i => 0.7 + 0.3 * Math.Cos(i))];
                var n = length - 3;
                var expected = new double[length];
                tape(x, n, expected);
                var dx = Enumerable.Repeat(double.NaN, length).ToArray();
                stored(x, n, dx);
                Assert.Equal(expected, dx, Agree);
                Array.Fill(dx, 1);
                added(x, n, dx);
                Assert.Equal(expected.Select(e => e + 1), dx, Agree);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Matrices))]
    public void Matrices_are_those_of_the_tape_whatever_was_there_before(string name)
    {
        var function = s_matrices.GetValueOrDefault(name) ?? s_addedMatrices[name];
        var tape = Tape.Compile<Into>(function);
        foreach (var options in Ways)
        {
            var stored = Grad.Compile<Into>(function, options);
            foreach (var (rows, columns) in ((int, int)[])[(3, 3), (9, 4), (4, 17), (33, 3)])
            {
                var (x, expected, dx) = (new double[rows, columns], new double[rows, columns], new double[rows, columns]);
                for (var i = 0; i < x.Length; i++) (x[i / columns, i % columns], dx[i / columns, i % columns]) = (0.7 + 0.3 * Math.Cos(i), double.NaN);
                tape(x, 0, expected);
                stored(x, 0, dx);
                Assert.Equal(expected.Cast<double>(), dx.Cast<double>(), Agree);
            }
        }
    }

    [Fact]
    public void Stores_are_told_from_additions()
    {
        Assert.All(s_rows, function => Assert.Contains("] = ", Gradient(Grad.Compile<IntoRow>(function.Value)), StringComparison.Ordinal));
        Assert.All(s_addedRows, function => Assert.Contains("] += ", Gradient(Grad.Compile<IntoRow>(function.Value)), StringComparison.Ordinal));
        Assert.All(s_matrices, function => Assert.Contains("] = ", Gradient(Grad.Compile<Into>(function.Value)), StringComparison.Ordinal));
        Assert.All(s_addedMatrices, function => Assert.Contains("] += ", Gradient(Grad.Compile<Into>(function.Value)), StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_stored_as_a_whole_is_not_cleared()
    {
        var code = Grad.Report(Grad.Compile<Into>(s_matrices["by columns"])).Code;
        Assert.Matches(@"if \(.*!= .*dx\S*\.Length\)\s*\{?\s*dx\S*\.Clear\(\);", code);
    }

    [Theory]
    [InlineData("flat rows")]
    [InlineData("pairs")]
    [InlineData("blocks by their lengths")]
    public void What_is_stored_as_a_whole_in_flat_rows_is_not_cleared(string name)
    {
        var code = Grad.Report(Grad.Compile<IntoRow>(s_rows[name])).Code;
        Assert.Matches(@"if \(.*!= .*dx\S*\.Length\)\s*\{?\s*dx\S*\.Clear\(\);", code);
    }

    [Fact]
    public void Elements_that_are_written_out_are_stored_and_the_others_cleared()
    {
        var x = Expression.Parameter(typeof(double[]), "x");
        var sines = Enumerable.Range(0, 3000).Select(i => (Expression)Expression.Call(typeof(Math), nameof(Math.Sin), null, Expression.ArrayIndex(x, Expression.Constant(i))));
        var function = Expression.Lambda<Func<double[], double>>(sines.Aggregate(Expression.Add), x);
        var gradient = Grad.ValueAndGradientInto(function);
        foreach (var length in (int[])[3000, 3005])
        {
            double[] at = [.. Enumerable.Range(0, length).Select(i => 0.001 * i)], dx = [.. Enumerable.Repeat(double.NaN, length)];
            gradient(at, dx);
            Assert.Equal(at.Select((v, i) => i < 3000 ? Math.Cos(v) : 0), dx, Agree);
        }
    }

    [Fact]
    public void Rows_of_arrays_are_stored()
    {
        var gradient = Grad.ValueAndGradientInto((double[][] x) => Enumerable.Range(0, x.Length).Sum(double (int i) => Enumerable.Range(0, x[i].Length).Sum(j => Math.Sin(x[i][j]))));
        Assert.Contains("] = ", Gradient(gradient), StringComparison.Ordinal);
        double[][] x = [[0.5, 1.5], [], [2.5]], dx = [[double.NaN, double.NaN], [], [double.NaN]];
        gradient(x, dx);
        Assert.Equal(x.Select(row => row.Select(Math.Cos)), dx);
    }

    private static string Gradient(Delegate compiled) => string.Join('\n', Grad.Report(compiled).Schedule.Split('\n').Where(line => line.Contains("gradient ", StringComparison.Ordinal)));

    private static bool Agree(double a, double b) => Math.Abs(a - b) <= 1e-13 * Math.Max(1, Math.Abs(a));
}
