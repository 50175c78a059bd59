using System.Linq.Expressions;
using ExprGrad.Emission;
using ExprGrad.Frontend;
using ExprGrad.Runtime;

namespace ExprGrad.Compilation;

/// <summary>Where an object that holds real numbers in members stands, or an array of such: a parameter of the delegate, or a member of another such object. Elements of arrays are no places.</summary>
internal sealed record ContainerPlace(Type Type, Expression Object, string Name)
{
    /// <summary>The objects in a container, itself first, outer ones before those in them.</summary>
    public static IEnumerable<ContainerPlace> Of(Type type, Expression place, string name)
    {
        if (!HoldsContainers(type)) yield break;
        if (type.IsArray || !type.IsValueType) yield return new ContainerPlace(type, place, name);
        foreach (var member in ContainerShape.TryGet(type)?.Members ?? [])
        {
            foreach (var inner in Of(member.Type, Expression.MakeMemberAccess(place, member.Info), $"{name}.{member.Name}")) yield return inner;
        }
    }

    /// <summary>Whether the type is that of a container with real numbers, or of an array of such.</summary>
    public static bool HoldsContainers(Type type) => ContainerShape.HoldsReals(type) && ContainerShape.TryGet(Ir.ArrayTypes.ElementOf(type)) is not null;

    public Expression CheckNotNull() => Expression.IfThen(
        Expression.ReferenceEqual(Object, Expression.Constant(null)),
        Expression.Call(typeof(Arguments), nameof(Arguments.ThrowNull), null, Expression.Constant(Name)));

    /// <summary>Whether a span stands in the place of an array, which is never missing.</summary>
    public bool IsSpan => Object.Type.IsValueType;

    /// <summary>What of it is written or read. Nothing in it is missing.</summary>
    public MemoryPart Memory => Type.IsArray ? new ContainersPart(Name, Type, Object) : new ItemPart(Name, MemoryItem.Object(Object));
}
