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
            return IsReadable(member.Type) || IsHolder(member.Type) ? ValueOf(Effect(Graph.Add(new Call(getter, [], _scope, Effects.Count)))) : Refuse(member, member.Type);

        // A member of a member ... of an argument may nest deeply; the stack guard of Lower covers it.
        var owner = Lower(member.Expression!, bindings);
        switch (owner)
        {
            case StructureValue structure when structure.Members.TryGetValue(member.Member.Name, out var value):
                return value;
            case StructureValue structure:
                _refusals.Add(Refusals.ComputedMember, member, CSharpNames.Of(structure.Type), member.Member.Name);
                return ErrorValue(member.Type);
            case ArrayValue array when member.Member.Name == nameof(Array.Length):
                return new ScalarValue(TotalLength(array));
            case ArrayValue array when member.Member.Name == nameof(Array.LongLength):
                return new ScalarValue(Convert(TotalLength(array), typeof(long)));
            case ArrayValue array when member.Member.Name == nameof(Array.Rank):
                return new ScalarValue(Graph.Constant(array.Rank));
            case ScalarValue scalar:
                return ReadMember(member, scalar.Node);
            default:
                return Refuse(member, member.Type);
        }
    }

    private Value ReadMember(MemberExpression member, Node owner)
    {
        if (!IsReadable(member.Type)) return Refuse(member, member.Type);
        return ValueOf(Partial(Graph.Add(new Member(Pinned(owner), member.Member))));
    }

    private static bool IsReadable(Type type) =>
        ScalarTypes.Contains(type) || ContainerShape.TryGet(type) is not null || type.IsArray && IsReadable(type.GetElementType()!);

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

        leaves.Add(slot);
        return ValueOf(Graph.Add(new Parameter(slot)));
    }

    private Value LowerNew(NewExpression creation, Bindings bindings)
    {
        if (ContainerShape.TryGet(creation.Type) is not { } shape) return Refuse(creation, creation.Type);
        var arguments = creation.Arguments.Select(argument => Lower(argument, bindings)).ToArray();
        if (creation.Members is { } named) return Structure(creation.Type, named.Select(member => MemberName(member)), arguments);

        var members = new List<string>();
        foreach (var parameter in creation.Constructor?.GetParameters() ?? [])
        {
            var member = shape.Members.FirstOrDefault(member => string.Equals(member.Name, parameter.Name, StringComparison.OrdinalIgnoreCase));
            if (member is null)
            {
                _refusals.Add(Refusals.ConstructorMembers, creation, CSharpNames.Of(creation.Type), parameter.Name ?? "?");
                return ErrorValue(creation.Type);
            }

            members.Add(member.Name);
        }

        return Structure(creation.Type, members, arguments);
    }

    // The eighth element and those after it stand in a tuple of their own.
    private static StructureValue MakeTuple(Type type, ReadOnlySpan<Value> elements)
    {
        const int Direct = 7;
        if (elements.Length <= Direct) return Structure(type, elements.ToArray().Select((_, i) => $"Item{i + 1}"), elements.ToArray());
        var rest = MakeTuple(type.GetGenericArguments()[Direct], elements[Direct..]);
        return Structure(type, [.. Enumerable.Range(1, Direct).Select(i => $"Item{i}"), "Rest"], [.. elements[..Direct], rest]);
    }

    // Anonymous types name the getter in some trees and the property in others.
    private static string MemberName(MemberInfo member) =>
        member is MethodInfo getter && getter.Name.StartsWith("get_", StringComparison.Ordinal) ? getter.Name[4..] : member.Name;

    private static StructureValue Structure(Type type, IEnumerable<string> names, IEnumerable<Value> values) =>
        new(type, names.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal));

    private Value LowerMemberInit(MemberInitExpression initialization, Bindings bindings)
    {
        if (LowerNew(initialization.NewExpression, bindings) is not StructureValue created) return ErrorValue(initialization.Type);
        var members = new Dictionary<string, Value>(created.Members, StringComparer.Ordinal);
        foreach (var binding in initialization.Bindings)
        {
            if (binding is MemberAssignment assignment) members[binding.Member.Name] = Lower(assignment.Expression, bindings);
            else return Refuse(initialization);
        }

        return new StructureValue(initialization.Type, members);
    }

    /// <summary>Puts an operand of an operation that may throw into exactly the loops and branches around it.</summary>
    private Node Pinned(Node node) => Graph.In(node, _scope);

    private Node Partial(Node node) => Totality.IsTotal(node) ? node : Effect(node);
}
