namespace ExprGrad.Ir;

/// <summary>
/// A value of the graph: one scalar (or a reference to an array) for each point of its axes. Nodes are made by <see cref="Graph"/>,
/// which gives equal ones the same object; operands have smaller ids, except for the next state of a <see cref="Carry"/> and the whole of a <see cref="Recurrence"/>.
/// </summary>
internal abstract class Node(Type type, Node[] operands, AxisSet axes)
{
    public int Id { get; internal set; } = -1;

    public Type Type { get; } = type;

    public Node[] Operands { get; } = operands;

    /// <summary>The axes that the value varies over: its syntactically free axes, closed over the axes of their extents and predicates.</summary>
    public AxisSet Axes { get; } = axes;

    /// <summary>The axes that this node itself mentions, introducing or binding them; their bounds are dependencies beside the operands.</summary>
    public virtual AxisSet OwnAxes => AxisSet.Empty;

    /// <summary>What distinguishes this node from others of its class with the same operands; nodes with equal attributes are merged.</summary>
    internal virtual object? Attribute => null;

    public bool IsReal => Type == typeof(double) || Type == typeof(float);

    public bool IsReference => !Type.IsValueType;

    protected static AxisSet UnionOf(Node[] operands)
    {
        var union = AxisSet.Empty;
        foreach (var operand in operands) union = union.Union(operand.Axes);
        return union;
    }

    // A node is itself; its number is the hash that spreads best. Nodes are put into tables once they are in the graph.
    public override int GetHashCode() => Id;

    public override string ToString() => $"%{Id}";
}

/// <summary>A literal.</summary>
internal sealed class Constant(object value, Type type) : Node(type, [], AxisSet.Empty)
{
    public object Value { get; } = value;

    // Bits, not values: 0.0 and -0.0 compare equal and NaN does not equal itself.
    internal override object Attribute => Value switch
    {
        double x => BitConverter.DoubleToInt64Bits(x),
        float x => BitConverter.SingleToInt32Bits(x),
        _ => Value,
    };
}

/// <summary>A parameter, a member of a parameter that is a container, or a captured variable: read once at the start of a call.</summary>
internal sealed class Parameter(Slot slot) : Node(slot.Type, [], AxisSet.Empty)
{
    public Slot Slot { get; } = slot;

    internal override object Attribute => Slot;
}

/// <summary>The index of a loop: an int from 0 to its extent - 1.</summary>
internal sealed class IndexOf(Axis axis) : Node(typeof(int), [], AxisSet.Create([axis]).Closed)
{
    public Axis Axis { get; } = axis;

    public override AxisSet OwnAxes { get; } = [axis];

    internal override object Attribute => Axis;
}

/// <summary>A primitive applied at each point of the operands' axes.</summary>
internal sealed class Apply(Primitive primitive, Node[] operands)
    : Node(TypeOf(primitive, operands), operands, UnionOf(operands))
{
    public Primitive Primitive { get; } = primitive;

    internal override object Attribute => Primitive;

    // Most of a graph are these: no array of types for each.
    private static Type TypeOf(Primitive primitive, Node[] operands) => operands switch
    {
        [var a] => primitive.ResultType([a.Type]),
        [var a, var b] => primitive.ResultType([a.Type, b.Type]),
        [var a, var b, var c] => primitive.ResultType([a.Type, b.Type, c.Type]),
        _ => primitive.ResultType(Array.ConvertAll(operands, operand => operand.Type)),
    };
}

/// <summary>
/// An element of an array (one index for each dimension). The indices are in range: checks are primitives of their own. Where an index is a
/// <see cref="Primitives.CheckedIf"/> of false nothing was checked, and what is read is a zero. An object or array may be read where nothing was checked:
/// it is null if it isn't there.
/// </summary>
internal sealed class Load(Node array, Node[] indices) : Node(array.Type.GetElementType()!, [array, .. indices], UnionOf([array, .. indices]))
{
    public Node Array => Operands[0];

    public ReadOnlySpan<Node> Indices => Operands.AsSpan(1);

    /// <summary>Of an element of an array that is one itself: the load of that array; null of an element of anything else.</summary>
    public Load? Holder
    {
        get
        {
            var holder = Array;
            while (holder is In or RangeChecked) holder = holder.Operands[0];
            return holder as Load;
        }
    }

    /// <summary>An index or extent, seen through checks and the branches and loops that it enters.</summary>
    public static Node Unchecked(Node node)
    {
        while (node is In || node is Apply { Primitive: var check } && (check == Primitives.CheckCount || check == Primitives.CheckNotEmpty || check == Primitives.CheckIndex || check == Primitives.CheckedIf)) node = node.Operands[0];
        return node;
    }

    /// <summary>Of the index of a load or a scatter-add: whether the loops run in which it was checked; null if it is in range wherever it is used.</summary>
    public static Node? RunsOf(Node index) => index is Apply { Primitive: var primitive } apply && primitive == Primitives.CheckedIf ? apply.Operands[1] : null;

    /// <summary>Whether the loops that such a condition is about run because this is inside of them.</summary>
    public static bool IsInside(Node runs, AxisSet axes) => runs is Apply apply && (apply.Primitive == Primitives.And
        ? IsInside(apply.Operands[0], axes) && IsInside(apply.Operands[1], axes)
        : apply.Primitive == Primitives.GreaterThan && apply.Operands[1] is Constant { Value: 0 } && axes.Loops.Any(loop => loop.Bound == apply.Operands[0]));
}

/// <summary>
/// A row of a jagged array once it is known that indices from the smallest to the largest are in range; loads through it need no check of their own.
/// </summary>
internal sealed class RangeChecked(Node array, Node low, Node high) : Node(array.Type, [array, low, high], UnionOf([array, low, high]))
{
    public Node Array => Operands[0];

    /// <summary>The smallest index, a long.</summary>
    public Node Low => Operands[1];

    /// <summary>The largest index, a long; -1 if there is none.</summary>
    public Node High => Operands[2];
}

/// <summary>The length of an array along a dimension; 0 if there is no array.</summary>
internal sealed class Length(Node array, int dimension) : Node(typeof(int), [array], array.Axes)
{
    public Node Array => Operands[0];

    public int Dimension { get; } = dimension;

    internal override object Attribute => Dimension;
}
