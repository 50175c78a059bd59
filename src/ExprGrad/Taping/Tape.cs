using ExprGrad.Taping;

namespace ExprGrad;

/// <summary>
/// A Wengert tape: records scalar operations as they run, then sweeps them backwards for the derivatives of one result with respect to everything
/// that it was computed from. Operations are written on <see cref="TapeDouble"/> with its operators and <see cref="TapeMath"/>.
/// <code>
/// var tape = new Tape();
/// var x = tape.Variable(3);
/// var y = tape.Variable(4);
/// tape.Sweep(TapeMath.Exp(x) * y);
/// double dx = tape.Adjoint(x), dy = tape.Adjoint(y);
/// tape.Reset();                     // the next recording reuses the storage
/// </code>
/// </summary>
/// <remarks>
/// A row is 24 bytes. Once the storage has grown to the longest recording, recording and sweeping allocate nothing.
/// A tape is not thread-safe; different threads use different tapes.
/// </remarks>
public sealed partial class Tape
{
    private const int SmallestCapacity = 16;

    // Row 0 is never written: operand 0 means "no operand".
    // A slot is a row's index in its low half and the recording's number in its high half, so that a value which outlived Reset is noticed.
    internal TapeRow[] Rows;
    internal ulong Next = 1;
    internal ulong Start;

    /// <summary>Makes an empty tape.</summary>
    /// <param name="capacity">Rows to make room for at once: one for each variable and operation. The tape grows when it needs more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is negative.</exception>
    public Tape(int capacity = 256)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        Rows = new TapeRow[Math.Max(capacity, SmallestCapacity)];
    }

    /// <summary>How many variables and operations are recorded.</summary>
    public int Count => End - 1;

    private int End => (int)Next;

    /// <summary>Records an independent variable.</summary>
    /// <param name="value">Its value.</param>
    public TapeDouble Variable(double value) => Append(value, 0, 0, 0, 0);

    /// <summary>Records an independent variable for each element.</summary>
    /// <param name="values">Their values.</param>
    /// <param name="variables">Receives the variables; as long as <paramref name="values"/>.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public void Variables(ReadOnlySpan<double> values, Span<TapeDouble> variables)
    {
        RequireSameLength(values.Length, variables.Length, nameof(variables));
        for (int i = 0; i < values.Length; i++)
            variables[i] = Variable(values[i]);
    }

    /// <summary>Forgets all rows and keeps their storage. Every <see cref="TapeDouble"/> recorded until now is invalid from here on.</summary>
    public void Reset()
    {
        Start += 1UL << 32;
        Next = Start + 1;
        sweptEnd = 0;
    }

    /// <summary>
    /// Records a row without a value, for code that keeps values and row indices apart. Functions with a derivative of their own are easier to write with
    /// <see cref="TapeDouble.Record(double, TapeDouble, double)"/>.
    /// </summary>
    /// <param name="operand">The operand's <see cref="TapeDouble.Index"/>, or 0 for a constant, in which case nothing is recorded.</param>
    /// <param name="partial">The result's derivative with respect to the operand.</param>
    /// <returns>The row's index, or 0 if the operand is a constant.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The operand is not a row of this recording.</exception>
    public int Push(int operand, double partial)
    {
        RequireRow(operand, nameof(operand));
        return operand == 0 ? 0 : AppendRow(operand, partial, 0, 0);
    }

    /// <summary>Records a row of two operands without a value. An operand 0 is a constant; two of them record nothing.</summary>
    /// <param name="left">The first operand's <see cref="TapeDouble.Index"/>, or 0.</param>
    /// <param name="leftPartial">The result's derivative with respect to <paramref name="left"/>.</param>
    /// <param name="right">The second operand's <see cref="TapeDouble.Index"/>, or 0.</param>
    /// <param name="rightPartial">The result's derivative with respect to <paramref name="right"/>.</param>
    /// <returns>The row's index, or 0 if both operands are constants.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An operand is not a row of this recording.</exception>
    public int Push(int left, double leftPartial, int right, double rightPartial)
    {
        RequireRow(left, nameof(left));
        RequireRow(right, nameof(right));
        if (left == 0)
            return right == 0 ? 0 : AppendRow(right, rightPartial, 0, 0);
        return AppendRow(left, leftPartial, right, rightPartial);
    }

    internal TapeDouble Append(double value, int left, double leftPartial, int right, double rightPartial)
    {
        ulong slot = Next;
        AppendRow(left, leftPartial, right, rightPartial);
        return new TapeDouble(value, this, slot);
    }

    private int AppendRow(int left, double leftPartial, int right, double rightPartial)
    {
        int index = End;
        if (index == Rows.Length)
            Grow();
        Rows[index] = new TapeRow { Left = left, Right = right, LeftPartial = leftPartial, RightPartial = rightPartial };
        Next++;
        return index;
    }

    private void Grow()
    {
        if (Rows.Length == Array.MaxLength)
            throw new InvalidOperationException($"The tape is full: {Rows.Length} rows are the most that an array holds.");
        Array.Resize(ref Rows, (int)Math.Min(2L * Rows.Length, Array.MaxLength));
    }

    private void RequireRow(int index, string name)
    {
        if ((uint)index >= (uint)End)
            throw new ArgumentOutOfRangeException(name, index, $"Row {index} is not recorded: rows are 1 to {Count}, and 0 is a constant.");
    }

    private static void RequireSameLength(int expected, int actual, string name)
    {
        if (expected != actual)
            throw new ArgumentException($"The length is {actual}, but {expected} is needed.", name);
    }
}
