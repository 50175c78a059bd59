using System.Linq.Expressions;
using ExprGrad.Diagnostics;
using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>Arithmetic, comparisons, logic, conversions.</summary>
internal sealed partial class Lowering
{
    private Value LowerBinary(BinaryExpression binary, Bindings bindings)
    {
        switch (binary.NodeType)
        {
            case ExpressionType.AndAlso:
                return new ScalarValue(AndAlso(LowerScalar(binary.Left, bindings), () => LowerScalar(binary.Right, bindings)));
            case ExpressionType.OrElse:
                return new ScalarValue(OrElse(LowerScalar(binary.Left, bindings), () => LowerScalar(binary.Right, bindings)));
            case ExpressionType.ArrayIndex:
                return LowerElement(binary, binary.Left, [binary.Right], bindings);
        }

        // A sum of very many terms nests to the left: walk down that side, then apply the operators on the way up.
        var spine = new Stack<BinaryExpression>();
        Expression leftmost = binary;
        while (leftmost is BinaryExpression { NodeType: not (ExpressionType.AndAlso or ExpressionType.OrElse or ExpressionType.ArrayIndex) } inner)
        {
            spine.Push(inner);
            leftmost = inner.Left;
        }

        var value = LowerScalar(leftmost, bindings);
        while (spine.TryPop(out var next))
        {
            var right = LowerScalar(next.Right, bindings);
            value = ApplyOperator(next, next.Method, [value, right]);
        }

        return new ScalarValue(value);
    }

    private Value LowerUnary(UnaryExpression unary, Bindings bindings)
    {
        switch (unary.NodeType)
        {
            case ExpressionType.Quote:
                return Lower(unary.Operand, bindings);
            case ExpressionType.ArrayLength:
                return new ScalarValue(LowerLength(unary.Operand, 0, bindings));
            case ExpressionType.Convert or ExpressionType.ConvertChecked:
                return LowerConversion(unary, bindings);
            case ExpressionType.UnaryPlus when unary.Method is null:
                return Lower(unary.Operand, bindings);
            case ExpressionType.Negate or ExpressionType.NegateChecked or ExpressionType.Not or ExpressionType.OnesComplement:
                return new ScalarValue(ApplyOperator(unary, unary.Method, [LowerScalar(unary.Operand, bindings)]));
            default:
                return Refuse(unary);
        }
    }

    private Node ApplyOperator(Expression expression, System.Reflection.MethodInfo? method, Node[] operands)
    {
        if (method is not null)
        {
            if (_registry.Find(method) is { } own) return Apply(own, operands);
            _refusals.Add(Refusals.UserOperator, expression, method.Name);
        }
        else if (operands[0].IsReference)
        {
            _refusals.Add(Refusals.ReferenceComparison, expression, CSharpNames.Of(operands[0].Type));
        }
        else if (_registry.Find(expression.NodeType, operands[0].Type) is { } primitive)
        {
            return Apply(primitive, operands);
        }
        else
        {
            Refuse(expression);
        }

        return NodeOf(ErrorValue(expression.Type));
    }

    private Value LowerConversion(UnaryExpression conversion, Bindings bindings)
    {
        var (from, to) = (conversion.Operand.Type, conversion.Type);
        if (MethodGroup(conversion) is { } method) return method;

        var operand = Lower(conversion.Operand, bindings);

        // Reference conversions of sequences and containers (double[] to IEnumerable<double>, a record to its base) change nothing here.
        if (operand is not ScalarValue { Node: var node } || to.IsAssignableFrom(from) && !from.IsValueType) return operand;
        if (from == to) return operand;
        if (conversion.Method is { } userDefined && !ScalarTypes.Contains(from))
        {
            _refusals.Add(Refusals.UserOperator, conversion, userDefined.Name);
            return ErrorValue(to);
        }

        if (ScalarTypes.Contains(from) && ScalarTypes.Contains(to))
        {
            if (ScalarTypes.IsReal(to) && IsIntegerQuotient(node)) _warnings.Add(Warnings.IntegerDivision, conversion, CSharpNames.Of(to));
            return new ScalarValue(Convert(node, to, conversion.NodeType == ExpressionType.ConvertChecked));
        }

        if (from.IsValueType && !to.IsValueType) _refusals.Add(Refusals.Boxing, conversion, CSharpNames.Of(from), CSharpNames.Of(to));
        else if (Nullable.GetUnderlyingType(to) is not null) return Refuse(conversion, to);
        else _refusals.Add(Refusals.Conversion, conversion, CSharpNames.Of(from), CSharpNames.Of(to));
        return ErrorValue(to);
    }

    private Value LowerConditional(ConditionalExpression conditional, Bindings bindings) => Branch(
        LowerScalar(conditional.Test, bindings), () => Lower(conditional.IfTrue, bindings), () => Lower(conditional.IfFalse, bindings));

    /// <summary>Applies a primitive in the current scope; inside a branch its operands are entered, so that it is computed only there.</summary>
    public Node Apply(Primitive primitive, params Node[] operands)
    {
        if (IntegerIdentities.Simplify(Graph, primitive, operands) is { } simpler) return simpler;

        operands = Array.ConvertAll(operands, Enter);
        if (Totality.IsTotal(primitive, operands)) return _isDerivative ? _algebra.Apply(primitive, operands) : Graph.Apply(primitive, operands);

        // What may throw is evaluated exactly where C# would: in each iteration and branch around it.
        operands[0] = Graph.In(operands[0], _scope);
        return Effect(Graph.Apply(primitive, operands));
    }

    private Node Convert(Node node, Type type, bool isChecked = false) =>
        node.Type == type ? node : Apply(Primitives.Convert(type, isChecked), node);

    private static bool IsIntegerQuotient(Node node) =>
        node is Apply { Primitive: OperatorPrimitive { NodeType: ExpressionType.Divide } } quotient && ScalarTypes.IsInteger(quotient.Type);

    private Node Effect(Node node)
    {
        Effects.Add(node);
        return node;
    }
}
