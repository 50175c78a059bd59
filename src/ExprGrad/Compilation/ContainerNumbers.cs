using System.Reflection;
using ExprGrad.Frontend;
using ExprGrad.Runtime;

namespace ExprGrad.Compilation;

/// <summary>
/// Copies a number, an array or a container with each of its real numbers changed, in the order of indices and of members; what holds none is taken over. By reflection: for what happens once per
/// training run, not once per step.
/// </summary>
/// <param name="name">What the value is called.</param>
/// <param name="change">The number at a place, given the one that is there.</param>
internal sealed class ContainerNumbers(string name, Func<NumberPlace, double, double> change)
{
    /// <summary>The numbers of a value, with their places.</summary>
    public static List<(NumberPlace Place, double Number)> Of(object? value, Type type, string name)
    {
        var numbers = new List<(NumberPlace, double)>();
        new ContainerNumbers(name, (place, number) =>
        {
            numbers.Add((place, number));
            return number;
        }).Map(value, type);
        return numbers;
    }

    /// <summary>The value with other numbers, in the same order.</summary>
    public static object With(object? value, Type type, string name, IReadOnlyList<double> numbers)
    {
        var next = 0;
        return new ContainerNumbers(name, (_, _) => numbers[next++]).Map(value, type);
    }

    /// <summary>The copy.</summary>
    /// <exception cref="ArgumentNullException">Something that holds real numbers is null.</exception>
    public object Map(object? value, Type type) => ContainerShape.HoldsReals(type) ? Map(value, type, () => name) : value!;

    private object Map(object? value, Type type, Func<string> at)
    {
        if (value is null) throw new ArgumentNullException(name, $"{at()} is null.");
        if (type == typeof(double)) return change(new(at, typeof(double)), (double)value);
        if (type == typeof(float)) return (float)change(new(at, typeof(float)), (float)value);
        if (type.IsArray) return Array((Array)value, type.GetElementType()!, at);
        var members = ContainerShape.TryGet(type)!.Members.ToDictionary(member => member.Name, member => Member(value, member, at), StringComparer.Ordinal);
        return ContainerConstruction.Make(type, members);
    }

    private object? Member(object container, ContainerMember member, Func<string> at)
    {
        var value = member.Info is FieldInfo field ? field.GetValue(container) : ((PropertyInfo)member.Info).GetValue(container);
        return ContainerShape.HoldsReals(member.Type) ? Map(value, member.Type, () => $"{at()}.{member.Name}") : value;
    }

    private Array Array(Array array, Type element, Func<string> at)
    {
        var copy = (Array)array.Clone();
        if (element == typeof(double))
        {
            var numbers = Elements.All<double>(copy);
            for (var i = 0; i < numbers.Length; i++) numbers[i] = change(new(at, element, array, i), numbers[i]);
        }
        else if (element == typeof(float))
        {
            var numbers = Elements.All<float>(copy);
            for (var i = 0; i < numbers.Length; i++) numbers[i] = (float)change(new(at, element, array, i), numbers[i]);
        }
        else
        {
            for (var i = 0; i < copy.Length; i++)
            {
                var indices = NestedArrays.Indices(array, i);
                copy.SetValue(Map(array.GetValue(indices), element, () => NestedArrays.Name(at(), indices)), indices);
            }
        }

        return copy;
    }
}

/// <summary>Where a number stands.</summary>
/// <param name="Owner">The name of the number, or of the array that it is an element of.</param>
/// <param name="Type">double or float.</param>
/// <param name="Array">The array, if there is one.</param>
/// <param name="Index">The number of the element in the array.</param>
internal readonly record struct NumberPlace(Func<string> Owner, Type Type, Array? Array = null, int Index = 0)
{
    /// <summary>As C# writes it.</summary>
    public string Name => Array is null ? Owner() : NestedArrays.Name(Owner(), NestedArrays.Indices(Array, Index));
}
