using System.Runtime.CompilerServices;
using ExprGrad.Taping;

namespace ExprGrad;

// The fast path of the four binary operators is written out: through a shared helper the JIT makes so many temporaries that a function of 100 operations
// runs a third slower (docs/adr/0010-tape-layout.md has the figures). Its conditions: both operands are on the same tape, both of the present recording
// (the and of two slots is below the recording's first slot if either is), and there is room. Everything else goes through Record.
public readonly partial struct TapeDouble
{
    /// <summary>The number itself.</summary>
    /// <param name="value">The number.</param>
    public static TapeDouble operator +(TapeDouble value) => value;

    /// <summary>Negation.</summary>
    /// <param name="value">The number to negate.</param>
    public static TapeDouble operator -(TapeDouble value) => Record(-value.Value, value, -1);

    /// <summary>Sum.</summary>
    /// <param name="left">The first operand.</param>
    /// <param name="right">The second operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TapeDouble operator +(TapeDouble left, TapeDouble right)
    {
        var tape = left.owner;
        if (tape is not null && tape == right.owner)
        {
            ulong slot = tape.Next;
            if ((uint)slot < (uint)tape.Rows.Length && (left.position & right.position) >= tape.Start)
            {
                ref TapeRow row = ref tape.Rows[(int)slot];
                row.Left = left.Index;
                row.Right = right.Index;
                row.LeftPartial = 1;
                row.RightPartial = 1;
                tape.Next = slot + 1;
                return new(left.Value + right.Value, tape, slot);
            }
        }

        return Record(left.Value + right.Value, left, 1, right, 1);
    }

    /// <summary>Difference.</summary>
    /// <param name="left">The first operand.</param>
    /// <param name="right">The second operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TapeDouble operator -(TapeDouble left, TapeDouble right)
    {
        var tape = left.owner;
        if (tape is not null && tape == right.owner)
        {
            ulong slot = tape.Next;
            if ((uint)slot < (uint)tape.Rows.Length && (left.position & right.position) >= tape.Start)
            {
                ref TapeRow row = ref tape.Rows[(int)slot];
                row.Left = left.Index;
                row.Right = right.Index;
                row.LeftPartial = 1;
                row.RightPartial = -1;
                tape.Next = slot + 1;
                return new(left.Value - right.Value, tape, slot);
            }
        }

        return Record(left.Value - right.Value, left, 1, right, -1);
    }

    /// <summary>Product.</summary>
    /// <param name="left">The first operand.</param>
    /// <param name="right">The second operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TapeDouble operator *(TapeDouble left, TapeDouble right)
    {
        var tape = left.owner;
        if (tape is not null && tape == right.owner)
        {
            ulong slot = tape.Next;
            if ((uint)slot < (uint)tape.Rows.Length && (left.position & right.position) >= tape.Start)
            {
                ref TapeRow row = ref tape.Rows[(int)slot];
                row.Left = left.Index;
                row.Right = right.Index;
                row.LeftPartial = right.Value;
                row.RightPartial = left.Value;
                tape.Next = slot + 1;
                return new(left.Value * right.Value, tape, slot);
            }
        }

        return Record(left.Value * right.Value, left, right.Value, right, left.Value);
    }

    /// <summary>Quotient.</summary>
    /// <param name="left">The first operand.</param>
    /// <param name="right">The second operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TapeDouble operator /(TapeDouble left, TapeDouble right)
    {
        double quotient = left.Value / right.Value;
        double inverse = 1 / right.Value;
        var tape = left.owner;
        if (tape is not null && tape == right.owner)
        {
            ulong slot = tape.Next;
            if ((uint)slot < (uint)tape.Rows.Length && (left.position & right.position) >= tape.Start)
            {
                ref TapeRow row = ref tape.Rows[(int)slot];
                row.Left = left.Index;
                row.Right = right.Index;
                row.LeftPartial = inverse;
                row.RightPartial = -quotient * inverse;
                tape.Next = slot + 1;
                return new(quotient, tape, slot);
            }
        }

        return Record(quotient, left, inverse, right, -quotient * inverse);
    }

    /// <inheritdoc cref="op_Addition(TapeDouble, TapeDouble)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TapeDouble operator +(TapeDouble left, double right) => Record(left.Value + right, left, 1);

    /// <inheritdoc cref="op_Addition(TapeDouble, TapeDouble)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TapeDouble operator +(double left, TapeDouble right) => Record(left + right.Value, right, 1);

    /// <inheritdoc cref="op_Subtraction(TapeDouble, TapeDouble)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TapeDouble operator -(TapeDouble left, double right) => Record(left.Value - right, left, 1);

    /// <inheritdoc cref="op_Subtraction(TapeDouble, TapeDouble)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TapeDouble operator -(double left, TapeDouble right) => Record(left - right.Value, right, -1);

    /// <inheritdoc cref="op_Multiply(TapeDouble, TapeDouble)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TapeDouble operator *(TapeDouble left, double right) => Record(left.Value * right, left, right);

    /// <inheritdoc cref="op_Multiply(TapeDouble, TapeDouble)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TapeDouble operator *(double left, TapeDouble right) => Record(left * right.Value, right, left);

    /// <inheritdoc cref="op_Division(TapeDouble, TapeDouble)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TapeDouble operator /(TapeDouble left, double right) => Record(left.Value / right, left, 1 / right);

    /// <inheritdoc cref="op_Division(TapeDouble, TapeDouble)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TapeDouble operator /(double left, TapeDouble right)
    {
        double quotient = left / right.Value;
        return Record(quotient, right, -quotient / right.Value);
    }

    /// <summary>Remainder with the sign of <paramref name="left"/>. Its derivatives are 1 and -truncate(left / right).</summary>
    /// <param name="left">The dividend.</param>
    /// <param name="right">The divisor.</param>
    public static TapeDouble operator %(TapeDouble left, TapeDouble right) =>
        Record(left.Value % right.Value, left, 1, right, -Math.Truncate(left.Value / right.Value));
}
