using System.Reflection;

namespace ExprGrad.Tests.Language;

/// <summary>
/// The real numbers in an argument as one flat array: elements of arrays, members of containers, nested. Found by reflection on what users see, not by the
/// library's own reading of containers.
/// </summary>
internal static class ArgumentLeaves
{
    public static double[] Of(object? value)
    {
        var leaves = new List<double>();
        Transform(value, leaf =>
        {
            leaves.Add(leaf);
            return leaf;
        });
        return [.. leaves];
    }

    /// <summary>A copy of the value with other numbers in the places of its own.</summary>
    public static object? With(object? value, double[] leaves)
    {
        var next = 0;
        return Transform(value, _ => leaves[next++]);
    }

    private static object? Transform(object? value, Func<double, double> change)
    {
        switch (value)
        {
            case null or string:
                return value;
            case double number:
                return change(number);
            case float number:
                return (float)change(number);
            case Array array:
                return Transform(array, change);
            default:
                return value.GetType().IsPrimitive || value.GetType().IsEnum ? value : TransformMembers(value, change);
        }
    }

    private static Array Transform(Array array, Func<double, double> change)
    {
        var copy = (Array)array.Clone();
        foreach (var indices in Indices(array)) copy.SetValue(Transform(array.GetValue(indices), change), indices);
        return copy;
    }

    private static IEnumerable<int[]> Indices(Array array)
    {
        if (array.Rank == 1) return Enumerable.Range(0, array.Length).Select(i => new[] { i });
        return Enumerable.Range(0, array.GetLength(0)).SelectMany(i => Enumerable.Range(0, array.GetLength(1)).Select(j => new[] { i, j }));
    }

    private static object TransformMembers(object container, Func<double, double> change)
    {
        var type = container.GetType();
        var constructor = type.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length);
        var parameters = constructor?.GetParameters() ?? [];
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var member in Members(type, parameters)) values.Add(member.Name, Transform(Get(member, container), change));

        // A tuple's constructor names its parameters item1, item2...
        var copy = constructor is null ? Activator.CreateInstance(type)! : constructor.Invoke([.. parameters.Select(parameter => values[parameter.Name!])]);
        foreach (var member in Members(type, parameters))
        {
            if (member is FieldInfo { IsInitOnly: false } field) field.SetValue(copy, values[member.Name]);
            else if (member is PropertyInfo { CanWrite: true } property) property.SetValue(copy, values[member.Name]);
        }

        return copy;
    }

    // What is stored: public fields, and properties that can be set or are named like a parameter of the constructor.
    private static IEnumerable<MemberInfo> Members(Type type, ParameterInfo[] parameters) =>
        type.GetMembers(BindingFlags.Public | BindingFlags.Instance)
            .Where(member => member is FieldInfo || member is PropertyInfo { CanRead: true } property && property.GetIndexParameters().Length == 0
                && (property.CanWrite || Array.Exists(parameters, parameter => string.Equals(parameter.Name, property.Name, StringComparison.OrdinalIgnoreCase))))
            .OrderBy(member => member.Name, StringComparer.Ordinal);

    private static object? Get(MemberInfo member, object owner) => member is FieldInfo field ? field.GetValue(owner) : ((PropertyInfo)member).GetValue(owner);
}
