using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using ExprGrad.Frontend;
using ExprGrad.Ir;

namespace ExprGrad.Runtime;

/// <summary>Finds the two places at which an object or array stands that is known to be shared, and throws with their names. By reflection: it happens once.</summary>
internal static class SharedPlaces
{
    /// <summary>Throws for what stands at two places of gradients, or is an input too.</summary>
    [DoesNotReturn]
    public static void Throw(SharedRoot[] gradients, SharedRoot[] inputs)
    {
        var names = new Dictionary<object, string>(ReferenceEqualityComparer.Instance);
        foreach (var (item, name) in Of(gradients))
        {
            if (!names.TryAdd(item, name)) Arguments.ThrowOverlap(name, names[item]);
        }

        foreach (var (item, name) in Of(inputs))
        {
            if (names.TryGetValue(item, out var gradient)) Arguments.ThrowOverlap(gradient, name);
        }

        throw Changed();
    }

    /// <summary>Throws for a span of which an element is one of an array of a gradient.</summary>
    [DoesNotReturn]
    public static void Throw<T>(ReadOnlySpan<T> span, string name, bool isGradient, SharedRoot[] gradients)
    {
        foreach (var (item, gradient) in Of(gradients))
        {
            if (item is not Array array || !Overlap(array, span)) continue;
            if (isGradient) Arguments.ThrowOverlap(name, gradient);
            Arguments.ThrowOverlap(gradient, name);
        }

        throw Changed();
    }

    /// <summary>Whether an array has such elements, and one of them is in the span.</summary>
    public static bool Overlap<T>(Array array, ReadOnlySpan<T> span) =>
        array is T[] or T[,] && Arguments.Overlap(Elements.All<T>(array), span);

    private static InvalidOperationException Changed() => new("The arguments have changed during a call.");

    // Outer ones before those in them, whose members and elements come in order. Data may contain itself, so that each is looked into once.
    private static IEnumerable<(object Item, string Name)> Of(SharedRoot[] roots)
    {
        var todo = new Stack<SharedRoot>(roots.Reverse());
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        while (todo.TryPop(out var place))
        {
            if (place.Value is null or Array { Length: 0 }) continue;
            if (!place.Type.IsValueType) yield return (place.Value, place.Name);
            if (!place.Type.IsValueType && !seen.Add(place.Value)) continue;
            foreach (var inner in In(place).Reverse()) todo.Push(inner);
        }
    }

    private static IEnumerable<SharedRoot> In(SharedRoot place)
    {
        if (place.Value is Array array)
        {
            var element = place.Type.GetElementType()!;
            if (ContainerShape.TryGet(ArrayTypes.ElementOf(element)) is null && !element.IsArray) return [];
            return Enumerable.Range(0, array.Length).Select(i => NestedArrays.Indices(array, i)).Select(at => place with { Name = NestedArrays.Name(place.Name, at), Type = element, Value = array.GetValue(at) });
        }

        return
            from member in ContainerShape.TryGet(place.Type)?.Members ?? []
            where !ScalarTypes.Contains(member.Type) && (place.IsData ? StoredMembers.Contains(member.Info) : ContainerShape.HoldsReals(member.Type))
            select place with { Name = $"{place.Name}.{member.Name}", Type = member.Type, Value = Read(member.Info, place.Value!) };
    }

    private static object? Read(MemberInfo member, object owner) => member is FieldInfo field ? field.GetValue(owner) : ((PropertyInfo)member).GetValue(owner);
}

/// <summary>Something in the arguments of a call that is held against others.</summary>
/// <param name="Name">As the user would write it.</param>
/// <param name="Type">Its type; object for one whose members count as roots themselves.</param>
/// <param name="Value">What it is in this call.</param>
/// <param name="IsData">Whether it is not differentiated, and no gradient.</param>
internal readonly record struct SharedRoot(string Name, Type Type, object? Value, bool IsData);
