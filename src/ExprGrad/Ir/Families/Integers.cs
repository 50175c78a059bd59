using System.Linq.Expressions;
using System.Reflection;
using static ExprGrad.Ir.Families.Declarations;

namespace ExprGrad.Ir.Families;

/// <summary>Operators and functions of integers beside those that real numbers have too. None has a derivative.</summary>
internal static class Integers
{
    public static readonly Primitive Divide = Discrete("idiv", ExpressionType.Divide, cost: 20, total: false);
    public static readonly Primitive Remainder = Discrete("irem", ExpressionType.Modulo, cost: 20, total: false);

    public static readonly Primitive CheckedAdd = Discrete("checked_add", ExpressionType.AddChecked, total: false, commutative: true);
    public static readonly Primitive CheckedSubtract = Discrete("checked_sub", ExpressionType.SubtractChecked, total: false);
    public static readonly Primitive CheckedMultiply =
        Discrete("checked_mul", ExpressionType.MultiplyChecked, total: false, commutative: true);
    public static readonly Primitive CheckedNegate = Discrete("checked_neg", ExpressionType.NegateChecked, arity: 1, total: false);

    public static readonly Primitive LeftShift = Discrete("shl", ExpressionType.LeftShift);
    public static readonly Primitive RightShift = Discrete("shr", ExpressionType.RightShift);

    public static readonly Primitive Max = Function("imax", nameof(Math.Max), 2, commutative: true);
    public static readonly Primitive Min = Function("imin", nameof(Math.Min), 2, commutative: true);

    private const BindingFlags Exact = BindingFlags.Public | BindingFlags.Static | BindingFlags.ExactBinding;

    private static readonly Type[] Types =
    [
        typeof(int), typeof(long), typeof(uint), typeof(ulong), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort),
    ];

    public static Primitive[] Operators() =>
        [Divide, Remainder, CheckedAdd, CheckedSubtract, CheckedMultiply, CheckedNegate, LeftShift, RightShift];

    // Partial: the absolute value of the smallest number overflows; the bounds of a range may be the wrong way round.
    public static Primitive[] Functions() =>
    [
        Function("iabs", nameof(Math.Abs), 1, total: false),
        Max,
        Min,
        Function("iclamp", nameof(Math.Clamp), 3, total: false),
        Function("isign", nameof(Math.Sign), 1),
        Function("bigMul", nameof(Math.BigMul), 2, commutative: true),
        Function("isEven", nameof(int.IsEvenInteger), 1),
        Function("isOdd", nameof(int.IsOddInteger), 1),
    ];

    private static MethodPrimitive Function(string name, string method, int arity, bool total = true, bool commutative = false) =>
        new(name, arity, () => [.. Types.SelectMany(type => Overloads(type, method, arity))])
        {
            MethodNames = [method],
            Cost = arity,
            IsTotal = total,
            IsCommutative = commutative,
        };

    private static IEnumerable<MethodInfo> Overloads(Type type, string name, int arity) =>
        from home in (Type[])[typeof(Math), type]
        let method = home.GetMethod(name, Exact, [.. Enumerable.Repeat(type, arity)])
        where method is not null
        select method;
}
