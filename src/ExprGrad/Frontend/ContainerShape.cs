using System.Reflection;
using System.Runtime.CompilerServices;
using ExprGrad.Diagnostics;
using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>The members of a type that serves as a container of parameters: a tuple, anonymous type, record, struct or class.</summary>
internal sealed class ContainerShape
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // Asked for again and again: each element of an array of records is one.
    private static readonly ConditionalWeakTable<Type, StrongBox<ContainerShape?>> s_known = [];

    private ContainerShape(Type type, IReadOnlyList<ContainerMember> members) => (Type, Members) = (type, members);

    public Type Type { get; }

    /// <summary>Public fields and automatic properties, base classes first, in the order of their declaration.</summary>
    public IReadOnlyList<ContainerMember> Members { get; }

    /// <summary>The shape of the type, or null if it is no container.</summary>
    public static ContainerShape? TryGet(Type type) => s_known.GetValue(type, static type => new(Make(type))).Value;

    private static ContainerShape? Make(Type type)
    {
        if (!IsCandidate(type)) return null;
        var members = new List<ContainerMember>();
        for (var declaring = type; declaring is not null && declaring != typeof(object) && declaring != typeof(ValueType); declaring = declaring.BaseType)
        {
            members.InsertRange(0, DeclaredBy(declaring).Where(member => !members.Exists(known => known.Name == member.Name)));
        }

        return members.Count == 0 ? null : new ContainerShape(type, members);
    }

    /// <summary>Whether what is read is the member of that name: not one of a base class that it hides, nor what implements an interface in its place.</summary>
    public bool Holds(MemberInfo read)
    {
        foreach (var member in Members)
        {
            if (member.Name == read.Name) return IsSame(read, member.Info);
        }

        return false;
    }

    private bool IsSame(MemberInfo read, MemberInfo held)
    {
        if (read is not PropertyInfo { GetMethod: { } getter } || held is not PropertyInfo { GetMethod: { } own }) return read.HasSameMetadataDefinitionAs(held);
        if (getter.DeclaringType!.IsInterface)
        {
            var map = Type.GetInterfaceMap(getter.DeclaringType);
            getter = map.TargetMethods[Array.IndexOf(map.InterfaceMethods, getter)];
        }

        return getter.GetBaseDefinition().HasSameMetadataDefinitionAs(own.GetBaseDefinition());
    }

    /// <summary>Whether there is anything in the type that a gradient can be taken of.</summary>
    public static bool HoldsReals(Type type)
    {
        type = ArrayTypes.ElementOf(type);
        return ScalarTypes.IsReal(type) || TryGet(type)?.Members.Any(member => HoldsReals(member.Type)) == true;
    }

    private static bool IsCandidate(Type type) =>
        !type.IsPrimitive && !type.IsEnum && !type.IsArray && !type.IsPointer && !type.IsByRefLike && !type.IsInterface && !type.IsAbstract
        && !typeof(Delegate).IsAssignableFrom(type) && !typeof(System.Collections.IEnumerable).IsAssignableFrom(type)
        && Nullable.GetUnderlyingType(type) is null && (type.Namespace?.StartsWith("System", StringComparison.Ordinal) != true || IsTuple(type));

    public static bool IsTuple(Type type) => typeof(ITuple).IsAssignableFrom(type);

    private static IEnumerable<ContainerMember> DeclaredBy(Type type)
    {
        var fields = type.GetFields(Instance);
        foreach (var field in fields.Where(field => field.IsPublic)) yield return new ContainerMember(field, field.FieldType);
        foreach (var property in type.GetProperties(Instance).Where(property => property.GetMethod?.IsPublic == true))
        {
            var isAutomatic = property.GetIndexParameters().Length == 0 && (IsGenerated(property.GetMethod!) || CSharpNames.IsAnonymous(type))
                && Array.Exists(fields, field => field.Name.StartsWith($"<{property.Name}>", StringComparison.Ordinal));
            if (isAutomatic || IsTuple(type) && (property.Name.StartsWith("Item", StringComparison.Ordinal) || property.Name == "Rest"))
                yield return new ContainerMember(property, property.PropertyType);
        }
    }

    /// <summary>Whether the compiler wrote the accessor, so that it only reads or writes its field.</summary>
    public static bool IsGenerated(MethodInfo accessor) => accessor.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);
}

/// <summary>A public field or automatic property of a container.</summary>
internal sealed record ContainerMember(MemberInfo Info, Type Type)
{
    public string Name => Info.Name;

    /// <summary>The type of a field or property.</summary>
    public static Type TypeOf(MemberInfo info) => info is FieldInfo field ? field.FieldType : ((PropertyInfo)info).PropertyType;
}
