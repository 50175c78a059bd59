using System.Linq.Expressions;
using ExprGrad.Ir;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Emission;

/// <summary>Functions that throw for some operands (<see cref="RefusedOperands"/>): the first lane that has such throws as the scalar function does, before any is computed.</summary>
internal sealed partial class Emitter
{
    private Expression[] Admitted(Apply apply, Expression[] operands, EmissionContext at)
    {
        if (Totality.IsTotal(apply) || !RefusedOperands.Tell(apply.Primitive)) return operands;
        operands = [.. operands.Select(operand => Stored(operand, "operand", at.Code))];
        Refuse(RefusedLanes(apply, operands), refused => apply.Primitive.Emit([.. operands.Zip(apply.Operands, (operand, node) => InFirst(refused, operand, node.Type))]), at);
        return operands;
    }

    private Expression RefusedLanes(Apply apply, Expression[] operands)
    {
        var (form, primitive) = (_lanes!.Form, apply.Primitive);
        if (RefusedOperands.HasBounds(primitive)) return form.Call("GreaterThan", operands[1], operands[2]);
        Expression Digits() => form.Access("OutOfRange", operands[1], Expression.Constant(1 + Totality.MostDigits(form.Scalar)));
        Expression Mode() => form.Access("OutOfRange", operands[^1], Expression.Constant(Enum.GetValues<MidpointRounding>().Length));
        return primitive == Primitives.RoundDigits ? Digits() : primitive == Primitives.RoundMode ? Mode() : form.Call("Or", Digits(), Mode());
    }

    // The operand in the first lane of a mask, as the scalar function takes it.
    private Expression InFirst(Expression mask, Expression operand, Type type)
    {
        var form = _lanes!.Form;
        return type == form.Scalar ? form.Access("FirstNumberOf", operand, mask) : Expression.Convert(form.Access("FirstOf", operand, mask), type);
    }
}
