using System.Collections;
using System.Linq.Expressions;
using System.Numerics;

namespace ExprGrad.Diagnostics;

/// <summary>Finds the row of the catalogue for a type that is refused by its name.</summary>
internal static class UnsupportedTypes
{
    /// <summary>Adds the refusal for <paramref name="type"/>; <paramref name="role"/> says where it stands, "is the type of `x`".</summary>
    internal static void Add(RefusalList refusals, Expression? at, Type type, string role)
    {
        var row = Row(type);
        var name = CSharpNames.Of(type);
        if (row.ArgumentCount == 3) refusals.Add(row, at, name, role, CSharpNames.Of(Element(type)));
        else refusals.Add(row, at, name, role);
    }

    /// <summary>Whether there is a row for the type, or for its kind, that says more than that it is not known.</summary>
    internal static bool IsNamed(Type type) => Row(type) != Refusals.UnsupportedType;

    /// <summary>Whether a value of the type, which is no number, can't be looked into but may be handed to calls, or asked for a member.</summary>
    internal static bool IsOpaque(Type type) =>
        !type.IsPointer && !type.IsFunctionPointer && !type.IsByRef && Row(type) is var row
        && (row == Refusals.OpaqueOnlyType || row == Refusals.AbstractType || row == Refusals.UnsupportedType);

    private static Refusal Row(Type type)
    {
        if (type == typeof(decimal)) return Refusals.DecimalType;
        if (type == typeof(Complex)) return Refusals.ComplexType;
        if (type == typeof(Half) || type.Name is "BFloat16" or "NFloat") return Refusals.HalfType;
        if (Nullable.GetUnderlyingType(type) is not null) return Refusals.NullableType;
        if (type.IsArray) return Refusals.ArrayRank;
        if (type.IsByRefLike) return Refusals.RefStructType;
        if (typeof(IQueryable).IsAssignableFrom(type)) return Refusals.QueryableType;
        if (type == typeof(string) || typeof(IDictionary).IsAssignableFrom(type)) return Refusals.OpaqueOnlyType;
        if (Has(type, typeof(IReadOnlyDictionary<,>), typeof(IDictionary<,>))) return Refusals.OpaqueOnlyType;
        if (Has(type, typeof(IReadOnlySet<>), typeof(ISet<>))) return Refusals.OpaqueOnlyType;
        if (Is(type, typeof(Memory<>), typeof(ReadOnlyMemory<>), typeof(ArraySegment<>))) return Refusals.MemoryType;
        if (type.Namespace == "System.Numerics.Tensors") return Refusals.TensorType;
        if (type.IsValueType && (type.Namespace == "System.Runtime.Intrinsics" || type.Namespace == "System.Numerics" && type != typeof(BigInteger))) return Refusals.VectorType;
        if (Has(type, typeof(IReadOnlyList<>), typeof(IReadOnlyCollection<>), typeof(ICollection<>))) return Refusals.ListType;
        if (typeof(IEnumerable).IsAssignableFrom(type)) return Refusals.EnumerableType;
        return type.IsAbstract ? Refusals.AbstractType : Refusals.UnsupportedType;
    }

    private static bool Is(Type type, params ReadOnlySpan<Type> definitions) =>
        type.IsGenericType && definitions.Contains(type.GetGenericTypeDefinition());

    private static bool Has(Type type, params Type[] interfaces) => type.GetInterfaces().Append(type).Any(i => Is(i, interfaces));

    private static Type Element(Type type) =>
        Nullable.GetUnderlyingType(type) is { } underlying ? underlying
        : type.IsGenericType ? type.GetGenericArguments()[0]
        : type.GetInterfaces().FirstOrDefault(i => Is(i, typeof(IEnumerable<>)))?.GetGenericArguments()[0] ?? typeof(double);
}
