using System.Linq.Expressions;
using ExprGrad.Runtime;

namespace ExprGrad.Emission.Instructions;

/// <summary>A formula that may be computed earlier or later: arithmetic of real numbers, and elements of arrays that are known to be there.</summary>
internal sealed class PureFormula
{
    // Emitted statements are short; what is not is left where it is.
    private const int Deepest = 8;

    private PureFormula()
    {
    }

    /// <summary>The variables in it.</summary>
    public List<ParameterExpression> Reads { get; } = [];

    /// <summary>Whether there are elements of arrays in it.</summary>
    public bool ReadsMemory { get; private set; }

    /// <summary>About how many cycles it takes on today's processors.</summary>
    public int Latency { get; private set; }

    /// <summary>The expression as such a formula; null if it isn't one.</summary>
    public static PureFormula? Of(Expression expression)
    {
        var formula = new PureFormula();
        return (expression.Type == typeof(double) || expression.Type == typeof(float)) && formula.Takes(expression, Deepest) ? formula : null;
    }

    private bool Takes(Expression expression, int depth)
    {
        if (depth == 0) return false;
        switch (expression)
        {
            case ConstantExpression:
                return true;
            case ParameterExpression { IsByRef: false } variable:
                if (!Reads.Contains(variable)) Reads.Add(variable);
                return true;
            case UnaryExpression { Method: null, NodeType: ExpressionType.Negate or ExpressionType.Convert } unary when IsNumber(unary.Type) && IsNumber(unary.Operand.Type):
                Latency += 1;
                return Takes(unary.Operand, depth - 1);
            case BinaryExpression { Method: null } binary when LatencyOf(binary) is { } latency:
                Latency += latency;
                return Takes(binary.Left, depth - 1) && Takes(binary.Right, depth - 1);
            // The elements were checked before, or they are read where they are for want of a proof.
            case MethodCallExpression { Method: { Name: nameof(Elements.Read) } method } read when method.DeclaringType == typeof(Elements) || method.DeclaringType == typeof(Unchecked):
                ReadsMemory = true;
                Latency += 5;
                return read.Arguments.All(argument => Takes(argument, depth - 1));
            default:
                return false;
        }
    }

    private static int? LatencyOf(BinaryExpression binary) => binary.NodeType switch
    {
        ExpressionType.Add or ExpressionType.Subtract or ExpressionType.Multiply when IsNumber(binary.Type) => IsReal(binary.Type) ? 4 : 1,
        // Integers may throw.
        ExpressionType.Divide when IsReal(binary.Type) => 13,
        _ => null,
    };

    private static bool IsNumber(Type type) => IsReal(type) || type == typeof(int) || type == typeof(long);

    private static bool IsReal(Type type) => type == typeof(double) || type == typeof(float);
}
