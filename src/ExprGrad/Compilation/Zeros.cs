using System.Linq.Expressions;
using System.Reflection;
using ExprGrad.Diagnostics;
using ExprGrad.Frontend;

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

    public static object Like(object example, Type type)
    {
        if (ScalarTypes.IsReal(type)) return Activator.CreateInstance(type)!;
        if (type.IsArray) return OfArray((Array)example);
        if (!Binder.HoldsReals(type) || ContainerShape.TryGet(type) is not { } shape) return example;
        var members = shape.Members.ToDictionary(member => member.Name, member => Member(example, member), StringComparer.Ordinal);
        return ContainerConstruction.Make(type, members);
    }

    private static object? Member(object example, ContainerMember member)
    {
        var value = member.Info is FieldInfo field ? field.GetValue(example) : ((PropertyInfo)member.Info).GetValue(example);
        if (value is null && Binder.HoldsReals(member.Type)) throw new ArgumentNullException(nameof(example), $"{member.Name} is null.");
        return value is null ? null : Like(value, member.Type);
    }

    private static Array OfArray(Array example)
    {
        var zeros = (Array)example.Clone();
        var element = example.GetType().GetElementType()!;
        if (ScalarTypes.IsReal(element))
        {
            Array.Clear(zeros);
        }
        else if (element.IsArray)
        {
            for (var i = 0; i < zeros.Length; i++)
            {
                var row = (Array?)zeros.GetValue(i) ?? throw new ArgumentNullException(nameof(example), $"Row {i} is null.");
                zeros.SetValue(OfArray(row), i);
            }
        }

        return zeros;
    }
}
