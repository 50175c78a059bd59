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

        if (!IsScalarOperator(binary)) return LowerObjects(binary, bindings);

        // A sum of very many terms nests to the left: walk down that side, then apply the operators on the way up.
        var spine = new Stack<BinaryExpression>();
        Expression leftmost = binary;
        while (leftmost is BinaryExpression { NodeType: not (ExpressionType.AndAlso or ExpressionType.OrElse or ExpressionType.ArrayIndex) } inner && IsScalarOperator(inner) && Known(inner, bindings) is null)
        {
            spine.Push(inner);
            leftmost = inner.Left;
        }

        var value = LowerScalar(leftmost, bindings);
        while (spine.TryPop(out var next))
        {
            var right = LowerScalar(next.Right, bindings);
            value = ApplyOperator(next, next.Method, [value, right]);
            Know(next, bindings, new ScalarValue(value));
        }

        return new ScalarValue(value);
    }

    // An operator of numbers, of the language or with the method of a primitive.
    private bool IsScalarOperator(BinaryExpression binary) =>
        binary.Method is { } method ? _registry.Find(method) is not null : ScalarTypes.Contains(binary.Left.Type) && ScalarTypes.Contains(binary.Right.Type);

    // Operators of containers, texts and other objects.
    private Value LowerObjects(BinaryExpression binary, Bindings bindings)
    {
        if (binary is { Method: { } method, IsLifted: false }) return LowerOpaque(binary, method, [binary.Left, binary.Right], bindings);
        Expression[] sides = [binary.Left, binary.Right];
        if (sides.Count(side => side is not ConstantExpression { Value: null } && Lower(side, bindings) is RefusedValue) > 0) return ErrorValue(binary.Type);

        if (Nullable.GetUnderlyingType(binary.Left.Type) is not null) return Refuse(binary, binary.Left.Type);
        if (binary.NodeType is ExpressionType.Coalesce) _refusals.Add(Refusals.NullCoalescing, binary, CSharpNames.Of(binary.Left.Type));
        else if (binary.NodeType is ExpressionType.Equal or ExpressionType.NotEqual) _refusals.Add(Refusals.ReferenceComparison, binary, CSharpNames.Of(binary.Left.Type));
        else Refuse(binary);
        return ErrorValue(binary.Type);
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
            case not (ExpressionType.Throw or ExpressionType.TypeAs) when unary.Method is { } method && _registry.Find(method) is null:
                return unary.IsLifted ? Refuse(unary, unary.Type) : LowerOpaque(unary, method, [unary.Operand], bindings);
            case ExpressionType.Negate or ExpressionType.NegateChecked or ExpressionType.Not or ExpressionType.OnesComplement:
                return new ScalarValue(ApplyOperator(unary, unary.Method, [LowerScalar(unary.Operand, bindings)]));
            default:
                return Refuse(unary);
        }
    }

    private Node ApplyOperator(Expression expression, System.Reflection.MethodInfo? method, Node[] operands)
    {
        var primitive = method is null ? _registry.Find(expression.NodeType, operands[0].Type) : _registry.Find(method);
        return primitive is null ? NodeOf(Refuse(expression)) : Apply(primitive, operands);
    }

    private Value LowerConversion(UnaryExpression conversion, Bindings bindings)
    {
        var (from, to) = (conversion.Operand.Type, conversion.Type);
        if (MethodGroup(conversion) is { } method) return method;
        if (conversion is { Method: { } userDefined, IsLifted: false } && OpaqueCalls.IsOpaque(userDefined, _registry) && IsKnown(from) && IsKnown(to))
            return LowerOpaque(conversion, userDefined, [conversion.Operand], bindings);

        var operand = Lower(conversion.Operand, bindings);
        if (operand is RefusedValue) return ErrorValue(to);
        if (ScalarTypes.Contains(from) && ScalarTypes.Contains(to))
        {
            var node = NodeOf(operand);
            if (from == to) return operand;
            if (ScalarTypes.IsReal(to) && IsIntegerQuotient(node)) _warnings.Add(Warnings.IntegerDivision, conversion, CSharpNames.Of(to));
            return new ScalarValue(Convert(node, to, conversion.NodeType == ExpressionType.ConvertChecked));
        }

        // Reference conversions of sequences and containers (double[] to IEnumerable<double>, a record to its base) change nothing here.
        if (from == to || to.IsAssignableFrom(from) && !from.IsValueType) return operand;
        if (conversion.Method?.Name == "op_Implicit" && SequenceTypes.ElementType(from) is not null) return operand;

        if (from.IsValueType && !to.IsValueType) return RefuseBoxing(conversion, from);
        if (!IsKnown(from) || !IsKnown(to)) return Refuse(conversion, IsKnown(from) ? to : from);
        _refusals.Add(Refusals.Conversion, conversion, CSharpNames.Of(from), CSharpNames.Of(to));
        return ErrorValue(to);
    }

    // Other types are refused by their own name, whatever is done with them.
    private static bool IsKnown(Type type) => ScalarTypes.Contains(type) || type.IsArray || ContainerShape.TryGet(type) is not null;

    private Value LowerConditional(ConditionalExpression conditional, Bindings bindings) => Branch(
        LowerScalar(conditional.Test, bindings), () => Lower(conditional.IfTrue, bindings), () => Lower(conditional.IfFalse, bindings));

    /// <summary>Applies a primitive in the current scope; inside a branch its operands are entered, so that it is computed only there.</summary>
    public Node Apply(Primitive primitive, params Node[] operands)
    {
        if (IntegerIdentities.Simplify(Graph, primitive, operands) is { } simpler) return simpler;

        var entered = new Node[operands.Length];
        for (var i = 0; i < entered.Length; i++) entered[i] = Enter(operands[i]);
        operands = entered;
        if (Totality.IsTotal(primitive, operands)) return _isDerivative ? _algebra.Apply(primitive, operands) : Graph.Apply(primitive, operands);

        // What may throw is evaluated exactly where C# would: in each iteration and branch around it.
        operands[0] = Graph.In(operands[0], _scope);
        return Effect(Graph.Apply(primitive, operands));
    }

    public Node Convert(Node node, Type type, bool isChecked = false) =>
        node.Type == type ? node : Apply(Primitives.Convert(type, isChecked), node);

    private static bool IsIntegerQuotient(Node node) =>
        node is Apply { Primitive: OperatorPrimitive { NodeType: ExpressionType.Divide } } quotient && ScalarTypes.IsInteger(quotient.Type);

    private Node Effect(Node node)
    {
        _effects.Add(node);
        return node;
    }
}
