using ExprGrad.Ir.Families;

namespace ExprGrad.Ir;

/// <summary>The primitives that the engine itself makes nodes of.</summary>
internal static class Primitives
{
    public static Primitive Add => Arithmetic.Add;

    public static Primitive Subtract => Arithmetic.Subtract;

    public static Primitive Multiply => Arithmetic.Multiply;

    /// <summary>Of real numbers; the one of integers may throw and is <see cref="IntegerDivide"/>.</summary>
    public static Primitive Divide => Arithmetic.Divide;

    /// <summary>Of real numbers; the one of integers may throw and is <see cref="IntegerRemainder"/>.</summary>
    public static Primitive Remainder => Arithmetic.Remainder;

    public static Primitive Negate => Arithmetic.Negate;

    public static Primitive IntegerDivide => Integers.Divide;

    public static Primitive IntegerRemainder => Integers.Remainder;

    public static Primitive IntegerMax => Integers.Max;

    public static Primitive IntegerMin => Integers.Min;

    public static Primitive CheckedAdd => Integers.CheckedAdd;

    public static Primitive CheckedSubtract => Integers.CheckedSubtract;

    public static Primitive CheckedMultiply => Integers.CheckedMultiply;

    public static Primitive CheckedNegate => Integers.CheckedNegate;

    public static Primitive LessThan => Comparisons.LessThan;

    public static Primitive LessThanOrEqual => Comparisons.LessThanOrEqual;

    public static Primitive GreaterThan => Comparisons.GreaterThan;

    public static Primitive GreaterThanOrEqual => Comparisons.GreaterThanOrEqual;

    public static Primitive Equal => Comparisons.Equal;

    public static Primitive NotEqual => Comparisons.NotEqual;

    /// <summary>Of booleans or of the bits of integers; both operands are evaluated.</summary>
    public static Primitive And => Logic.And;

    /// <summary>Of booleans or of the bits of integers; both operands are evaluated.</summary>
    public static Primitive Or => Logic.Or;

    public static Primitive ExclusiveOr => Logic.ExclusiveOr;

    /// <summary>Of a boolean or of the bits of an integer.</summary>
    public static Primitive Not => Logic.Not;

    public static Primitive LeftShift => Integers.LeftShift;

    public static Primitive RightShift => Integers.RightShift;

    /// <summary>(condition, when true, when false): total, so both values are computed; a lazy choice is a branch of the graph.</summary>
    public static Primitive Select => Arithmetic.Select;

    /// <summary>(index, length) to the index, or IndexOutOfRangeException.</summary>
    public static Primitive CheckIndex => Checks.Index;

    /// <summary>(index, length) to the index, or ArgumentOutOfRangeException.</summary>
    public static Primitive CheckElementAt => Checks.ElementAt;

    /// <summary>A count to itself, or ArgumentOutOfRangeException for a negative one.</summary>
    public static Primitive CheckCount => Checks.Count;

    /// <summary>A count to itself, or InvalidOperationException for 0.</summary>
    public static Primitive CheckNotEmpty => Checks.NotEmpty;

    /// <summary>A count to itself, or NullReferenceException for 0.</summary>
    public static Primitive CheckFound => Checks.Found;

    /// <summary>(smallest index, largest index, length): IndexOutOfRangeException unless both are in range; 0 and -1 always are.</summary>
    public static Primitive CheckRange => Checks.Range;

    public static Primitive CheckNotNull => Checks.NotNull;

    /// <summary>(array, parameter): ArgumentNullException of an operator's parameter if there is no array.</summary>
    public static Primitive CheckSource => Checks.Source;

    /// <summary>(array or object, name): NullReferenceException that tells of the state of a loop if there is none.</summary>
    public static Primitive CheckStateThere => Checks.StateThere;

    /// <summary>(index, whether the loops run in which it was checked) to the index; goes with it to loads and scatter-adds, which read a zero and add nothing if they don't.</summary>
    public static Primitive CheckedIf => Checks.CheckedIf;

    /// <summary>An index to itself, or InvalidOperationException for a negative one.</summary>
    public static Primitive CheckMatch => Checks.Match;

    /// <summary>(indices, values) to the number of either, or ArgumentException if they differ.</summary>
    public static Primitive CheckPairs => Checks.Pairs;

    /// <summary>(index, count) to the index of an element before the one at the count, or ArgumentOutOfRangeException.</summary>
    public static Primitive CheckEarlier => Checks.Earlier;

    /// <summary>An array in a state keeps its length; also the number of the step, and what the array is called.</summary>
    public static Primitive CheckStateLength => Checks.StateLength;

    public static Primitive Abs => field ??= Function(Math.Abs);

    /// <summary>Of a real number, an int; throws for NaN.</summary>
    public static Primitive Sign => field ??= PrimitiveRegistry.Default.Find(((Func<double, int>)Math.Sign).Method)!;

    /// <summary>(x, low, high), real numbers; throws where the bounds are not in order.</summary>
    public static Primitive Clamp => field ??= PrimitiveRegistry.Default.Find(((Func<double, double, double, double>)Math.Clamp).Method)!;

    /// <summary>(x, low, high), as the hardware compares them; throws where the bounds are not in order.</summary>
    public static Primitive ClampNative => field ??= PrimitiveRegistry.Default.Find(((Func<double, double, double, double>)double.ClampNative).Method)!;

    /// <summary>(x, n), x 2^n.</summary>
    public static Primitive ScaleB => field ??= PrimitiveRegistry.Default.Find(((Func<double, int, double>)Math.ScaleB).Method)!;

    /// <summary>(x, digits); throws for digits that there are not.</summary>
    public static Primitive RoundDigits => field ??= PrimitiveRegistry.Default.Find(((Func<double, int, double>)Math.Round).Method)!;

    /// <summary>(x, mode); throws for modes that there are not.</summary>
    public static Primitive RoundMode => field ??= PrimitiveRegistry.Default.Find(((Func<double, MidpointRounding, double>)Math.Round).Method)!;

    /// <summary>(x, digits, mode); throws as the other two.</summary>
    public static Primitive RoundDigitsMode => field ??= PrimitiveRegistry.Default.Find(((Func<double, int, MidpointRounding, double>)Math.Round).Method)!;

    /// <summary>A value that counts as a constant.</summary>
    public static Primitive StopGradient => field ??= Function(Ad.StopGradient);

    public static Primitive IsFinite => field ??= PrimitiveRegistry.Default.Find(((Func<double, bool>)double.IsFinite).Method)!;

    public static Primitive IsNaN => field ??= PrimitiveRegistry.Default.Find(((Func<double, bool>)double.IsNaN).Method)!;

    public static Primitive Exp => field ??= Function(Math.Exp);

    public static Primitive Exp2 => field ??= Function(double.Exp2);

    public static Primitive Exp10 => field ??= Function(double.Exp10);

    public static Primitive Log => field ??= Function(Math.Log);

    public static Primitive Ceiling => field ??= Function(Math.Ceiling);

    public static Primitive Sqrt => field ??= Function(Math.Sqrt);

    public static Primitive Sin => field ??= Function(Math.Sin);

    public static Primitive Cos => field ??= Function(Math.Cos);

    public static Primitive Tanh => field ??= Function(Math.Tanh);

    public static Primitive Pow => field ??= BinaryFunction(Math.Pow);

    /// <summary>The conversion to a numeric or enum type.</summary>
    public static Primitive Convert(Type target, bool isChecked = false) =>
        Conversions.Find(target, isChecked)
        ?? throw new ArgumentException($"There is no numeric conversion to {target.Name}.", nameof(target));

    private static Primitive Function(Func<double, double> f) => PrimitiveRegistry.Default.Find(f.Method)!;

    private static Primitive BinaryFunction(Func<double, double, double> f) => PrimitiveRegistry.Default.Find(f.Method)!;
}
