using System.Linq.Expressions;

namespace ExprGrad.Tests.Properties.Coverage;

/// <summary>What an array is indexed by. An index that reads an array is what is called a gather; its reverse scatters.</summary>
internal static class IndexKind
{
    public static string Of(Expression index)
    {
        if (index is ParameterExpression)
            return "variable";
        if (index is ConstantExpression)
            return "constant";
        var finder = new Finder();
        finder.Visit(index);
        return finder.ReadsArray ? "element" : finder.ReadsReal ? "real" : finder.ReadsSequence ? "sequence" : "arithmetic";
    }

    private sealed class Finder : ExpressionVisitor
    {
        public bool ReadsArray { get; private set; }

        public bool ReadsReal { get; private set; }

        public bool ReadsSequence { get; private set; }

        protected override Expression VisitBinary(BinaryExpression node)
        {
            ReadsArray |= node.NodeType == ExpressionType.ArrayIndex && node.Type == typeof(int);
            return base.VisitBinary(node);
        }

        protected override Expression VisitUnary(UnaryExpression node)
        {
            ReadsReal |= node.Operand.Type == typeof(double) || node.Operand.Type == typeof(float);
            return base.VisitUnary(node);
        }

        protected override Expression VisitMethodCall(MethodCallExpression node)
        {
            ReadsSequence |= node.Method.DeclaringType == typeof(Enumerable);
            return base.VisitMethodCall(node);
        }
    }
}
