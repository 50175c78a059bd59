using System.Linq.Expressions;

namespace ExprGrad.Diagnostics.CSharp;

/// <summary>Lists the expressions directly below a node, in order: a visitor that notes what it meets and goes no further.</summary>
internal sealed class ChildExpressions : DynamicExpressionVisitor
{
    private readonly List<Expression> _children = [];

    /// <summary>The children of <paramref name="node"/>; the list is valid until the next call.</summary>
    internal IReadOnlyList<Expression> Of(Expression node)
    {
        _children.Clear();
        if (node is IShownAs { Shown: var shown }) node = shown;
        if (node.NodeType != ExpressionType.Extension) base.Visit(node);
        return _children;
    }

    public override Expression? Visit(Expression? node)
    {
        if (node is not null) _children.Add(node);
        return node;
    }
}
