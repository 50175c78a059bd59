using System.Reflection;

namespace ExprGrad.Tests.Properties;

/// <summary>
/// The real scalars inside any argument, in a fixed order: arrays row by row, members in the order of their declaration. Data (integers,
/// booleans, ..) is passed over.
/// </summary>
internal static class Leaves
{
    public static double[] Flatten(params object?[] values)
    {
        var leaves = new List<double>();
        foreach (object? value in values)
            Collect(value, leaves);
        return [.. leaves];
    }

    /// <summary>A copy of the value whose real leaves are taken from a row of numbers.</summary>
    public static object? Unflatten(object? template, ReadOnlySpan<double> leaves)
    {
        int next = 0;
        var result = Rebuild(template, leaves, ref next);
        return next == leaves.Length ? result : throw new ArgumentException($"{leaves.Length} leaves for {next} places.", nameof(leaves));
    }

    /// <summary>The same for several values one after the other.</summary>
    public static object?[] UnflattenAll(object?[] templates, ReadOnlySpan<double> leaves)
    {
        var results = new object?[templates.Length];
        int start = 0;
        for (int i = 0; i < templates.Length; i++)
        {
            int count = Flatten(templates[i]).Length;
            results[i] = Unflatten(templates[i], leaves.Slice(start, count));
            start += count;
        }

        return results;
    }

    private static void Collect(object? value, List<double> leaves)
    {
        switch (value)
        {
            case double d:
                leaves.Add(d);
                break;
            case float f:
                leaves.Add(f);
                break;
            case Array array:
                foreach (object? item in array)
                    Collect(item, leaves);
                break;
            case not null when IsContainer(value.GetType()):
                foreach (var member in Members(value.GetType()))
                    Collect(Get(member, value), leaves);
                break;
        }
    }

    private static object? Rebuild(object? value, ReadOnlySpan<double> leaves, ref int next)
    {
        switch (value)
        {
            case double:
                return leaves[next++];
            case float:
                return (float)leaves[next++];
            case Array array:
                return RebuildArray(array, leaves, ref next);
            case not null when IsContainer(value.GetType()):
                var type = value.GetType();
                var members = Members(type);
                var values = new object?[members.Length];
                for (int i = 0; i < members.Length; i++)
                    values[i] = Rebuild(Get(members[i], value), leaves, ref next);
                return Create(type, members, values);
            default:
                return value;
        }
    }

    private static Array RebuildArray(Array array, ReadOnlySpan<double> leaves, ref int next)
    {
        var copy = (Array)array.Clone();
        if (array.Rank == 1)
        {
            for (int i = 0; i < array.Length; i++)
                copy.SetValue(Rebuild(array.GetValue(i), leaves, ref next), i);
            return copy;
        }

        for (int i = 0; i < array.GetLength(0); i++)
        {
            for (int j = 0; j < array.GetLength(1); j++)
                copy.SetValue(Rebuild(array.GetValue(i, j), leaves, ref next), i, j);
        }

        return copy;
    }

    private static object Create(Type type, MemberInfo[] members, object?[] values)
    {
        var constructor = Array.Find(type.GetConstructors(), c => c.GetParameters() is { Length: > 0 } p && p.Length == members.Length);
        if (constructor is not null)
            return constructor.Invoke(values);
        object container = Activator.CreateInstance(type)!;
        foreach (var (member, item) in members.Zip(values))
        {
            if (member is FieldInfo field)
                field.SetValue(container, item);
            else
                ((PropertyInfo)member).SetValue(container, item);
        }

        return container;
    }

    private static bool IsContainer(Type type) => !type.IsPrimitive && !type.IsEnum && type != typeof(string);

    private static MemberInfo[] Members(Type type) =>
    [
        .. type.GetFields(BindingFlags.Public | BindingFlags.Instance).OrderBy(f => f.MetadataToken),
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0)
            .OrderBy(p => p.MetadataToken),
    ];

    private static object? Get(MemberInfo member, object owner) =>
        member is FieldInfo field ? field.GetValue(owner) : ((PropertyInfo)member).GetValue(owner);
}
