using System.Runtime.CompilerServices;
using ExprGrad.Taping;

namespace ExprGrad;

// How results come to be: for the functions of TapeMath, and for functions of the user's with derivatives of their own.
public readonly partial struct TapeDouble
{
    /// <summary>The result of a function of one number, with a derivative of its own. Records one row, or nothing if <paramref name="operand"/> is a constant.</summary>
    /// <param name="value">The function's value.</param>
    /// <param name="operand">Its argument.</param>
    /// <param name="partial">Its derivative with respect to the argument.</param>
    /// <exception cref="InvalidOperationException"><paramref name="operand"/> was recorded before <see cref="Tape.Reset"/>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TapeDouble Record(double value, TapeDouble operand, double partial)
    {
        var tape = operand.owner;
        if (tape is not null)
        {
            ulong slot = tape.Next;
            if ((uint)slot < (uint)tape.Rows.Length && operand.position >= tape.Start)
            {
                ref TapeRow row = ref tape.Rows[(int)slot];
                row.Left = (int)operand.position;
                row.Right = 0; // and RightPartial is never read
                row.LeftPartial = partial;
                tape.Next = slot + 1;
                return new(value, tape, slot);
            }
        }

        return RecordRarely(value, operand, partial);
    }

    /// <summary>The result of a function of two numbers, with derivatives of its own. Records one row, or nothing if both operands are constants.</summary>
    /// <param name="value">The function's value.</param>
    /// <param name="left">Its first argument.</param>
    /// <param name="leftPartial">Its derivative with respect to <paramref name="left"/>; ignored if that is a constant.</param>
    /// <param name="right">Its second argument.</param>
    /// <param name="rightPartial">Its derivative with respect to <paramref name="right"/>; ignored if that is a constant.</param>
    /// <exception cref="InvalidOperationException">The operands are on two tapes, or one was recorded before <see cref="Tape.Reset"/>.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static TapeDouble Record(double value, TapeDouble left, double leftPartial, TapeDouble right, double rightPartial)
    {
        if (left.owner is null)
            return Record(value, right, rightPartial);
        if (right.owner is null)
            return Record(value, left, leftPartial);
        if (left.owner != right.owner)
            throw new InvalidOperationException("The operands of one operation are on two tapes. Record a computation on one tape.");
        left.RequireCurrent();
        right.RequireCurrent();
        return left.owner.Append(value, left.Index, leftPartial, right.Index, rightPartial);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TapeDouble RecordRarely(double value, TapeDouble operand, double partial)
    {
        if (operand.owner is null)
            return value;
        operand.RequireCurrent();
        return operand.owner.Append(value, operand.Index, partial, 0, 0);
    }
}
