using System.Linq.Expressions;
using System.Reflection;

namespace ExprGrad.Ir;

/// <summary>
/// A member of each container in an array: an array of the same shape, and, where the containers are in arrays of arrays, of the same arrays in it. It stands for where a slot's values come from.
/// </summary>
internal sealed class EachMember(Expression containers, MemberInfo member) : Expression
{
    /// <summary>The array, or what stands for one itself.</summary>
    public Expression Containers { get; } = containers;

    public MemberInfo Member { get; } = member;

    public override ExpressionType NodeType => ExpressionType.Extension;

    // A span may stand in the place of the outermost array.
    public override Type Type { get; } = ArrayTypes.With(
        containers.Type.IsByRefLike ? containers.Type.GetGenericArguments()[0].MakeArrayType() : containers.Type, member is FieldInfo field ? field.FieldType : ((PropertyInfo)member).PropertyType);

    protected override Expression VisitChildren(ExpressionVisitor visitor) => this;
}
