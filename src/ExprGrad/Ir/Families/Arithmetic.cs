using System.Linq.Expressions;
using static ExprGrad.Ir.Families.Declarations;

namespace ExprGrad.Ir.Families;

/// <summary>Arithmetic operators and the choice between two values. Those that can't throw serve real numbers and integers alike.</summary>
internal static class Arithmetic
{
    // y = a + b                     dy/da = 1                dy/db = 1
    public static readonly Primitive Add =
        Operator("add", ExpressionType.Add, () => (a, b, y) => 1, () => (a, b, y) => 1, commutative: true);

    // y = a - b                     dy/da = 1                dy/db = -1
    public static readonly Primitive Subtract =
        Operator("sub", ExpressionType.Subtract, () => (a, b, y) => 1, () => (a, b, y) => -1);

    // y = a b                       dy/da = b                dy/db = a
    public static readonly Primitive Multiply =
        Operator("mul", ExpressionType.Multiply, () => (a, b, y) => b, () => (a, b, y) => a, commutative: true);

    // y = a / b                     dy/da = 1 / b            dy/db = -y / b
    public static readonly Primitive Divide =
        Operator("div", ExpressionType.Divide, () => (a, b, y) => 1 / b, () => (a, b, y) => -y / b, cost: 4);

    // y = a - b trunc(a / b)        dy/da = 1                dy/db = -trunc(a / b), found from y because a / b may round up to an integer
    public static readonly Primitive Remainder =
        Operator("rem", ExpressionType.Modulo, () => (a, b, y) => 1, () => (a, b, y) => -Math.Round((a - y) / b), cost: 20);

    // y = -x                        dy/dx = -1
    public static readonly Primitive Negate =
        Operator("neg", ExpressionType.Negate, () => (x, y) => -1);

    // y = c ? a : b                 t dy/da = c ? t : 0      t dy/db = c ? 0 : t
    public static readonly Primitive Select = new OperatorPrimitive("select", ExpressionType.Conditional, 3)
    {
        Class = DerivativeClass.Selective,
        Rules = [null, Selected(() => (c, a, b, y, t) => c ? t : 0), Selected(() => (c, a, b, y, t) => c ? 0 : t)],
    };

    public static Primitive[] Table() => [Add, Subtract, Multiply, Divide, Remainder, Negate, Select];

    private static Formula Selected(Func<Expression<Func<bool, double, double, double, double, double>>> rule) => new(rule);
}
