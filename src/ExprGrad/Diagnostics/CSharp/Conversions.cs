using System.Linq.Expressions;
using System.Reflection;

namespace ExprGrad.Diagnostics.CSharp;

/// <summary>Tells the conversions that C# inserted, and would insert again, from those that a user wrote.</summary>
internal static class Conversions
{
    /// <summary>Drops what has no text in C# wherever it stands: quotes, conversions to spans, upcasts of references.</summary>
    internal static Expression Unwrap(Expression e)
    {
        while (true)
        {
            switch (e)
            {
                case UnaryExpression { NodeType: ExpressionType.Quote } u: e = u.Operand; break;
                case UnaryExpression { NodeType: ExpressionType.Convert, Method: null } u when IsUpcast(u): e = u.Operand; break;
                case UnaryExpression { Method.Name: "op_Implicit" } u when IsSpan(u.Type): e = u.Operand; break;
                case MethodCallExpression { Method.Name: "op_Implicit" } c when IsSpan(c.Type): e = c.Arguments[0]; break;
                default: return e;
            }
        }
    }

    /// <summary>The operands of a binary node without the conversions that C# inserts by itself.</summary>
    internal static (Expression Left, Expression Right) Operands(BinaryExpression e)
    {
        if (e.NodeType == ExpressionType.Coalesce) return (e.Left, WithoutImplicit(e.Right));
        if (IsComparison(e.NodeType) && TryEnum(e.Left, e.Right, out var asEnum)) return asEnum;

        var (left, right) = (WithoutImplicit(e.Left), WithoutImplicit(e.Right));
        if (left == e.Left && right == e.Right) return (left, right);
        if (e.NodeType is ExpressionType.LeftShift or ExpressionType.RightShift)
            return Promoted(left.Type, left.Type) == e.Left.Type ? (left, e.Right) : (e.Left, e.Right);
        if (Promoted(left.Type, right.Type) == e.Left.Type) return (left, right);
        if (Promoted(e.Left.Type, right.Type) == e.Left.Type) return (e.Left, right);
        return Promoted(left.Type, e.Right.Type) == e.Left.Type ? (left, e.Right) : (e.Left, e.Right);
    }

    /// <summary>The arms of a conditional: one may leave its conversion out if the other has the type already.</summary>
    internal static (Expression IfTrue, Expression IfFalse) Arms(ConditionalExpression e)
    {
        var (ifTrue, ifFalse) = (WithoutImplicit(e.IfTrue), WithoutImplicit(e.IfFalse));
        if (ifFalse != e.IfFalse && ifTrue == e.IfTrue) return (ifTrue, ifFalse);
        return ifTrue != e.IfTrue && ifFalse == e.IfFalse ? (ifTrue, ifFalse) : (e.IfTrue, e.IfFalse);
    }

    /// <summary>An argument without the conversion that C# inserts, where no other overload could take it as it is.</summary>
    internal static Expression Argument(MethodBase method, Expression argument)
    {
        var plain = WithoutImplicit(argument);
        if (plain == argument) return argument;
        var count = method.GetParameters().Length;
        var overloads = method.DeclaringType!.GetMember(method.Name, MemberTypes.Method | MemberTypes.Constructor,
            BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance);
        return overloads.Cast<MethodBase>().Count(m => m.GetParameters().Length == count) <= 1 ? plain : argument;
    }

    /// <summary>The operand of an implicit numeric conversion, for a place whose type is stated.</summary>
    internal static Expression WithoutImplicit(Expression e) =>
        e is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked, Method: null } u
        && IsImplicit(u.Operand.Type, u.Type) ? u.Operand : e;

    // C# compares enums as integers; the constant gets its name back.
    private static bool TryEnum(Expression left, Expression right, out (Expression Left, Expression Right) operands)
    {
        operands = (left, right);
        if (EnumOperand(left) is { } l)
        {
            if (EnumOperand(right) is { } r && r.Type == l.Type) operands = (l, r);
            else if (right is ConstantExpression { Value: { } value }) operands = (l, Expression.Constant(Enum.ToObject(l.Type, value)));
            else return false;
            return true;
        }

        if (EnumOperand(right) is not { } only || left is not ConstantExpression { Value: { } constant }) return false;
        operands = (Expression.Constant(Enum.ToObject(only.Type, constant)), only);
        return true;
    }

    private static Expression? EnumOperand(Expression e) =>
        e is UnaryExpression { NodeType: ExpressionType.Convert, Operand: { Type.IsEnum: true } inner }
        && e.Type == Enum.GetUnderlyingType(inner.Type) ? inner : null;

    private static bool IsComparison(ExpressionType type) =>
        Operators.Of(type) is { Precedence: Precedence.Equality or Precedence.Relational };

    private static bool IsUpcast(UnaryExpression e) => !e.Operand.Type.IsValueType && e.Type.IsAssignableFrom(e.Operand.Type);

    private static bool IsSpan(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() is { } d && (d == typeof(Span<>) || d == typeof(ReadOnlySpan<>));

    // The type in which C# computes on two operands, after numeric promotion; null where it has none.
    private static Type? Promoted(Type a, Type b)
    {
        if (Nullable.GetUnderlyingType(a) is not null || Nullable.GetUnderlyingType(b) is not null)
        {
            var inner = Promoted(Nullable.GetUnderlyingType(a) ?? a, Nullable.GetUnderlyingType(b) ?? b);
            return inner is null ? null : typeof(Nullable<>).MakeGenericType(inner);
        }

        if (Rank(a) == 0 || Rank(b) == 0) return a == b ? a : null;
        Type[] steps = [typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(float), typeof(double)];
        return Array.Find(steps, t => (a == t || IsImplicit(a, t)) && (b == t || IsImplicit(b, t)));
    }

    private static bool IsImplicit(Type from, Type to)
    {
        if (Nullable.GetUnderlyingType(to) is { } inner)
        {
            var plain = Nullable.GetUnderlyingType(from) ?? from;
            return plain == inner || IsImplicit(plain, inner);
        }

        if (to == typeof(char)) return false;
        if (from == typeof(char)) return Rank(to) >= Rank(typeof(ushort)) && to != typeof(short);
        if (Rank(from) == 0 || Rank(to) == 0 || Rank(from) >= Rank(to)) return false;
        return !IsUnsigned(to) || IsUnsigned(from);
    }

    // Each numeric type converts implicitly to those of higher rank, except from signed to unsigned, and to char.
    private static int Rank(Type type) => type.IsEnum ? 0 : Type.GetTypeCode(type) switch
    {
        TypeCode.SByte or TypeCode.Byte => 1,
        TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Char => 2,
        TypeCode.Int32 or TypeCode.UInt32 => 3,
        TypeCode.Int64 or TypeCode.UInt64 => 4,
        TypeCode.Single => 5,
        TypeCode.Double => 6,
        _ => 0,
    };

    private static bool IsUnsigned(Type type) =>
        Type.GetTypeCode(type) is TypeCode.Byte or TypeCode.UInt16 or TypeCode.UInt32 or TypeCode.UInt64;
}
