using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Tests.Ir;

/// <summary>
/// Runs a formula with tangents: forward mode, by the registry's rules, over the few nodes of a formula. It shows that rules can be
/// differentiated again.
/// </summary>
internal static class DualEvaluator
{
    public static double Tangent(LambdaExpression formula, object[] arguments, double[] tangents)
    {
        var environment = formula.Parameters.Zip(arguments.Zip(tangents)).ToDictionary(pair => pair.First, pair => pair.Second);
        return Evaluate(formula.Body, environment).Tangent;
    }

    private static (object Value, double Tangent) Evaluate(
        Expression expression, Dictionary<ParameterExpression, (object, double)> environment)
    {
        switch (expression)
        {
            case ParameterExpression parameter:
                return environment[parameter];
            case ConstantExpression constant:
                return (constant.Value!, 0);
            case ConditionalExpression conditional:
                var test = (bool)Evaluate(conditional.Test, environment).Value;
                return Evaluate(test ? conditional.IfTrue : conditional.IfFalse, environment);
            case MethodCallExpression call:
                return Apply(PrimitiveRegistry.Default.Find(call.Method), call.Arguments, environment);
            case UnaryExpression { NodeType: ExpressionType.Convert } conversion:
                return Apply(Primitives.Convert(conversion.Type), [conversion.Operand], environment);
            case UnaryExpression unary:
                return Apply(PrimitiveRegistry.Default.Find(unary.NodeType, unary.Operand.Type), [unary.Operand], environment);
            case BinaryExpression binary:
                return Apply(PrimitiveRegistry.Default.Find(binary.NodeType, binary.Left.Type), [binary.Left, binary.Right], environment);
            default:
                throw new InvalidOperationException($"A formula holds {expression.NodeType}.");
        }
    }

    private static (object Value, double Tangent) Apply(
        Primitive? primitive, IReadOnlyList<Expression> operands, Dictionary<ParameterExpression, (object, double)> environment)
    {
        Assert.NotNull(primitive);
        var duals = operands.Select(operand => Evaluate(operand, environment)).ToArray();
        object[] values = [.. duals.Select(dual => dual.Item1)];
        var tangent = 0.0;
        for (var i = 0; i < duals.Length; i++)
        {
            if (duals[i].Item2 != 0) tangent += Partial(primitive, i, values, duals[i].Item2);
        }

        return (Evaluation.Run(primitive, values), tangent);
    }

    private static double Partial(Primitive primitive, int operand, object[] values, double tangent) => primitive.Class switch
    {
        DerivativeClass.Selective => Evaluation.Partial(primitive, operand, values, tangent),
        DerivativeClass.Elementwise => tangent * Evaluation.Partial(primitive, operand, values),
        _ => 0,
    };
}
