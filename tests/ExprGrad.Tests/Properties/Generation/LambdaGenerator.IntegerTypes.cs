using System.Globalization;
using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>Integers of other types than <c>int</c>: what is converted to them, computed in them where C# does, and converted back.</summary>
internal sealed partial class LambdaGenerator
{
    // C# computes in these; what is smaller is computed with as int.
    private static readonly (Type Type, Interval Range)[] wideIntegers =
        [(typeof(long), new(long.MinValue, long.MaxValue)), (typeof(uint), new(0, uint.MaxValue)), (typeof(ulong), new(0, ulong.MaxValue))];

    private static readonly (Type Type, Interval Range)[] smallIntegers =
    [
        (typeof(byte), new(0, byte.MaxValue)), (typeof(sbyte), new(sbyte.MinValue, sbyte.MaxValue)), (typeof(short), new(short.MinValue, short.MaxValue)),
        (typeof(ushort), new(0, ushort.MaxValue)), (typeof(char), new(0, char.MaxValue)),
    ];

    /// <summary><c>(int)(byte)n</c>, <c>(int)(sbyte)checked((char)x)</c>, <c>(int)((long)n * (long)m % 3)</c></summary>
    private Term ThroughInteger(int budget, Scope scope)
    {
        bool isWide = random.Chance(0.55);
        var (type, range) = random.Pick(isWide ? wideIntegers : smallIntegers);
        var share = random.Split(Math.Max(budget - 1, 2), 2);
        var (node, value) = ConvertedTo(type, range, share[0], scope);
        if (isWide)
        {
            (node, value) = ComputedIn(type, node, value, ConvertedTo(type, range, share[1], scope));
            for (int left = random.Within(2, 5); left > 0; left--)
                (node, value) = ComputedIn(type, node, value);
        }
        else if (random.Chance(0.8))
        {
            (type, range) = random.Pick(smallIntegers);
            bool isInside = value.Range.IsWithin(range);
            (node, value) = (CSharp.Convert(node, type, isInside && random.Chance(0.7)), isInside ? value : Integer(value.Node, range, value));
        }

        return FitInteger(Integer(CSharp.Convert(node, typeof(int), random.Chance(0.4)), value.Range, value), indexRange);
    }

    // What is real or checked fits; an integer that doesn't is wrapped around.
    private (Expression Node, Term Value) ConvertedTo(Type type, Interval range, int budget, Scope scope)
    {
        bool isChecked = random.Chance(0.5), isReal = random.Chance(0.65);
        var value = isReal ? Fit(Real(random.Pick(reals), budget, scope), range.Low < 0 ? new(-6, 6) : new(0.2, 6)) : Integer(budget, scope);
        if (isReal)
            return (CSharp.Convert(value.Node, type, isChecked), Integer(value.Node, value.Range.Truncated(), value));
        if (isChecked || type == typeof(uint) || type == typeof(ulong))
            value = FitInteger(value, range.Low < 0 ? indexRange : new(0, indexRange.High));
        return (CSharp.Convert(value.Node, type, isChecked), value.Range.IsWithin(range) ? value : Integer(value.Node, range, value));
    }

    private (Expression Node, Term Value) ComputedIn(Type type, Expression left, Term a, (Expression Node, Term Value) right)
    {
        var b = right.Value;
        bool isChecked = random.Chance(0.5);
        (Expression, Term) Of(ExpressionType plain, ExpressionType inChecked, Interval range) =>
            (CSharp.Binary(isChecked ? inChecked : plain, left, right.Node), Integer(left, range, a, b));
        return random.Below(type == typeof(long) ? 3 : 2) switch
        {
            0 => Of(ExpressionType.Add, ExpressionType.AddChecked, a.Range + b.Range),
            1 => Of(ExpressionType.Multiply, ExpressionType.MultiplyChecked, a.Range * b.Range),
            _ => Of(ExpressionType.Subtract, ExpressionType.SubtractChecked, a.Range - b.Range),
        };
    }

    // With a literal.
    private (Expression Node, Term Value) ComputedIn(Type type, Expression left, Term a)
    {
        bool isChecked = random.Chance(0.5);
        Expression Literal(double value) => Expression.Constant(System.Convert.ChangeType(value, type, CultureInfo.InvariantCulture), type);
        (Expression, Term) Of(ExpressionType operation, double literal, Interval range) => (CSharp.Binary(operation, left, Literal(literal)), Integer(left, range, a));
        int small = random.Within(2, 4);
        switch (random.Below(8))
        {
            case 0:
                return Of(isChecked ? ExpressionType.AddChecked : ExpressionType.Add, small, a.Range + Interval.Of(small));
            case 1:
                return Of(isChecked ? ExpressionType.MultiplyChecked : ExpressionType.Multiply, small, a.Range * Interval.Of(small));
            case 2 or 3 when type == typeof(long):
                return random.Chance(0.7)
                    ? (CSharp.Unary(isChecked ? ExpressionType.NegateChecked : ExpressionType.Negate, left), Integer(left, -a.Range, a))
                    : Of(isChecked ? ExpressionType.SubtractChecked : ExpressionType.Subtract, small, a.Range - Interval.Of(small));
            case 2 or 3:
                // Never below 0: from more than it can be.
                return (CSharp.Binary(isChecked ? ExpressionType.SubtractChecked : ExpressionType.Subtract, Literal(a.Range.High), left), Integer(left, Interval.Of(a.Range.High) - a.Range, a));
            case 4:
                return Of(ExpressionType.Divide, small, (a.Range * Interval.Of(1.0 / small)).Truncated());
            case 5:
                return Of(ExpressionType.Modulo, small, new(a.Range.Low < 0 ? 1 - small : 0, small - 1));
            case 6:
                return (CSharp.Binary(ExpressionType.RightShift, left, CSharp.Integer(1)), Integer(left, Halved(a.Range), a));
            default:
                return (left, a);
        }
    }

    private static Interval Halved(Interval range) => new(Math.Floor(range.Low / 2), Math.Floor(range.High / 2));

    /// <summary><c>(int)Math.BigMul(n, m)</c></summary>
    private Term BigProduct(int budget, Scope scope)
    {
        var share = random.Split(budget, 2);
        var (a, b) = (Integer(share[0], scope), Integer(share[1], scope));
        return Integer(CSharp.Convert(MathCall(nameof(Math.BigMul), a.Node, b.Node), typeof(int), random.Chance(0.4)), a.Range * b.Range, a, b);
    }

    /// <summary><c>int.IsEvenInteger(n)</c></summary>
    private Term Parity(int budget, Scope scope)
    {
        var value = Integer(budget - 1, scope);
        return Boolean(Expression.Call(typeof(int), random.Pick(nameof(int.IsEvenInteger), nameof(int.IsOddInteger)), null, value.Node), value);
    }
}
