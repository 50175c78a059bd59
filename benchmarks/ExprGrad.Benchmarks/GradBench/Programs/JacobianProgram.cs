using ExprGrad.Benchmarks.Comparison;

namespace ExprGrad.Benchmarks.GradBench.Programs;

/// <summary>
/// A program whose value is an array and whose derivative is a Jacobian. The tape makes it row by row, each by the gradient of one number, and only some of the rows.
/// </summary>
internal abstract class JacobianProgram(string name, string size, double bar) : GradBenchProgram(name, size, bar)
{
    /// <summary>How close to each other the same numbers are, computed in another way.</summary>
    protected const double Exact = 1e-10;

    /// <summary>How close to a derivative central differences are.</summary>
    protected const double Differences = 1e-6;

    public sealed override IReadOnlyList<Array> Outputs => [Jacobian];

    /// <summary>The values by hand.</summary>
    protected abstract double[] Values { get; }

    /// <summary>The values as they are compiled.</summary>
    protected abstract double[] CompiledValues();

    /// <summary>Row after row; of a sparse one the elements that are no zeros.</summary>
    protected abstract double[] Jacobian { get; }

    /// <summary>What the tape wrote, and the rows' number in the Jacobian.</summary>
    protected abstract IEnumerable<(int Row, double[] Elements)> TapeRows();

    /// <summary>Moves what the columns stand for along a direction.</summary>
    protected abstract void Move(double[] direction, double distance);

    protected abstract int Columns { get; }

    public sealed override void Check()
    {
        Primal(1);
        double[] values = [.. Values];
        Array.Fill(Jacobian, double.NaN);
        Gradient(1);
        CheckClose("a value", values, CompiledValues(), Exact);
        foreach (var (row, elements) in TapeRows()) CheckClose($"row {row} on the tape", Jacobian.AsSpan(row * Columns, Columns).ToArray(), elements, Exact);

        var random = new Random(1);
        var direction = Enumerable.Range(0, Columns).Select(_ => random.Next(2) == 0 ? -1.0 : 1.0).ToArray();
        const double step = 1e-6;
        Move(direction, step);
        Primal(1);
        double[] after = [.. Values];
        Move(direction, -2 * step);
        Primal(1);
        double[] before = [.. Values];
        Move(direction, step);
        CheckClose(
            "a slope",
            [.. after.Zip(before, (a, b) => (a - b) / (2 * step))],
            [.. Enumerable.Range(0, values.Length).Select(row => Jacobian.AsSpan(row * Columns, Columns).ToArray().Zip(direction, (j, d) => j * d).Sum())],
            Differences);
        CheckRest(random);
    }

    /// <summary>Checks what the rows of the Jacobian don't tell.</summary>
    protected virtual void CheckRest(Random random)
    {
    }

    /// <exception cref="WrongResultException">They differ by more than the tolerance, relative to the largest.</exception>
    protected void CheckClose(string what, double[] expected, double[] actual, double tolerance)
    {
        var scale = Math.Max(1, expected.Max(Math.Abs));
        for (var i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance * scale))
                throw new WrongResultException($"{Name} {Size}: {what} ({i}) is {actual[i]:R}, expected {expected[i]:R}.");
        }
    }
}
