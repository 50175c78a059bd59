using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>A generated sub-expression with what is known of its value. Active: its derivative may be other than 0.</summary>
internal sealed record Term(Expression Node, Shape Shape, bool Active)
{
    public Kind Kind => ((ScalarShape)Shape).Kind;

    public Interval Range => ((ScalarShape)Shape).Range;

    public SequenceShape Sequence => (SequenceShape)Shape;

    public Interval Lengths => Sequence.Lengths;

    public bool IsArray => Shape is SequenceShape { IsArray: true };

    public bool Is(Kind kind) => Shape is ScalarShape scalar && scalar.Kind == kind;

    /// <summary>The type of a sequence's elements.</summary>
    public Type ElementType => Node.Type.IsArray ? Node.Type.GetElementType()! : Node.Type.GetGenericArguments()[0];

    /// <summary>A place that can be named twice and means the same value: <c>p.Rows[i]</c>.</summary>
    public bool IsPath
    {
        get
        {
            var node = Node;
            while (true)
            {
                switch (node)
                {
                    case ParameterExpression or ConstantExpression:
                        return true;
                    case MemberExpression { Expression: { } inner }:
                        node = inner;
                        break;
                    case BinaryExpression { NodeType: ExpressionType.ArrayIndex, Right: ParameterExpression } element:
                        node = element.Left;
                        break;
                    default:
                        return false;
                }
            }
        }
    }
}
