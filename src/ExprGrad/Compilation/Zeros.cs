using System.Linq.Expressions;
using System.Reflection;
using ExprGrad.Diagnostics;
using ExprGrad.Frontend;
using ExprGrad.Runtime;

namespace ExprGrad.Compilation;

/// <summary>Makes containers of zeros by reflection: this happens once per training run, not once per step.</summary>
internal static class Zeros
{
    /// <summary>Refuses types that no gradient is taken of.</summary>
    public static void Check(Type type)
    {
        var refusals = new RefusalList(CallerSource.Unknown);
        var example = Expression.Parameter(type, "example");
        ParameterTypes.Check(example, refusals);
        refusals.ThrowIfAny();
        if (!ParameterTypes.IsRefused(example, refusals)) ParameterTypes.CheckGradient(example, refusals);
        ContainerConstruction.Check(type, refusals);
        refusals.ThrowIfAny();
    }

    /// <summary>The zeros.</summary>
    /// <exception cref="ArgumentNullException">Something in the example that holds real numbers is null.</exception>
    public static object Like(object example, Type type) => ContainerShape.HoldsReals(type) ? Like(example, type, nameof(example)) : example;

    private static object Like(object? example, Type type, string name)
    {
        if (example is null) throw new ArgumentNullException(nameof(example), $"{name} is null.");
        if (ScalarTypes.IsReal(type)) return Activator.CreateInstance(type)!;
        if (type.IsArray) return OfArray((Array)example, type.GetElementType()!, name);
        var members = ContainerShape.TryGet(type)!.Members.ToDictionary(member => member.Name, member => Member(example, member, name), StringComparer.Ordinal);
        return ContainerConstruction.Make(type, members);
    }

    private static object? Member(object example, ContainerMember member, string name)
    {
        var value = member.Info is FieldInfo field ? field.GetValue(example) : ((PropertyInfo)member.Info).GetValue(example);
        return ContainerShape.HoldsReals(member.Type) ? Like(value, member.Type, $"{name}.{member.Name}") : value;
    }

    private static Array OfArray(Array example, Type element, string name)
    {
        var zeros = (Array)example.Clone();
        Array.Clear(zeros);
        for (var i = 0; i < zeros.Length && !ScalarTypes.IsReal(element); i++)
        {
            var at = NestedArrays.Indices(example, i);
            zeros.SetValue(Like(example.GetValue(at), element, NestedArrays.Name(name, at)), at);
        }

        return zeros;
    }
}
