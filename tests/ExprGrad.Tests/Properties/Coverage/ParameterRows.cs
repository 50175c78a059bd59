using System.Reflection;
using System.Runtime.CompilerServices;
using ExprGrad.Tests.Properties.Generation;

namespace ExprGrad.Tests.Properties.Coverage;

/// <summary>What kinds of parameters a lambda has: the first, which may be differentiated, and the data behind it.</summary>
internal static class ParameterRows
{
    public static IEnumerable<CoverageRow> Of(Type type, bool isFirst)
    {
        if (!isFirst)
        {
            yield return new(CoverageGroup.Parameter, $"data {Name(type)}");
            yield break;
        }

        yield return new(CoverageGroup.Parameter, $"first {Name(type)}");
        foreach (string inner in Inner(type).Distinct(StringComparer.Ordinal))
            yield return new(CoverageGroup.Parameter, inner);
    }

    public static string ContainerName(Type type)
    {
        if (!type.IsGenericType)
            return type.Name;
        var definition = type.GetGenericTypeDefinition();
        if (definition.Name.Contains("Anonymous", StringComparison.Ordinal))
            return definition == SampleShapes.FromPair || definition == SampleShapes.LetPair || definition == SampleShapes.SingleLetPair
                ? "transparent identifier"
                : "anonymous type";
        if (type.IsAssignableTo(typeof(ITuple)))
            return definition == typeof(ValueTuple<,,,,,,,>) ? "tuple of 8" : "tuple";
        return definition == typeof(RecordPair<,>) || definition == typeof(RecordTriple<,,>) ? "record"
            : definition == typeof(PointPair<,>) ? "record struct"
            : definition == typeof(FieldStruct<,>) ? "struct with fields"
            : definition == typeof(FieldModel<,>) ? "class with fields"
            : definition == typeof(PropertyModel<,>) ? "class with properties"
            : definition.Name[..definition.Name.IndexOf('`', StringComparison.Ordinal)];
    }

    private static string Name(Type type)
    {
        if (!type.IsArray)
            return type.IsPrimitive ? type.Name : type.IsEnum ? "enum" : "container";
        var element = type.GetElementType()!;
        if (type.GetArrayRank() == 2)
            return $"{element.Name} matrix";
        if (element.IsArray)
            return element.GetElementType()!.IsArray ? "array of jagged arrays" : element.GetArrayRank() == 2 ? "array of matrices" : "jagged array";
        return element.IsPrimitive ? $"{element.Name} array" : "array of containers";
    }

    /// <summary>The containers met inside the first parameter, and what they hold.</summary>
    private static IEnumerable<string> Inner(Type type)
    {
        if (type.IsPrimitive)
            yield break;
        if (type.IsArray)
        {
            foreach (string row in Inner(type.GetElementType()!))
                yield return row;
            yield break;
        }

        yield return $"in {ContainerName(type)}";
        var members = type.GetFields(BindingFlags.Public | BindingFlags.Instance).Select(f => f.FieldType)
            .Concat(type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => p.PropertyType));
        foreach (var member in members)
        {
            yield return $"member {Name(member)}";
            foreach (string row in Inner(member))
                yield return row;
        }
    }
}
