using System.Linq.Expressions;
using ExprGrad.Frontend;
using ExprGrad.Ir;
using ExprGrad.Runtime;

namespace ExprGrad.Emission;

/// <summary>
/// Active numbers are recorded on a tape as they are computed, with the partial derivatives of the same rules; the others are plain numbers.
/// </summary>
internal sealed class TapeForm(Activity activity) : ScalarForm
{
    public override Type TypeOf(Node node) => activity.IsActive(node) ? ArrayTypes.With(node.Type, typeof(TapeDouble)) : node.Type;

    public override Expression Lift(Expression value, Type type)
    {
        if (value.Type == type) return value;
        if (type == typeof(TapeDouble)) return Expression.Convert(Convert(value, typeof(double)), type);
        return type.IsArray ? Expression.Convert(Expression.Call(typeof(TapeInputs), nameof(TapeInputs.ToConstants), null, value, Expression.Constant(type)), type) : value;
    }

    public override Expression Number(Expression value) => value.Type == typeof(TapeDouble) ? Expression.Property(value, nameof(TapeDouble.Value)) : value;

    public override Expression Apply(Apply apply, IReadOnlyList<Expression> operands)
    {
        // Each number is used several times.
        var locals = new List<ParameterExpression>();
        var code = new List<Expression>();
        ParameterExpression Local(Expression value)
        {
            var local = Expression.Variable(value.Type);
            locals.Add(local);
            code.Add(Expression.Assign(local, value));
            return local;
        }

        // A check that an array is there takes an array of recorded numbers as well.
        var numbers = operands.Select((operand, i) => operand.Type.IsValueType ? Convert(Number(operand), apply.Operands[i].Type) : operand).ToArray();
        // What is read of an array while a loop makes it is taken for active before it is known what the loop makes.
        if (!activity.IsActive(apply) || operands.All(operand => operand.Type != typeof(TapeDouble))) return apply.Primitive.Emit(numbers);
        if (IsOperator(apply)) return Operator((OperatorPrimitive)apply.Primitive, operands);

        numbers = [.. numbers.Select(Local)];
        var value = Local(apply.Primitive.Emit(numbers));
        Expression? recorded = null;
        (Expression Operand, Expression Partial)? first = null;
        for (var i = 0; i < operands.Count; i++)
        {
            if (operands[i].Type != typeof(TapeDouble)) continue;
            var (operand, partial) = (operands[i], Convert(Partial(apply, i, numbers, value), typeof(double)));
            if (apply.Primitive.Class == DerivativeClass.Selective)
            {
                // What was not chosen is no operand: 0 times an infinite adjoint would be NaN.
                partial = Local(partial);
                operand = Expression.Condition(Expression.Equal(partial, Expression.Constant(0.0)), Lift(numbers[i], typeof(TapeDouble)), operand);
            }

            if (recorded is not null) recorded = Record(value, recorded, Expression.Constant(1.0), operand, partial);
            else if (first is { } earlier) recorded = Record(value, earlier.Operand, earlier.Partial, operand, partial);
            else first = (operand, partial);
        }

        recorded ??= Expression.Call(typeof(TapeDouble), nameof(TapeDouble.Record), null, Convert(value, typeof(double)), first!.Value.Operand, first.Value.Partial);
        code.Add(recorded);
        return Expression.Block(locals, code);
    }

    /// <summary>A number on the tape, rounded as a float is.</summary>
    public override Expression ToSingle(Expression value) => value.Type == typeof(TapeDouble) ? Expression.Call(typeof(TapeMath), nameof(TapeMath.ToSingle), null, value) : base.ToSingle(value);

    private static MethodCallExpression Record(Expression value, Expression left, Expression leftPartial, Expression right, Expression rightPartial) =>
        Expression.Call(typeof(TapeDouble), nameof(TapeDouble.Record), null, Convert(value, typeof(double)), left, leftPartial, right, rightPartial);

    // The tape has operators of its own for what is most frequent; a float's operations round each result.
    private static bool IsOperator(Apply apply) =>
        apply.Type == typeof(double) && (apply.Primitive == Primitives.Add || apply.Primitive == Primitives.Subtract || apply.Primitive == Primitives.Multiply
            || apply.Primitive == Primitives.Divide || apply.Primitive == Primitives.Negate);

    private static Expression Operator(OperatorPrimitive primitive, IReadOnlyList<Expression> operands) =>
        operands.Count == 1 ? Expression.MakeUnary(primitive.NodeType, operands[0], typeof(TapeDouble)) : Expression.MakeBinary(primitive.NodeType, operands[0], operands[1]);

    private static Expression Partial(Apply apply, int operand, IReadOnlyList<Expression> numbers, Expression value)
    {
        if (apply.Primitive is ConversionPrimitive) return Expression.Constant(1.0);
        if (apply.Primitive.Rules[operand] is not { } rule) return Expression.Constant(0.0);

        // The rule's own parameters become local variables, so that its body stands as it is.
        var lambda = rule.For(apply.Type);
        Expression[] arguments = [.. numbers, value];
        if (apply.Primitive.Class == DerivativeClass.Selective) arguments = [.. arguments, Expression.Constant(apply.Type == typeof(float) ? 1f : (object)1.0)];
        return Expression.Block(lambda.Parameters, [.. lambda.Parameters.Select((parameter, i) => Expression.Assign(parameter, arguments[i])), lambda.Body]);
    }

    private static Expression Convert(Expression value, Type type) => value.Type == type ? value : Expression.Convert(value, type);
}
