using System.Linq.Expressions;
using System.Reflection;

namespace ExprGrad.Ir;

/// <summary>
/// A field or property of an object that is no flattened container. One of the <see cref="StoredMembers"/> may be read where nothing was checked: it has the default of its type if
/// there is no object. Others are read where C# would read them.
/// </summary>
internal sealed class Member(Node owner, MemberInfo info)
    : Node(info is FieldInfo field ? field.FieldType : ((PropertyInfo)info).PropertyType, [owner], owner.Axes)
{
    public MemberInfo Info { get; } = info;

    internal override object Attribute => Info;
}

/// <summary>
/// An opaque call: a method without a derivative whose arguments are all inactive. Executed as often as C# would and in its order, never shared.
/// </summary>
internal sealed class Call(MethodInfo method, Node[] operands, AxisSet domain, int order) : Node(method.ReturnType, operands, UnionOf(operands).Union(domain.Closed))
{
    public MethodInfo Method { get; } = method;

    public override AxisSet OwnAxes { get; } = domain;

    /// <summary>Place in the order of calls; also what keeps two calls apart.</summary>
    public int Order { get; } = order;

    internal override object Attribute => Order;

    /// <summary>The call with its operands as expressions; an array is handed to a span as C# does it.</summary>
    public Expression Of(IReadOnlyList<Expression> operands)
    {
        var (instance, arguments) = Method.IsStatic ? (null, operands) : (operands[0], operands.Skip(1));
        return Expression.Call(instance, Method, arguments.Zip(Method.GetParameters(), (argument, parameter) =>
            argument.Type.IsArray && parameter.ParameterType.IsByRefLike ? Expression.Convert(argument, parameter.ParameterType) : argument));
    }
}

/// <summary>A value seen inside a branch or a loop: the same value, with one more axis. Its adjoint is the sum over that axis.</summary>
internal sealed class In(Node value, Axis axis) : Node(value.Type, [value], value.Axes.Union(AxisSet.Create([axis]).Closed))
{
    /// <summary>The node itself, or the value that it is seen inside of loops and branches.</summary>
    public static Node Through(Node node)
    {
        while (node is In entered) node = entered.Value;
        return node;
    }

    public Node Value => Operands[0];

    public Axis Axis { get; } = axis;

    public override AxisSet OwnAxes { get; } = [axis];

    internal override object Attribute => Axis;
}

/// <summary>
/// A value read at other indices: the axes are replaced, all at once, by the index nodes. Reads of a whole array of values;
/// its adjoint is a scatter-add. The indices are in range.
/// </summary>
internal sealed class At(Node value, Axis[] axes, Node[] indices)
    : Node(value.Type, [value, .. indices], value.Axes.Except(AxisSet.Create(axes)).Union(UnionOf(indices)))
{
    public Node Value => Operands[0];

    public Axis[] Replaced { get; } = axes;

    public ReadOnlySpan<Node> Indices => Operands.AsSpan(1);

    public override AxisSet OwnAxes { get; } = AxisSet.Create(axes);

    internal override object Attribute => new AxisList(Replaced);
}

/// <summary>A branch: the first value where the guard's predicate holds, else the second. Each lives under its own guard; only one is computed.</summary>
internal sealed class Choose(Axis guard, Node whenTrue, Node whenFalse)
    : Node(whenTrue.Type, [whenTrue, whenFalse], UnionOf([whenTrue, whenFalse]).Except([guard, guard.Complement!]).Union(guard.Bound.Axes))
{
    public Axis Guard { get; } = guard;

    public Node WhenTrue => Operands[0];

    public Node WhenFalse => Operands[1];

    public override AxisSet OwnAxes { get; } = [guard, guard.Complement!];

    internal override object Attribute => Guard;
}

/// <summary>An ordered list of axes with value equality, for attributes.</summary>
internal sealed class AxisList(Axis[] axes) : IEquatable<AxisList>
{
    private readonly Axis[] _axes = axes;

    public bool Equals(AxisList? other) => other is not null && _axes.AsSpan().SequenceEqual(other._axes);

    public override bool Equals(object? obj) => Equals(obj as AxisList);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var axis in _axes) hash.Add(axis.Id);
        return hash.ToHashCode();
    }
}
