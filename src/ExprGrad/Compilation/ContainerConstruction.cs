using System.Linq.Expressions;
using System.Reflection;
using ExprGrad.Diagnostics;
using ExprGrad.Frontend;

namespace ExprGrad.Compilation;

/// <summary>Makes a container from the values of its members: by a constructor that takes them, else by setting them.</summary>
internal static class ContainerConstruction
{
    public static Expression Make(Type type, IReadOnlyDictionary<string, Expression> members)
    {
        var (constructor, settable) = Plan(type) ?? throw new InvalidOperationException($"{CSharpNames.Of(type)} can't be made.");
        var parameters = constructor?.GetParameters() ?? [];
        var arguments = parameters.Select(parameter => members.First(member => Matches(member.Key, parameter)).Value);
        var creation = constructor is null ? Expression.New(type) : Expression.New(constructor, arguments);
        if (settable.Count == 0) return creation;
        return Expression.MemberInit(creation, settable.Select(member => Expression.Bind(member.Info, members[member.Name])));
    }

    /// <summary>The container itself.</summary>
    public static object Make(Type type, IReadOnlyDictionary<string, object?> members)
    {
        var (constructor, settable) = Plan(type) ?? throw new InvalidOperationException($"{CSharpNames.Of(type)} can't be made.");
        var arguments = constructor?.GetParameters().Select(parameter => members.First(member => Matches(member.Key, parameter)).Value).ToArray();
        var container = constructor is null ? Activator.CreateInstance(type)! : constructor.Invoke(arguments);
        foreach (var member in settable)
        {
            if (member.Info is FieldInfo field) field.SetValue(container, members[member.Name]);
            else ((PropertyInfo)member.Info).SetValue(container, members[member.Name]);
        }

        return container;
    }

    /// <summary>Adds a refusal for each container in the type that can't be made.</summary>
    public static void Check(Type type, RefusalList refusals)
    {
        if (ContainerShape.TryGet(type) is not { } shape) return;
        if (Plan(type) is null) refusals.Add(Refusals.NotConstructible, null, CSharpNames.Of(type), Reason(shape));
        foreach (var member in shape.Members) Check(member.Type, refusals);
    }

    /// <summary>Adds a refusal for each number or struct of numbers, in an object that is to be written into, that has no setter.</summary>
    public static void CheckWritable(Type type, RefusalList refusals)
    {
        foreach (var member in ContainerShape.TryGet(type)?.Members ?? [])
        {
            var isSet = member.Type.IsValueType && Binder.HoldsReals(member.Type);
            if (isSet && !IsSettable(member)) refusals.Add(Refusals.GetOnlyLeaf, null, CSharpNames.Of(type), member.Name);
            CheckWritable(member.Type, refusals);
        }
    }

    // The public constructor with the most parameters, each named like a member; what it leaves out must be settable.
    private static (ConstructorInfo? Constructor, List<ContainerMember> Settable)? Plan(Type type)
    {
        var shape = ContainerShape.TryGet(type)!;
        var constructors = type.GetConstructors()
            .Where(constructor => Array.TrueForAll(constructor.GetParameters(), parameter => shape.Members.Any(member => Matches(member.Name, parameter) && member.Type == parameter.ParameterType)))
            .OrderByDescending(constructor => constructor.GetParameters().Length)
            .Cast<ConstructorInfo?>();
        foreach (var constructor in type.IsValueType ? constructors.Append(null) : constructors)
        {
            var rest = shape.Members.Where(member => constructor?.GetParameters().Any(parameter => Matches(member.Name, parameter)) != true).ToList();
            if (rest.TrueForAll(IsSettable)) return (constructor, rest);
        }

        return null;
    }

    public static bool IsSettable(ContainerMember member) =>
        member.Info is FieldInfo { IsInitOnly: false } || member.Info is PropertyInfo { SetMethod.IsPublic: true };

    private static bool Matches(string member, ParameterInfo parameter) => string.Equals(member, parameter.Name, StringComparison.OrdinalIgnoreCase);

    private static string Reason(ContainerShape shape)
    {
        var unset = shape.Members.Where(member => !IsSettable(member)).Select(member => member.Name);
        return $"no public constructor takes {string.Join(", ", unset)}, and they have no setter";
    }
}
