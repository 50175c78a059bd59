using System.Linq.Expressions;
using ExprGrad.Frontend;
using ExprGrad.Ir;

namespace ExprGrad.Emission;

/// <summary>The containers in an array, with the objects and arrays in them.</summary>
/// <param name="Name">As the user would write the array.</param>
/// <param name="Type">The type of the array.</param>
/// <param name="Value">The array, or a span in its place.</param>
internal sealed record ContainersPart(string Name, Type Type, Expression Value) : MemoryPart(Name)
{
    /// <summary>How many members lead at most to what is looked at in data: its types may lead from each to each, and contain themselves.</summary>
    public const int Deepest = 2;

    public override IReadOnlyCollection<Type> Kinds => field ??= KindsIn(Type, 0).ToHashSet();

    // Of structs their array is one, whatever is in them.
    public override MemoryItem? OneOf(Type kind) => IsWritten(Type) && Type.GetElementType() == kind && !KindsIn(kind, 0).Contains(kind) ? Outermost(Value) : null;

    public override (Expression Value, Type Type)? Root => (Value.Type.IsArray ? Value : Expression.Call(Value, nameof(Span<int>.ToArray), null), Type);

    public override IEnumerable<Expression> Each(ArrayLoop loops, Func<MemoryItem, Expression?> code) => Each(Type, 0, Value, loops, code);

    private List<Expression> Each(Type type, int depth, Expression value, ArrayLoop loops, Func<MemoryItem, Expression?> code)
    {
        List<Expression> before = [], all = [];
        if (!value.Type.IsValueType || value is MethodCallExpression) value = loops.Kept(value, "held", before);
        if (!type.IsArray)
        {
            if (!type.IsValueType) Add(MemoryItem.Object(value));
            foreach (var member in MembersOf(type, depth)) all.AddRange(Each(member.Type, depth + 1, Expression.MakeMemberAccess(value, member.Info), loops, code));
        }
        else
        {
            if (IsNumbers(type) || IsWritten(type)) Add(Outermost(value));
            if (!IsNumbers(type)) Over(type, depth, value, loops, code, all);
        }

        if (all.Count == 0) return [];
        if (!IsData || value.Type.IsValueType) return [.. before, .. all];
        return [.. before, Expression.IfThen(Expression.ReferenceNotEqual(value, Expression.Constant(null)), Expression.Block(typeof(void), all))];

        void Add(MemoryItem item)
        {
            if (code(item) is { } statement) all.Add(statement);
        }
    }

    // Nothing but what code is written for is worth a loop.
    private void Over(Type type, int depth, Expression array, ArrayLoop loops, Func<MemoryItem, Expression?> code, List<Expression> all)
    {
        var isEmpty = true;
        var loop = loops.Over(array, indices =>
        {
            var body = Each(type.GetElementType()!, depth, ArrayLoop.Element(array, indices), loops, code);
            isEmpty = body.Count == 0;
            return body;
        });
        if (!isEmpty) all.Add(loop);
    }

    private IEnumerable<Type> KindsIn(Type type, int depth)
    {
        if (IsNumbers(type)) return [ArrayTypes.ElementOf(type)];
        if (type.IsArray) return [.. IsWritten(type) ? [type.GetElementType()!] : Type.EmptyTypes, .. KindsIn(type.GetElementType()!, depth)];
        return [.. type.IsValueType ? Type.EmptyTypes : [MemoryItem.RootOf(type)], .. MembersOf(type, depth).SelectMany(member => KindsIn(member.Type, depth + 1))];
    }

    // What computes a member of data is the user's own, and nothing that is read here.
    private IEnumerable<ContainerMember> MembersOf(Type type, int depth) => IsData && depth == Deepest ? [] : (ContainerShape.TryGet(type)?.Members ?? []).Where(
        member => Holds(member.Type) && (IsData ? StoredMembers.Contains(member.Info) : ContainerShape.HoldsReals(member.Type)));

    private static MemoryItem Outermost(Expression value) => value.Type.IsArray ? MemoryItem.Array(value) : MemoryItem.Span(value);

    private static bool Holds(Type type) => IsNumbers(type) || ContainerShape.TryGet(ArrayTypes.ElementOf(type)) is not null;

    private static bool IsNumbers(Type type) => type.IsArray && ScalarTypes.IsReal(ArrayTypes.ElementOf(type));

    // Structs are written as a whole, so that their array is.
    private static bool IsWritten(Type type) => type.IsArray && type.GetElementType()!.IsValueType;
}
