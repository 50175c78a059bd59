using System.Linq.Expressions;
using System.Reflection;
using ExprGrad.Emission.Threads;
using ExprGrad.Ir;
using ExprGrad.Runtime;

namespace ExprGrad.Emission;

/// <summary>
/// A member of each container in an array: read once at the start of a call and put side by side, in an array of its own. The gradient by such numbers is made in an array too.
/// </summary>
internal sealed partial class Emitter
{
    // Numbers that are still to be copied, from which array.
    private readonly List<(ParameterExpression Array, Func<IReadOnlyList<Expression>, Expression> Copy)> _copies = [];

    private ArrayLoop Loops => field ??= new ArrayLoop(_variables);

    // One loop over an array for all that is copied from it.
    private void CopyNumbers(List<Expression> code)
    {
        foreach (var copies in _copies.GroupBy(copy => copy.Array)) code.Add(Loops.Over(copies.Key, at => copies.Select(copy => copy.Copy(at))));
        _copies.Clear();
    }

    private ArrayAccess EmitEachMember(EachMember source, string name, List<Expression> code)
    {
        var path = new Stack<MemberInfo>();
        Expression containers = source;
        for (; containers is EachMember outer; containers = outer.Containers) path.Push(outer.Member);
        MemberInfo[] members = [.. path];
        var array = Stored(containers, name, code);
        if (IsRow(source.Type))
        {
            var access = RowInWorkspace(source.Type.GetElementType()!, ArrayLoop.Length(array, 0), name, code);
            _copies.Add((array, at => access.Write(at, members.Aggregate(ArrayLoop.Element(array, at), Expression.MakeMemberAccess))));
            return access;
        }

        var whole = Variable(source.Type, name);
        code.Add(Expression.Assign(whole, Expression.Call(Workspace(), nameof(Runtime.Workspace.Fitted), [whole.Type], [Expression.Constant(_bufferCount++), .. Lengths(array)])));
        code.Add(Collect(array, members, whole));
        return EmitArray(whole, name, isChecked: false, code);
    }

    /// <summary>Room for the gradient by what <see cref="EmitEachMember"/> has read, with whatever it held before.</summary>
    private ArrayAccess EmitAside(Type type, ArrayAccess input, string name, List<Expression> code) => IsRow(type)
        ? RowInWorkspace(type.GetElementType()!, input.Length(0), name, code)
        : LikeInWorkspace(type, input.Reference!, name, code);

    // Numbers in a row: a workspace has memory for them that grows and stays.
    private static bool IsRow(Type type) => type.IsSZArray && type.GetElementType() is { IsPrimitive: true } or { IsEnum: true };

    private ArrayAccess RowInWorkspace(Type element, Expression length, string name, List<Expression> code)
    {
        var slot = _bufferCount++;
        var span = Variable(typeof(Span<>).MakeGenericType(element), name);
        code.Add(Expression.Assign(span, Expression.Call(Workspace(), nameof(Runtime.Workspace.Span), [element], Expression.Constant(slot), length)));
        _spanSources.Add(span, new SpanSource(null, slot));
        return new ArrayAccess(span, null, []);
    }

    // An array, or arrays in arrays, of the shape of another.
    private ArrayAccess LikeInWorkspace(Type type, Expression shape, string name, List<Expression> code) =>
        EmitArray(Expression.Call(Workspace(), nameof(Runtime.Workspace.FittedTo), [type], Expression.Constant(_bufferCount++), shape), name, isChecked: false, code);

    // Down to the containers, and from these by their members, which may be arrays of containers again.
    private Expression Collect(ParameterExpression array, ReadOnlyMemory<MemberInfo> members, ParameterExpression whole) => Loops.Over(array, at =>
    {
        var (value, rest) = (ArrayLoop.Element(array, at), members);
        while (!value.Type.IsArray && rest.Length > 0) (value, rest) = (Expression.MakeMemberAccess(value, rest.Span[0]), rest[1..]);
        if (rest.Length == 0) return [ArrayLoop.Assign(whole, at, value)];

        var code = new List<Expression>();
        var (inner, row) = (Loops.Kept(value, "containers", code), Variable(whole.Type.GetElementType()!, "row"));
        code.Add(Expression.Assign(row, Expression.Call(typeof(NestedArrays), nameof(NestedArrays.Fitted), [row.Type], [ArrayLoop.Element(whole, at), .. Lengths(inner)])));
        code.Add(ArrayLoop.Assign(whole, at, row));
        code.Add(Collect(inner, rest, row));
        return code;
    });

    // Of an array of one dimension there is no second length.
    private static Expression[] Lengths(Expression array) =>
        [ArrayLoop.Length(array, 0), array.Type.IsArray && !array.Type.IsSZArray ? ArrayLoop.Length(array, 1) : Expression.Constant(NestedArrays.NoLength)];
}
