using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ExprGrad.Ir;

/// <summary>
/// Primitives, members and methods as functions of boxed operands, compiled once for each combination of operand types: the same machine arithmetic
/// as in a compiled lambda, and the same exceptions.
/// </summary>
internal static class EvaluatedFunctions
{
    private static readonly ConditionalWeakTable<object, ConcurrentDictionary<Types, Func<object?[], object?>>> s_compiled = [];

    public static object? Apply(Primitive primitive, params object?[] operands) =>
        Of(primitive, Array.ConvertAll(operands, operand => operand!.GetType()), primitive.Emit)(operands);

    public static object? Read(MemberInfo member, Node owner, object? value) =>
        Of(member, [owner.Type], operands => Expression.MakeMemberAccess(operands[0], member))([value]);

    public static object? Call(Call call, object?[] operands) => Of(call.Method, Array.ConvertAll(call.Operands, operand => operand.Type), call.Of)(operands);

    private static Func<object?[], object?> Of(object key, Type[] types, Func<IReadOnlyList<Expression>, Expression> emit) =>
        s_compiled.GetOrCreateValue(key).GetOrAdd(new Types(types), static (operands, emit) => Compile(operands.Items, emit), emit);

    private static Func<object?[], object?> Compile(Type[] types, Func<IReadOnlyList<Expression>, Expression> emit)
    {
        var operands = Expression.Parameter(typeof(object[]));
        var values = types.Select((type, i) => Expression.Convert(Expression.ArrayIndex(operands, Expression.Constant(i)), type)).ToArray();
        return Expression.Lambda<Func<object?[], object?>>(Expression.Convert(emit(values), typeof(object)), operands).Compile();
    }

    private readonly struct Types(Type[] items) : IEquatable<Types>
    {
        public Type[] Items { get; } = items;

        public bool Equals(Types other) => Items.AsSpan().SequenceEqual(other.Items);

        public override bool Equals(object? obj) => obj is Types other && Equals(other);

        public override int GetHashCode()
        {
            var hash = 0;
            foreach (var item in Items) hash = HashCode.Combine(hash, item);
            return hash;
        }
    }
}
