using System.Runtime.CompilerServices;
using ExprGrad.Taping;

namespace ExprGrad;

// The fast path of the four binary operators is written out, and reads fields and not properties: the JIT makes fewer temporaries, of which it tracks only so many
// in a method (docs/adr/0004-tape-layout.md has the figures). Its conditions: both operands are on the same tape, both of the present recording (the "and" of two
// slots is below the recording's first slot if either of them is), and there is room. Everything else goes through Record.
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
                row.Left = (int)left.position;
                row.Right = (int)right.position;
                row.LeftPartial = 1;
                row.RightPartial = 1;
                tape.Next = slot + 1;
                return new(left.number + right.number, tape, slot);
            }
        }

        return Record(left.number + right.number, left, 1, right, 1);
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
                row.Left = (int)left.position;
                row.Right = (int)right.position;
                row.LeftPartial = 1;
                row.RightPartial = -1;
                tape.Next = slot + 1;
                return new(left.number - right.number, tape, slot);
            }
        }

        return Record(left.number - right.number, left, 1, right, -1);
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
                row.Left = (int)left.position;
                row.Right = (int)right.position;
                row.LeftPartial = right.number;
                row.RightPartial = left.number;
                tape.Next = slot + 1;
                return new(left.number * right.number, tape, slot);
            }
        }

        return Record(left.number * right.number, left, right.number, right, left.number);
    }

    /// <summary>Quotient.</summary>
    /// <param name="left">The first operand.</param>
    /// <param name="right">The second operand.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TapeDouble operator /(TapeDouble left, TapeDouble right)
    {
        double quotient = left.number / right.number;
        double inverse = 1 / right.number;
        var tape = left.owner;
        if (tape is not null && tape == right.owner)
        {
            ulong slot = tape.Next;
            if ((uint)slot < (uint)tape.Rows.Length && (left.position & right.position) >= tape.Start)
            {
                ref TapeRow row = ref tape.Rows[(int)slot];
                row.Left = (int)left.position;
                row.Right = (int)right.position;
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
    public static TapeDouble operator +(TapeDouble left, double right) => Record(left.number + right, left, 1);

    /// <inheritdoc cref="op_Addition(TapeDouble, TapeDouble)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TapeDouble operator +(double left, TapeDouble right) => Record(left + right.number, right, 1);

    /// <inheritdoc cref="op_Subtraction(TapeDouble, TapeDouble)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TapeDouble operator -(TapeDouble left, double right) => Record(left.number - right, left, 1);

    /// <inheritdoc cref="op_Subtraction(TapeDouble, TapeDouble)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TapeDouble operator -(double left, TapeDouble right) => Record(left - right.number, right, -1);

    /// <inheritdoc cref="op_Multiply(TapeDouble, TapeDouble)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TapeDouble operator *(TapeDouble left, double right) => Record(left.number * right, left, right);

    /// <inheritdoc cref="op_Multiply(TapeDouble, TapeDouble)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TapeDouble operator *(double left, TapeDouble right) => Record(left * right.number, right, left);

    /// <inheritdoc cref="op_Division(TapeDouble, TapeDouble)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TapeDouble operator /(TapeDouble left, double right) => Record(left.number / right, left, 1 / right);

    /// <inheritdoc cref="op_Division(TapeDouble, TapeDouble)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TapeDouble operator /(double left, TapeDouble right)
    {
        double quotient = left / right.number;
        return Record(quotient, right, -quotient / right.number);
    }

    /// <summary>Remainder with the sign of <paramref name="left"/>. Its derivatives are 1 and -truncate(left / right).</summary>
    /// <param name="left">The dividend.</param>
    /// <param name="right">The divisor.</param>
    public static TapeDouble operator %(TapeDouble left, TapeDouble right) =>
        Record(left.number % right.number, left, 1, right, -Math.Truncate(left.number / right.number));
}
