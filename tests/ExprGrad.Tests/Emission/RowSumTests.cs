using System.Linq.Expressions;

namespace ExprGrad.Tests.Emission;

/// <summary>Sums over a loop in lanes that go into the elements of one row or one column: which one it is, loops around tell.</summary>
public sealed class RowSumTests
{
    private static readonly Expression<Func<double[,], int[], double>>[] s_losses =
    [
        // The elements of a row, of pairs of rows.
        (x, k) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, i).Sum(double (int j) => Math.Sqrt(1 + Enumerable.Range(0, x.GetLength(1)).Sum(c => (x[i, c] - x[j, c]) * (x[i, c] - x[j, c]))))),

        // The same of columns.
        (x, k) => Enumerable.Range(0, x.GetLength(1)).Sum(double (int i) => Enumerable.Range(0, i).Sum(double (int j) => Math.Sqrt(1 + Enumerable.Range(0, x.GetLength(0)).Sum(c => (x[c, i] - x[c, j]) * (x[c, i] - x[c, j]))))),

        // A row that may not be there; one that is computed.
        (x, k) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => k.Sum(double (int j) => i + 1 < x.GetLength(0) ? Enumerable.Range(0, x.GetLength(1)).Sum(c => x[i + 1, c] * x[i, c] * j) : 1.0)),
        (x, k) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => k.Sum(double (int j) => Enumerable.Range(0, x.GetLength(1)).Sum(c => Math.Sin(x[x.GetLength(0) - 1 - i, c] * j) * x[i, c]))),

        // Elements of one row and of others in the same loop.
        (x, k) => Enumerable.Range(0, x.GetLength(0)).Select(i => k.Select(j => Enumerable.Range(0, x.GetLength(1)).Sum(double (int c) => Enumerable.Range(0, x.GetLength(0)).Sum(r => Math.Cos(x[r, c] + (j * x[i, c]))))).Sum()).Sum(),

        // States of a recurrence, of which each step reads one row.
        (x, k) => k.Aggregate(
            Enumerable.Range(0, x.GetLength(1)).Select(c => 0.1 * c).ToArray(),
            (a, s) => Enumerable.Range(0, x.GetLength(1)).Select(c => s + Ad.LogSumExp(Enumerable.Range(0, x.GetLength(1) + 1).Select(r => r == 0 ? 0.0 : a[r - 1] + (x.GetLength(0) > 0 ? x[0, r - 1] : 0)).ToArray())).ToArray()).Sum(v => v * v),

        // Of an array that another loop makes.
        (x, k) => Ad.Let(Enumerable.Range(0, x.GetLength(0)).Select(i => Enumerable.Range(0, x.GetLength(1)).Select(c => Math.Exp(x[i, c])).ToArray()).ToArray(), y =>
            Enumerable.Range(0, y.Length).Sum(double (int i) => k.Sum(double (int j) => Enumerable.Range(0, y[i].Length).Sum(c => Math.Log(1 + (y[i][c] * y[i][c]) + (j * j)))))),
    ];

    private delegate double ValueAndGradient(double[,] x, int[] k, double[,] dx);

    [Fact]
    public void Each_element_gets_its_sum()
    {
        for (var loss = 0; loss < s_losses.Length; loss++)
        {
            var (tape, plain) = (Tape.Compile<ValueAndGradient>(s_losses[loss]), s_losses[loss].Compile());
            foreach (var options in LanesUnderTest.Ways)
            {
                var compiled = Grad.Compile<ValueAndGradient>(s_losses[loss], options);
                foreach (var (rows, columns) in new[] { (0, 0), (0, 3), (4, 0), (1, 1), (3, 2), (2, 9), (19, 3) })
                {
                    foreach (var count in new[] { 0, 1, 8, 37 })
                    {
                        var x = new double[rows, columns];
                        for (var i = 0; i < x.Length; i++) x[i / columns, i % columns] = (0.3 * (i % 7)) - (0.1 * (i % 5)) - 0.4;
                        int[] k = [.. Enumerable.Range(0, count).Select(i => (i * 7 % 5) - 1)];
                        var (expected, gradient) = (new double[rows, columns], new double[rows, columns]);
                        var value = plain(x, k);
                        Assert.Equal(value, compiled(x, k, gradient), 1e-10 * (1 + Math.Abs(value)));
                        tape(x, k, expected);
                        var largest = expected.Cast<double>().Select(Math.Abs).Append(1).Max();
                        for (var i = 0; i < x.Length; i++)
                        {
                            var (e, g) = (expected[i / columns, i % columns], gradient[i / columns, i % columns]);
                            Assert.True(Math.Abs(e - g) < 1e-10 * largest, $"loss {loss}, {rows} x {columns}, {count} iterations, {options}: {g} instead of {e}");
                        }
                    }
                }
            }
        }
    }

    [Fact]
    public void What_a_step_of_a_recurrence_adds_to_is_one_row()
    {
        // In each step the sums of all rows would be cleared and added up, and to run in lanes would cost the number of steps each time.
        Expression<Func<double[,], double[,], double>> forward = (transition, emission) => Ad.LogSumExp(Enumerable.Range(1, emission.GetLength(0) - 1).Aggregate(
            Enumerable.Range(0, transition.GetLength(0)).Select(j => emission[0, j]).ToArray(),
            (a, k) => Enumerable.Range(0, transition.GetLength(0)).Select(j => emission[k, j] + Ad.LogSumExp(Enumerable.Range(0, transition.GetLength(0)).Select(i => a[i] + transition[i, j]).ToArray())).ToArray()));
        var schedule = Grad.Report(Grad.Gradient(forward, new GradOptions { VectorBits = 512 })).Schedule.Split('\n');
        var backward = Array.FindLastIndex(schedule, line => line.Contains("its iterations hand on a state", StringComparison.Ordinal));
        Assert.EndsWith("< transition.GetLength(0)  in 8 lanes, 4 vectors at once", schedule[backward + 1], StringComparison.Ordinal);
    }

    [Fact]
    public void One_element_of_an_array_gets_its_sum_in_blocks()
    {
        Expression<Func<double, int[], double>> loss = (s, k) =>
            k.Length <= 0 ? 0.0 : Enumerable.Range(0, 4).Sum(double (int i) => Enumerable.Range(0, k.Length).Aggregate(k.Select(r => s).ToArray(), (a, t) => a.Select((v, c) => s).ToArray()).Average());
        foreach (var options in LanesUnderTest.Ways)
            Assert.Equal(4, Grad.Gradient(loss, options)(0.5, [1, 2, 3, 4, 5, 6, 7, 8, 9]), 1e-12);
    }
}
