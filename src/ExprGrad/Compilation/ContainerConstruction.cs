using System.Linq.Expressions;
using System.Reflection;
using ExprGrad.Diagnostics;
using ExprGrad.Frontend;
using ExprGrad.Ir;

namespace ExprGrad.Compilation;

/// <summary>Makes a container from the values of its members: by a constructor that takes them, else by setting them.</summary>
internal static class ContainerConstruction
{
    public static Expression Make(Type type, IReadOnlyDictionary<string, Expression> members)
    {
        var (constructor, arguments, settable) = Plan(type)!.Value;
        var creation = constructor is null ? Expression.New(type) : Expression.New(constructor, arguments.Select(name => members[name]));
        if (settable.Count == 0) return creation;
        return Expression.MemberInit(creation, settable.Select(member => Expression.Bind(member.Info, members[member.Name])));
    }

    /// <summary>The container itself.</summary>
    public static object Make(Type type, IReadOnlyDictionary<string, object?> members)
    {
        var (constructor, arguments, settable) = Plan(type)!.Value;
        var container = constructor is null ? Activator.CreateInstance(type)! : constructor.Invoke([.. arguments.Select(name => members[name])]);
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
        if (type.IsArray && !ContainerShape.HoldsReals(type)) return;
        type = ArrayTypes.ElementOf(type);
        if (ContainerShape.TryGet(type) is not { } shape) return;
        if (Plan(type) is null) refusals.Add(Refusals.NotConstructible, null, CSharpNames.Of(type), Reason(shape));
        foreach (var member in shape.Members) Check(member.Type, refusals);
    }

    /// <summary>Adds a refusal for each number or struct of numbers, in an object that is to be written into, that has no setter, and for each struct that can't be made.</summary>
    public static void CheckWritable(Type type, RefusalList refusals)
    {
        type = ArrayTypes.ElementOf(type);
        if (!ContainerShape.HoldsReals(type) || ContainerShape.TryGet(type) is not { } shape) return;
        if (type.IsValueType && Plan(type) is null) refusals.Add(Refusals.NotConstructible, null, CSharpNames.Of(type), Reason(shape));
        foreach (var member in shape.Members)
        {
            var isSet = !type.IsValueType && member.Type.IsValueType && ContainerShape.HoldsReals(member.Type);
            if (isSet && !IsSettable(member)) refusals.Add(Refusals.GetOnlyLeaf, null, CSharpNames.Of(type), member.Name);
            CheckWritable(member.Type, refusals);
        }
    }

    // The public constructor with the most parameters that keeps them in members; what it leaves out must be settable. All must be after a constructor that
    // computes, for what it makes of its arguments is no gradient.
    private static (ConstructorInfo? Constructor, IReadOnlyList<string> Arguments, List<ContainerMember> Settable)? Plan(Type type)
    {
        var members = ContainerShape.TryGet(type)!.Members;
        foreach (var constructor in type.GetConstructors().OrderByDescending(constructor => constructor.GetParameters().Length))
        {
            var kept = ConstructorBody.MembersOf(constructor);
            if ((kept ?? Named(constructor, members)) is not { } arguments || !Fit(constructor, arguments, members)) continue;
            var rest = members.Where(member => kept?.Contains(member.Name, StringComparer.Ordinal) != true).ToList();
            if (rest.TrueForAll(IsSettable)) return (constructor, arguments, rest);
        }

        return type.IsValueType && members.All(IsSettable) ? (null, [], [.. members]) : null;
    }

    private static bool Fit(ConstructorInfo constructor, IReadOnlyList<string> arguments, IReadOnlyList<ContainerMember> members) =>
        constructor.GetParameters().Zip(arguments).All(pair => members.Any(member => member.Name == pair.Second && member.Type == pair.First.ParameterType));

    // The members with the names of the parameters, or null if there aren't any.
    private static List<string>? Named(ConstructorInfo constructor, IReadOnlyList<ContainerMember> members)
    {
        var named = constructor.GetParameters()
            .Select(parameter => members.FirstOrDefault(member => string.Equals(member.Name, parameter.Name, StringComparison.OrdinalIgnoreCase))?.Name)
            .ToList();
        return named.Contains(null) ? null : [.. named.OfType<string>()];
    }

    /// <summary>Whether the member can be set from outside, to just what it is set to.</summary>
    public static bool IsSettable(ContainerMember member) =>
        member.Info is FieldInfo { IsInitOnly: false } || member.Info is PropertyInfo { SetMethod: { IsPublic: true } setter } && ContainerShape.IsGenerated(setter);

    private static string Reason(ContainerShape shape)
    {
        if (shape.Type.GetConstructors().Length == 0 && !shape.Type.IsValueType) return "it has no public constructor";
        var unset = shape.Members.Where(member => !IsSettable(member)).Select(member => $"`{member.Name}`");
        return $"no public constructor takes {string.Join(", ", unset)} and just keeps it, and there is no setter that just sets it";
    }
}
