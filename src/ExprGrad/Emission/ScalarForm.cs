using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Emission;

/// <summary>What emitted code computes real numbers with. Here: with themselves.</summary>
internal class ScalarForm
{
    public static readonly ScalarForm Plain = new();

    /// <summary>The type of the variable that holds a node.</summary>
    public virtual Type TypeOf(Node node) => node.Type;

    /// <summary>A primitive applied to operands in this form.</summary>
    public virtual Expression Apply(Apply apply, IReadOnlyList<Expression> operands) => apply.Primitive.Emit(operands);

    /// <summary>A number that was computed in double, as a float.</summary>
    public virtual Expression ToSingle(Expression value) => Expression.Convert(value, typeof(float));

    /// <summary>The expression in the type of a variable of this form.</summary>
    public virtual Expression Lift(Expression value, Type type) => value;

    /// <summary>The number that an expression of this form stands for.</summary>
    public virtual Expression Number(Expression value) => value;
}
