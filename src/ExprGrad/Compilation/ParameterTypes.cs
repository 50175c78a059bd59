using System.Linq.Expressions;
using ExprGrad.Diagnostics;
using ExprGrad.Frontend;
using ExprGrad.Ir;

namespace ExprGrad.Compilation;

/// <summary>Refuses the types that no parameter can have, and says of the others why they can't be differentiated.</summary>
internal static class ParameterTypes
{
    private const int MaxRank = 2;

    /// <summary>Refuses spans, arrays of high rank, and containers that contain themselves; nothing after this looks for those.</summary>
    public static void Check(ParameterExpression parameter, RefusalList refusals)
    {
        var element = parameter.Type;
        for (; element.IsArray; element = element.GetElementType()!)
        {
            if (element.GetArrayRank() > MaxRank) Refuse(parameter, element, refusals);
        }

        if (element.IsByRefLike) Refuse(parameter, element, refusals);
        if (Circle(element) is { } circle) refusals.Add(Refusals.RecursiveType, null, CSharpNames.Of(circle.Type), $"`{circle.Name}`");
    }

    /// <summary>Refuses, by its name, a type to be differentiated that is neither a number nor a container that ExprGrad reads.</summary>
    public static bool IsRefused(ParameterExpression parameter, RefusalList refusals)
    {
        if (IsKnown(parameter.Type)) return false;
        Refuse(parameter, ArrayTypes.ElementOf(parameter.Type), refusals);
        return true;
    }

    /// <summary>Whether values of the type are read: numbers, containers, arrays of them.</summary>
    public static bool IsKnown(Type type) => ArrayTypes.ElementOf(type) is var element && (ScalarTypes.Contains(element) || ContainerShape.TryGet(element) is not null);

    /// <summary>Refuses what no gradient can be taken of although it holds real numbers: a list, for one.</summary>
    public static void CheckGradient(ParameterExpression parameter, RefusalList refusals)
    {
        var todo = new Stack<(string Name, Type Type)>([(parameter.Name!, parameter.Type)]);
        while (todo.TryPop(out var next))
        {
            var (name, type) = next;
            var element = ArrayTypes.ElementOf(type);
            if (type != parameter.Type && HidesReals(element)) UnsupportedTypes.Add(refusals, null, element, $"is the type of `{name}`");
            foreach (var member in ContainerShape.TryGet(element)?.Members.Reverse() ?? []) todo.Push(($"{name}{ArrayTypes.Brackets(type)}.{member.Name}", member.Type));
        }
    }

    // What ExprGrad doesn't look into, so that numbers in it would count as constants.
    private static bool HidesReals(Type type) =>
        !IsKnown(type) && UnsupportedTypes.IsNamed(type)
        && (type.GetGenericArguments().Any(ContainerShape.HoldsReals)
            || type.GetProperties().Any(property => ScalarTypes.IsReal(property.PropertyType)) || type.GetFields().Any(field => ScalarTypes.IsReal(field.FieldType)));

    private static void Refuse(ParameterExpression parameter, Type type, RefusalList refusals) =>
        UnsupportedTypes.Add(refusals, null, type, $"is the type of `{parameter.Name}`");

    // The member through which a type leads back to itself. The stack holds a way down from the root: depth, then the member.
    private static (Type Type, string Name)? Circle(Type root)
    {
        var way = new List<Type>();
        var todo = new Stack<(int Depth, Type Type, Type Owner, string Name)>([(0, root, root, "")]);
        var done = new HashSet<Type>();
        while (todo.TryPop(out var next))
        {
            way.RemoveRange(next.Depth, way.Count - next.Depth);
            if (way.Contains(next.Type)) return (next.Type, $"{CSharpNames.Of(next.Owner)}.{next.Name}");
            if (!done.Add(next.Type)) continue;
            way.Add(next.Type);
            foreach (var member in ContainerShape.TryGet(next.Type)?.Members ?? [])
            {
                todo.Push((next.Depth + 1, ArrayTypes.ElementOf(member.Type), next.Type, member.Name));
            }
        }

        return null;
    }
}
