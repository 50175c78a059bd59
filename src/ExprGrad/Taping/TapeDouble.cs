using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace ExprGrad;

/// <summary>
/// A number whose computation is recorded on a <see cref="Tape"/>, or a constant, which is on none. Comparisons, equality and hashing look at
/// <see cref="Value"/> only, as those of <see cref="double"/> do.
/// </summary>
/// <remarks>
/// Every number type that C# converts to <see cref="double"/> converts to a constant. There is no conversion back: it would drop the derivative silently.
/// Write <see cref="Value"/> where that is meant, and <see cref="TapeMath.ToSingle"/> where a lambda rounds to <see cref="float"/>.
/// Operations on constants record nothing.
/// </remarks>
public readonly partial struct TapeDouble : IEquatable<TapeDouble>, IComparable<TapeDouble>, IFormattable
{
    private readonly double number;
    private readonly Tape? owner;
    private readonly ulong position;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal TapeDouble(double value, Tape? owner, ulong position)
    {
        number = value;
        this.owner = owner;
        this.position = position;
    }

    /// <summary>The number itself.</summary>
    public double Value => number;

    /// <summary>Whether it is on no tape, so that every derivative with respect to it and of it is 0.</summary>
    public bool IsConstant => owner is null;

    /// <summary>Its row on the tape, for <see cref="Tape.Push(int, double)"/>; 0 for a constant.</summary>
    public int Index => (int)position;

    /// <summary>A constant.</summary>
    /// <param name="value">Its value.</param>
    public static implicit operator TapeDouble(double value) => new(value, null, 0);

    /// <summary>A constant.</summary>
    /// <param name="value">Its value.</param>
    public static TapeDouble FromDouble(double value) => value;

    /// <summary>Compares values; false if one is NaN.</summary>
    /// <param name="left">The first number.</param>
    /// <param name="right">The second number.</param>
    public static bool operator ==(TapeDouble left, TapeDouble right) => left.Value == right.Value;

    /// <inheritdoc cref="op_Equality"/>
    public static bool operator !=(TapeDouble left, TapeDouble right) => left.Value != right.Value;

    /// <inheritdoc cref="op_Equality"/>
    public static bool operator <(TapeDouble left, TapeDouble right) => left.Value < right.Value;

    /// <inheritdoc cref="op_Equality"/>
    public static bool operator <=(TapeDouble left, TapeDouble right) => left.Value <= right.Value;

    /// <inheritdoc cref="op_Equality"/>
    public static bool operator >(TapeDouble left, TapeDouble right) => left.Value > right.Value;

    /// <inheritdoc cref="op_Equality"/>
    public static bool operator >=(TapeDouble left, TapeDouble right) => left.Value >= right.Value;

    /// <summary>Compares values as <see cref="double.CompareTo(double)"/> does.</summary>
    /// <param name="other">The number to compare with.</param>
    public int CompareTo(TapeDouble other) => Value.CompareTo(other.Value);

    /// <summary>Compares values as <see cref="double.Equals(double)"/> does: NaN equals NaN.</summary>
    /// <param name="other">The number to compare with.</param>
    public bool Equals(TapeDouble other) => Value.Equals(other.Value);

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is TapeDouble other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode();

    /// <summary>The value, in the invariant culture.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => Value.ToString(format, formatProvider);

    internal int IndexOn(Tape expected)
    {
        if (owner != expected)
            throw new InvalidOperationException("This TapeDouble was recorded on another tape.");
        RequireCurrent();
        return Index;
    }

    private void RequireCurrent()
    {
        if (position < owner!.Start)
            throw new InvalidOperationException("This TapeDouble was recorded before Tape.Reset, which forgets all rows. Make variables anew after Reset.");
    }
}
