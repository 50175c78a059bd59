using ExprGrad.Taping;

namespace ExprGrad;

// The reverse sweep: adjoint of an operand += partial * adjoint of the result, from the last row to the first.
public sealed partial class Tape
{
    private double[] adjoints = [];
    private int sweptEnd;

    /// <summary>
    /// Computes the derivatives of <paramref name="output"/>, times <paramref name="seed"/>, with respect to all rows, and overwrites those of earlier sweeps.
    /// May be repeated for other outputs of the same recording.
    /// </summary>
    /// <remarks>
    /// A row whose adjoint is exactly 0 is skipped, so that a value without influence on the result stays without it even where its partial is infinite:
    /// in <c>0 * Sqrt(x)</c> at 0 the derivative is 0, not 0 * Infinity = NaN. NaN adjoints are not skipped.
    /// </remarks>
    /// <param name="output">The result. The derivatives of a constant are 0.</param>
    /// <param name="seed">The result's own adjoint.</param>
    /// <exception cref="InvalidOperationException"><paramref name="output"/> is of another tape, or was recorded before <see cref="Reset"/>.</exception>
    public void Sweep(TapeDouble output, double seed = 1)
    {
        int row = output.IsConstant ? 0 : output.IndexOn(this);
        Sweep(row, seed);
    }

    /// <summary>As <see cref="Sweep(TapeDouble, double)"/>, for an output given by its row.</summary>
    /// <param name="output">The result's <see cref="TapeDouble.Index"/>, or 0 for a constant.</param>
    /// <param name="seed">The result's own adjoint.</param>
    /// <exception cref="ArgumentOutOfRangeException">The output is not a row of this recording.</exception>
    public void Sweep(int output, double seed)
    {
        RequireRow(output, nameof(output));
        ClearAdjoints();
        adjoints[output] = seed;
        SweepFrom(output);
    }

    /// <summary>Vector-Jacobian product: the derivatives of the sum of <paramref name="outputs"/> times <paramref name="seeds"/>, in one sweep.</summary>
    /// <param name="outputs">The results; repeated ones add up.</param>
    /// <param name="seeds">Their adjoints; as long as <paramref name="outputs"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    /// <exception cref="InvalidOperationException">An output is of another tape, or was recorded before <see cref="Reset"/>.</exception>
    public void Sweep(ReadOnlySpan<TapeDouble> outputs, ReadOnlySpan<double> seeds)
    {
        RequireSameLength(outputs.Length, seeds.Length, nameof(seeds));
        ClearAdjoints();
        int last = 0;
        for (int i = 0; i < outputs.Length; i++)
        {
            if (outputs[i].IsConstant)
                continue;
            int row = outputs[i].IndexOn(this);
            adjoints[row] += seeds[i];
            last = Math.Max(last, row);
        }

        SweepFrom(last);
    }

    /// <summary>The derivative that the last sweep found with respect to <paramref name="variable"/>, which may also be an intermediate value.</summary>
    /// <param name="variable">A variable or intermediate value of this recording.</param>
    /// <exception cref="ArgumentException"><paramref name="variable"/> is a constant.</exception>
    /// <exception cref="InvalidOperationException">There was no sweep since it was recorded, or it is of another tape, or was recorded before <see cref="Reset"/>.</exception>
    public double Adjoint(TapeDouble variable)
    {
        if (variable.IsConstant)
            throw new ArgumentException("A constant has no adjoint: it is on no tape. Make a variable of it with Tape.Variable.", nameof(variable));
        return Adjoint(variable.IndexOn(this));
    }

    /// <summary>As <see cref="Adjoint(TapeDouble)"/>, for a row.</summary>
    /// <param name="index">The row's index.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is not a row of this recording.</exception>
    /// <exception cref="InvalidOperationException">There was no sweep since it was recorded.</exception>
    public double Adjoint(int index)
    {
        RequireRow(index, nameof(index));
        ArgumentOutOfRangeException.ThrowIfZero(index);
        if (index >= sweptEnd)
            throw new InvalidOperationException("There was no Sweep since this value was recorded.");
        return adjoints[index];
    }

    /// <summary>The derivatives that the last sweep found with respect to <paramref name="variables"/>.</summary>
    /// <param name="variables">Variables or intermediate values of this recording.</param>
    /// <param name="results">Receives the derivatives; as long as <paramref name="variables"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ, or one of the variables is a constant.</exception>
    /// <exception cref="InvalidOperationException">As for <see cref="Adjoint(TapeDouble)"/>.</exception>
    public void Adjoints(ReadOnlySpan<TapeDouble> variables, Span<double> results)
    {
        RequireSameLength(variables.Length, results.Length, nameof(results));
        for (int i = 0; i < variables.Length; i++)
            results[i] = Adjoint(variables[i]);
    }

    private void ClearAdjoints()
    {
        if (adjoints.Length < End)
            adjoints = new double[Rows.Length];
        else
            Array.Clear(adjoints, 0, End);
        sweptEnd = End;
    }

    private void SweepFrom(int last)
    {
        var rows = Rows.AsSpan(0, last + 1);
        var bars = adjoints.AsSpan(0, last + 1);
        for (int i = last; i > 0; i--)
        {
            double bar = bars[i];
            if (bar == 0)
                continue;
            ref readonly TapeRow row = ref rows[i];
            int right = row.Right; // read once: the JIT can't know that the store to bars leaves it alone
            bars[row.Left] += bar * row.LeftPartial;
            if (right != 0)
                bars[right] += bar * row.RightPartial;
        }
    }
}
