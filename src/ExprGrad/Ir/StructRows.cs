using System.Linq.Expressions;

namespace ExprGrad.Ir;

/// <summary>
/// The memory of an array of structs as a matrix of numbers: a row for each struct. Fields of other types are in it too, as numbers that nothing reads. It stands for where a slot's values come from.
/// </summary>
/// <param name="structs">The array.</param>
/// <param name="number">The type of the numbers.</param>
/// <param name="columns">How many of them a struct takes.</param>
internal sealed class StructRows(Slot structs, Type number, int columns) : Expression
{
    public Slot Structs { get; } = structs;

    public int Columns { get; } = columns;

    public override ExpressionType NodeType => ExpressionType.Extension;

    public override Type Type { get; } = number.MakeArrayType(2);

    protected override Expression VisitChildren(ExpressionVisitor visitor) => this;
}
