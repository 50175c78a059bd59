using System.Linq.Expressions;
using System.Reflection;
using ExprGrad.Diagnostics;
using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>Parameters, captures, members of containers, and their construction.</summary>
internal sealed partial class Lowering
{
    private Value LowerMember(MemberExpression member, Bindings bindings)
    {
        if (IsExpression(member.Type)) return CapturedExpression(member, bindings);
        if (Captures.IsCapturedVariable(member)) return LowerCapture(member);

        if (member is { Expression: null, Member: PropertyInfo { GetMethod: { } getter } })
            return IsReadable(member.Type) || IsHolder(member.Type) ? ValueOf(Effect(Graph.Add(new Call(getter, [], _scope, _effects.Count)))) : Refuse(member, member.Type);

        // A member of a member ... of an argument may nest deeply; the stack guard of Lower covers it.
        var owner = LowerHeld(member.Expression!, bindings);
        switch (owner)
        {
            case StructureValue structure when structure.Members.TryGetValue(member.Member.Name, out var value) && ContainerShape.TryGet(structure.Type)?.Holds(member.Member) != false:
                return value is AbsentValue ? RefuseNull(member) : value;
            case StructureValue structure:
                _refusals.Add(Refusals.ComputedMember, member, CSharpNames.Of(member.Member.DeclaringType!), member.Member.Name);
                return ErrorValue(member.Type);
            case ArrayValue array when member.Member.Name == nameof(Array.Length):
                return new ScalarValue(TotalLength(array));
            case EarlierElements elements when member.Member.Name == nameof(IReadOnlyCollection<int>.Count):
                return new ScalarValue(elements.Length(0));
            case ArrayValue array when member.Member.Name == nameof(Array.LongLength):
                return new ScalarValue(Convert(TotalLength(array), typeof(long)));
            case ArrayValue array when member.Member.Name == nameof(Array.Rank):
                return new ScalarValue(Graph.Constant(array.Rank));
            case RefusedValue:
                return ErrorValue(member.Type);
            case ScalarValue scalar:
                return ReadMember(member, scalar.Node);
            default:
                return Refuse(member, member.Type);
        }
    }

    private Value ReadMember(MemberExpression member, Node owner)
    {
        return IsReadable(member.Type) ? ReadMember(member.Member, owner) : Refuse(member, member.Type);
    }

    private Value ReadMember(MemberInfo member, Node owner)
    {
        if (!StoredMembers.Contains(member)) return ValueOf(Partial(Graph.Add(new Member(Pinned(owner), member))));
        owner = In.Through(owner);
        CheckNotNull(owner);
        return ValueOf(owner is Parameter { Slot: var held } && _captures.Slot(held, member) is { } slot ? Graph.Add(new Parameter(slot)) : Graph.Add(new Member(Enter(owner), member)));
    }

    // What an element, a member or a call may be: something to compute with, to look into, or to hand on.
    private static bool IsReadable(Type type) =>
        ScalarTypes.Contains(type) || ContainerShape.TryGet(type) is not null || UnsupportedTypes.IsOpaque(type) || type.IsArray && IsReadable(type.GetElementType()!);

    private Value LowerCapture(MemberExpression member)
    {
        if (Nullable.GetUnderlyingType(member.Type) is not null || !member.Type.IsArray && !ScalarTypes.Contains(member.Type) && !IsHolder(member.Type))
            return Refuse(member, member.Type);
        if (!_captures.Has(member) && ScalarTypes.Contains(member.Type) && LoopVariables.IsLoopVariable((FieldInfo)member.Member))
            _warnings.Add(Warnings.MutableLoopVariable, member, member.Member.Name);
        return ValueOf(Graph.Add(new Parameter(_captures.Slot(member))));
    }

    // Anything may be captured whose members are then read, or that is handed to an opaque call.
    private static bool IsHolder(Type type) => !type.IsByRefLike && type != typeof(decimal) && type.Namespace?.StartsWith("System.Numerics", StringComparison.Ordinal) != true;

    /// <summary>The value of a parameter; of one that is differentiated, a container's leaves are slots of their own.</summary>
    public Value Argument(ParameterExpression parameter, bool isFlattened, ICollection<Slot> leaves) =>
        Argument(new Slot(parameter.Name!, parameter), isFlattened, leaves);

    private Value Argument(Slot slot, bool isFlattened, ICollection<Slot> leaves)
    {
        if (ContainerShape.TryGet(slot.Type) is { } shape && (isFlattened || slot.Type.IsValueType))
        {
            return new StructureValue(slot.Type, shape.Members.ToDictionary(
                member => member.Name,
                member => Argument(new Slot($"{slot.Name}.{member.Name}", Expression.MakeMemberAccess(slot.Source, member.Info)), isFlattened, leaves),
                StringComparer.Ordinal));
        }

        if (isFlattened && slot.Type.IsArray && ContainerShape.HoldsReals(slot.Type) && ContainerShape.TryGet(ArrayTypes.ElementOf(slot.Type)) is { } elements)
        {
            // Those of the arrays around it stand in its name.
            var own = slot.Source is EachMember { Member: var held } ? ContainerMember.TypeOf(held) : slot.Type;
            return new ContainerArray(this, slot.Type, elements.Members.ToDictionary(
                member => member.Name,
                member => (ArrayValue)Argument(new Slot($"{slot.Name}{ArrayTypes.Brackets(own)}.{member.Name}", new EachMember(slot.Source, member.Info)), isFlattened, leaves),
                StringComparer.Ordinal));
        }

        leaves.Add(slot);
        return ValueOf(Graph.Add(new Parameter(slot)));
    }

    private Value LowerNew(NewExpression creation, Bindings bindings)
    {
        var arguments = creation.Arguments.Select(argument => Lower(argument, bindings)).ToArray();
        if (ContainerShape.TryGet(creation.Type) is null) return Refuse(creation, creation.Type);
        if (creation.Members is { } named) return Structure(creation.Type, named.Select(MemberName).Zip(arguments));
        if (creation.Constructor is not { } constructor) return Structure(creation.Type, []);

        if (ConstructorBody.MembersOf(constructor) is not { } members)
        {
            _refusals.Add(Refusals.ComputingConstructor, creation, CSharpNames.Of(creation.Type));
            return new RefusedValue(creation.Type);
        }

        return Structure(creation.Type, members.Zip(arguments));
    }

    // The eighth element and those after it stand in a tuple of their own.
    private StructureValue MakeTuple(Type type, ReadOnlySpan<Value> elements)
    {
        const int Direct = 7;
        string[] names = [.. Enumerable.Range(1, Direct).Select(i => $"Item{i}"), "Rest"];
        return Structure(type, elements.Length <= Direct
            ? names.Zip(elements.ToArray())
            : names.Zip([.. elements[..Direct], MakeTuple(type.GetGenericArguments()[Direct], elements[Direct..])]));
    }

    // Anonymous types name the getter in some trees and the property in others.
    private static string MemberName(MemberInfo member) =>
        member is MethodInfo getter && getter.Name.StartsWith("get_", StringComparison.Ordinal) ? getter.Name[4..] : member.Name;

    // All members in the order of the type, so that two structures of a type correspond; those that nothing sets have the default of their type.
    private StructureValue Structure(Type type, IEnumerable<(string Name, Value Value)> set)
    {
        var values = set.ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal);
        return new StructureValue(type, ContainerShape.TryGet(type)!.Members.ToDictionary(
            member => member.Name, member => values.GetValueOrDefault(member.Name) ?? Unset(member.Type), StringComparer.Ordinal));
    }

    private Value Unset(Type type) =>
        ScalarTypes.Contains(type) ? new ScalarValue(StandIn(type))
        : type.IsValueType && ContainerShape.TryGet(type) is not null ? Structure(type, [])
        : AbsentValue.Instance;

    private Value LowerMemberInit(MemberInitExpression initialization, Bindings bindings)
    {
        // What the constructor does is of no matter if all members are set after it.
        var isOverwritten = initialization.NewExpression.Arguments.Count == 0 && ContainerShape.TryGet(initialization.Type) is { } shape
            && shape.Members.All(member => initialization.Bindings.Any(binding => binding.Member.Name == member.Name));
        var members = new Dictionary<string, Value>(StringComparer.Ordinal);
        if (!isOverwritten)
        {
            if (LowerNew(initialization.NewExpression, bindings) is not StructureValue created) return ErrorValue(initialization.Type);
            members = new Dictionary<string, Value>(created.Members, StringComparer.Ordinal);
        }

        foreach (var binding in initialization.Bindings)
        {
            if (binding is MemberAssignment assignment)
            {
                members[binding.Member.Name] = Lower(assignment.Expression, bindings);
                continue;
            }

            _refusals.Add(Refusals.UnsupportedNode, initialization, "Nested initializer");
            return new RefusedValue(initialization.Type);
        }

        return Structure(initialization.Type, members.Select(member => (member.Key, member.Value)));
    }

    /// <summary>Puts an operand of an operation that may throw into exactly the loops and branches around it.</summary>
    private Node Pinned(Node node) => Graph.In(node, _scope);

    private Node Partial(Node node) => Totality.IsTotal(node) ? node : Effect(node);
}
