using System.Linq.Expressions;
using ExprGrad.Ir;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Emission;

/// <summary>Integers of their own in each lane. They are held by numbers, exactly; zeros are positive.</summary>
internal sealed partial class Emitter
{
    private Expression IntegerInLanes(Apply apply, EmissionContext at)
    {
        var (form, primitive) = (_lanes!.Form, apply.Primitive);
        var operand = InLanes(apply.Operands[0], at);
        if (primitive is ConversionPrimitive) return _lanes.Kinds.Of(apply.Operands[0]) == LaneKind.Real ? form.Access("ToInteger", operand) : operand;
        if (primitive == Primitives.Sign) return SignInLanes(operand, at);
        if (primitive == Primitives.CheckIndex || primitive == Primitives.CheckElementAt) return CheckInLanes(primitive, operand, Value(apply.Operands[1], at), at);
        var isSmall = SmallIntegers.Bound(apply) is not null;
        if (primitive == Primitives.Negate) return isSmall ? form.Call("Subtract", form.Zero, operand) : form.Access("WrappedSubtract", form.Zero, operand);
        var other = InLanes(apply.Operands[1], at);
        if (primitive == Primitives.IntegerDivide || primitive == Primitives.IntegerRemainder) return DivideInLanes(apply, operand, other, at);
        return primitive == Primitives.IntegerMax ? form.Call("Max", operand, other)
            : primitive == Primitives.IntegerMin ? form.Call("Min", operand, other)
            : primitive == Primitives.Multiply ? form.Access("WrappedMultiply", operand, other)
            : isSmall ? form.Apply(primitive, Mode, operand, other)
            : form.Access(primitive == Primitives.Add ? "WrappedAdd" : "WrappedSubtract", operand, other);
    }

    // All lanes at once; the check of the first lane that is out of range throws.
    private ParameterExpression CheckInLanes(Primitive check, Expression indices, Expression length, EmissionContext at)
    {
        var form = _lanes!.Form;
        var index = Stored(indices, "index", at.Code);
        Refuse(form.Access("OutOfRange", index, length), outside => check.Emit([form.Access("FirstOf", index, outside), length]), at);
        return index;
    }

    // By 0, and of the smallest integer by -1, as the division of the first such lane throws.
    private Expression DivideInLanes(Apply apply, Expression dividend, Expression divisor, EmissionContext at)
    {
        var form = _lanes!.Form;
        if (!Totality.IsTotal(apply))
        {
            (dividend, divisor) = (Stored(dividend, "dividend", at.Code), Stored(divisor, "divisor", at.Code));
            Refuse(
                form.Access("Indivisible", dividend, divisor), refused => apply.Primitive.Emit([form.Access("FirstOf", dividend, refused), form.Access("FirstOf", divisor, refused)]), at);
        }

        return form.Access(apply.Primitive == Primitives.IntegerDivide ? "IntegerQuotient" : "IntegerRemainder", dividend, divisor);
    }

    // Throws for NaN, as Math.Sign does.
    private Expression SignInLanes(Expression operand, EmissionContext at)
    {
        var form = _lanes!.Form;
        var number = Stored(operand, "number", at.Code);
        Refuse(form.Call("NotEqual", number, number), _ => Expression.Call(typeof(Math), nameof(Math.Sign), null, Expression.Constant(double.NaN)), at);
        Expression Number(double value) => form.Broadcast(Expression.Constant(value));
        return form.Select(
            form.Call("GreaterThan", number, form.Zero), Number(1), form.Select(form.Call("LessThan", number, form.Zero), Number(-1), form.Zero));
    }

    // Lanes that are not in use may hold anything.
    private void Refuse(Expression lanes, Func<Expression, Expression> refuse, EmissionContext at)
    {
        var form = _lanes!.Form;
        var refused = Stored(form.And(Active(at), lanes), "refused", at.Code);
        at.Code.Add(Expression.IfThen(form.Call("Any", refused), refuse(refused)));
    }
}
