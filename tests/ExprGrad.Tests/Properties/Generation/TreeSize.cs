using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>How many nodes a tree has once no node occurs twice in it: where guarded expressions are in one another that may be billions.</summary>
internal sealed class TreeSize : ExpressionVisitor
{
    private readonly Dictionary<Expression, double> sizes = [];
    private double total;

    public static double Of(Expression node)
    {
        var size = new TreeSize();
        size.Visit(node);
        return size.total;
    }

    public override Expression? Visit(Expression? node)
    {
        if (node is null)
            return null;
        if (!sizes.TryGetValue(node, out double size))
        {
            double before = total;
            total = 1;
            base.Visit(node);
            sizes.Add(node, size = total);
            total = before;
        }

        total += size;
        return node;
    }
}
