using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Emission.Vectors;

/// <summary>Operations that write down what those on vectors of type <typeparamref name="TVector"/> compute.</summary>
internal readonly struct TracedOperations<TVector, TScalar> : IVectorOperations<TracedVector, TScalar>
    where TVector : struct
    where TScalar : unmanaged
{
    private static readonly VectorForm Form = VectorForm.Of(typeof(TVector));

    public static bool HasSixteenthPower => Form.HasSixteenthPower;

    public static TracedVector Create(TScalar value) => new(Form.Broadcast(Expression.Constant(value)), null);

    public static TracedVector Convert(double value) => Create(typeof(TScalar) == typeof(double) ? Unsafe.BitCast<double, TScalar>(value) : Unsafe.BitCast<float, TScalar>((float)value));

    public static TracedVector FromBits(long bits) => Create(typeof(TScalar) == typeof(double) ? Unsafe.BitCast<long, TScalar>(bits) : Unsafe.BitCast<int, TScalar>((int)bits));

    public static TracedVector Add(TracedVector a, TracedVector b) => Call(nameof(Add), a, b);

    public static TracedVector Subtract(TracedVector a, TracedVector b) => Call(nameof(Subtract), a, b);

    public static TracedVector Multiply(TracedVector a, TracedVector b) => Call(nameof(Multiply), a, b);

    public static TracedVector Divide(TracedVector a, TracedVector b) => Call(nameof(Divide), a, b);

    public static TracedVector Negate(TracedVector x) => Call(nameof(Negate), x);

    public static TracedVector FusedMultiplyAdd(TracedVector a, TracedVector b, TracedVector c) => Call(nameof(FusedMultiplyAdd), a, b, c);

    public static TracedVector Sqrt(TracedVector x) => Call(nameof(Sqrt), x);

    public static TracedVector Abs(TracedVector x) => Call(nameof(Abs), x);

    public static TracedVector CopySign(TracedVector x, TracedVector sign) => Call(nameof(CopySign), x, sign);

    public static TracedVector Floor(TracedVector x) => Call(nameof(Floor), x);

    public static TracedVector Ceiling(TracedVector x) => Call(nameof(Ceiling), x);

    public static TracedVector Truncate(TracedVector x) => Call(nameof(Truncate), x);

    public static TracedVector Round(TracedVector x) => Call(nameof(Round), x);

    public static TracedVector Max(TracedVector a, TracedVector b) => Call(nameof(Max), a, b);

    public static TracedVector Min(TracedVector a, TracedVector b) => Call(nameof(Min), a, b);

    public static TracedVector MaxNumber(TracedVector a, TracedVector b) => Call(nameof(MaxNumber), a, b);

    public static TracedVector MinNumber(TracedVector a, TracedVector b) => Call(nameof(MinNumber), a, b);

    public static TracedVector MaxMagnitude(TracedVector a, TracedVector b) => Call(nameof(MaxMagnitude), a, b);

    public static TracedVector MinMagnitude(TracedVector a, TracedVector b) => Call(nameof(MinMagnitude), a, b);

    public static TracedVector MaxMagnitudeNumber(TracedVector a, TracedVector b) => Call(nameof(MaxMagnitudeNumber), a, b);

    public static TracedVector MinMagnitudeNumber(TracedVector a, TracedVector b) => Call(nameof(MinMagnitudeNumber), a, b);

    public static TracedVector MaxNative(TracedVector a, TracedVector b) => Call(nameof(MaxNative), a, b);

    public static TracedVector MinNative(TracedVector a, TracedVector b) => Call(nameof(MinNative), a, b);

    public static TracedVector Equal(TracedVector a, TracedVector b) => Call(nameof(Equal), a, b);

    public static TracedVector NotEqual(TracedVector a, TracedVector b) => Call(nameof(NotEqual), a, b);

    public static TracedVector LessThan(TracedVector a, TracedVector b) => Call(nameof(LessThan), a, b);

    public static TracedVector LessThanOrEqual(TracedVector a, TracedVector b) => Call(nameof(LessThanOrEqual), a, b);

    public static TracedVector GreaterThan(TracedVector a, TracedVector b) => Call(nameof(GreaterThan), a, b);

    public static TracedVector GreaterThanOrEqual(TracedVector a, TracedVector b) => Call(nameof(GreaterThanOrEqual), a, b);

    public static TracedVector Select(TracedVector mask, TracedVector whenTrue, TracedVector whenFalse) => Call(nameof(Select), mask, whenTrue, whenFalse);

    public static TracedVector And(TracedVector a, TracedVector b) => Call(nameof(And), a, b);

    public static TracedVector Or(TracedVector a, TracedVector b) => Call(nameof(Or), a, b);

    public static TracedVector ExclusiveOr(TracedVector a, TracedVector b) => Call(nameof(ExclusiveOr), a, b);

    public static TracedVector Not(TracedVector x) => Call(nameof(Not), x);

    public static TracedVector AddBits(TracedVector a, TracedVector b) => Call(nameof(AddBits), a, b);

    public static TracedVector ShiftLeft(TracedVector x, int count) => TracedVector.Of(operands => Form.Call(nameof(ShiftLeft), operands[0], Expression.Constant(count)), x);

    public static TracedVector ShiftRight(TracedVector x, int count) => TracedVector.Of(operands => Form.Call(nameof(ShiftRight), operands[0], Expression.Constant(count)), x);

    public static TracedVector SixteenthPower(TracedVector bits) => Call(nameof(SixteenthPower), bits);

    public static TracedVector Scale(TracedVector x, TracedVector n) => Call(nameof(Scale), x, n);

    public static TracedVector Exponent(TracedVector x) => Call(nameof(Exponent), x);

    public static TracedVector Mantissa(TracedVector x) => Call(nameof(Mantissa), x);

    public static TracedVector Except(TracedVector y, TracedVector mask, TracedVector x, Func<TScalar, TScalar> function) =>
        TracedVector.Of(operands => Form.Call(nameof(Except), [.. operands, Expression.Constant(function)]), y, mask, x);

    public static TracedVector Except(TracedVector y, TracedVector mask, TracedVector a, TracedVector b, Func<TScalar, TScalar, TScalar> function) =>
        TracedVector.Of(operands => Form.Call(nameof(Except), [.. operands, Expression.Constant(function)]), y, mask, a, b);

    private static TracedVector Call(string operation, params ReadOnlySpan<TracedVector> operands) => TracedVector.Of(values => Form.Call(operation, values), operands);
}
