using ExprGrad.Frontend;
using ExprGrad.Ir;

namespace ExprGrad.Differentiation;

/// <summary>Lowers the derivative rule of a primitive, a lambda, to nodes at the place where the primitive was applied.</summary>
internal sealed class RuleLowering(Graph graph, LoweringContext context)
{
    private readonly Lowering _lowering = new(graph, context);

    /// <summary>The partial derivative, or with a tangent or cotangent what is passed of it.</summary>
    public Node Lower(Formula rule, Apply apply, Node? passed = null)
    {
        var lambda = rule.For(apply.Type);
        var arguments = new List<Value>(apply.Operands.Length + 2);
        foreach (var operand in apply.Operands) arguments.Add(new ScalarValue(operand));
        arguments.Add(new ScalarValue(apply));
        if (passed is not null) arguments.Add(new ScalarValue(passed));
        return _lowering.LowerFormula(lambda, apply.Axes, arguments, isDerivative: true);
    }

    /// <summary>What a composite primitive is made of.</summary>
    public Node LowerExpansion(Formula expansion, Apply apply)
    {
        var lambda = expansion.For(apply.Type);
        return _lowering.LowerFormula(
            lambda, apply.Axes, [.. apply.Operands.Select(operand => new ScalarValue(operand))], isDerivative: false);
    }
}
