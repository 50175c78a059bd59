using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>
/// An input that is an array of containers and is differentiated, turned inside out: an array for each member. Or a row of one.
/// </summary>
/// <param name="lowering">Makes the nodes.</param>
/// <param name="type">The type of the array.</param>
/// <param name="members">An array of this shape for each member of a container.</param>
internal sealed class ContainerArray(Lowering lowering, Type type, IReadOnlyDictionary<string, ArrayValue> members) : ArrayValue(lowering)
{
    public Type Type { get; } = type;

    public IReadOnlyDictionary<string, ArrayValue> Members { get; } = members;

    public override int Rank => Type.GetArrayRank();

    public override IEnumerable<Node> Leaves => Members.Values.SelectMany(member => member.Leaves);

    /// <summary>One of the arrays; its lengths are those of all.</summary>
    public Node Shape => Members.Values.First() is ContainerArray inner ? inner.Shape : ((ReferencedArray)Members.Values.First()).Array;

    public override Value Map(Func<Node, Node> change) => With(Type, member => (ArrayValue)member.Map(change));

    public override Node Length(int dimension) => Lowering.LengthOf(Shape, dimension);

    public override Value ElementAt(Node[] indices) => ElementAt(indices, Shape);

    private Value ElementAt(Node[] indices, Node shape)
    {
        Value Of(ArrayValue member) => member is ContainerArray inner ? inner.ElementAt(indices, shape) : Lowering.LoadMember(((ReferencedArray)member).Array, indices, shape);
        var element = Type.GetElementType()!;
        return element.IsArray
            ? With(element, member => (ArrayValue)Of(member))
            : new StructureValue(element, Members.ToDictionary(member => member.Key, member => Of(member.Value), StringComparer.Ordinal));
    }

    /// <summary>The array of a type whose members are made of those of this one.</summary>
    public ContainerArray With(Type type, Func<ArrayValue, ArrayValue> change) =>
        new(Lowering, type, Members.ToDictionary(member => member.Key, member => change(member.Value), StringComparer.Ordinal));
}
