using System.Linq.Expressions;

namespace ExprGrad.Compilation.Fec;

/// <summary>
/// Refuses the operations that FastExpressionCompiler 5.4.1 compiles to code that computes something else, as measured: unsigned comparisons and divisions
/// are signed, conversions from or to unsigned integers extend the wrong way, the checked negation isn't checked.
/// </summary>
internal sealed class KnownFaults : ExpressionVisitor
{
    /// <summary>Throws for a lambda with such an operation.</summary>
    /// <exception cref="NotSupportedException">The lambda has one.</exception>
    internal static void Refuse(LambdaExpression lambda) => new KnownFaults().Visit(lambda);

    /// <inheritdoc/>
    protected override Expression VisitBinary(BinaryExpression node)
    {
        var isFaulty = node.NodeType is ExpressionType.LessThan or ExpressionType.LessThanOrEqual or ExpressionType.GreaterThan or ExpressionType.GreaterThanOrEqual
            or ExpressionType.Divide or ExpressionType.Modulo;
        if (isFaulty && IsUnsigned(node.Left.Type)) Refuse($"{node.NodeType} of {node.Left.Type.Name}");
        return base.VisitBinary(node);
    }

    /// <inheritdoc/>
    protected override Expression VisitUnary(UnaryExpression node)
    {
        if (node.NodeType == ExpressionType.NegateChecked) Refuse($"{node.NodeType} of {node.Type.Name}");
        var (from, to) = (node.Operand.Type, node.Type);
        if (node.NodeType is ExpressionType.Convert or ExpressionType.ConvertChecked && from != to && IsInteger(from) && IsInteger(to) && (IsUnsigned(from) || IsUnsigned(to)))
            Refuse($"{node.NodeType} from {from.Name} to {to.Name}");
        return base.VisitUnary(node);
    }

    private static bool IsUnsigned(Type type) => Type.GetTypeCode(type) is TypeCode.UInt32 or TypeCode.UInt64;

    private static bool IsInteger(Type type) => Type.GetTypeCode(type) is >= TypeCode.Char and <= TypeCode.UInt64;

    private static void Refuse(string operation) =>
        throw new NotSupportedException($"FastExpressionCompiler computes {operation} wrongly. Use DelegateCompilers.Default for this lambda.");
}
