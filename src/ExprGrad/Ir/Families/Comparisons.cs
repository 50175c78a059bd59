using System.Linq.Expressions;
using static ExprGrad.Ir.Families.Declarations;

namespace ExprGrad.Ir.Families;

/// <summary>Comparisons of numbers of one type; == and != of booleans, enums and references too.</summary>
internal static class Comparisons
{
    public static readonly Primitive LessThan = Discrete("lt", ExpressionType.LessThan);
    public static readonly Primitive LessThanOrEqual = Discrete("le", ExpressionType.LessThanOrEqual);
    public static readonly Primitive GreaterThan = Discrete("gt", ExpressionType.GreaterThan);
    public static readonly Primitive GreaterThanOrEqual = Discrete("ge", ExpressionType.GreaterThanOrEqual);
    public static readonly Primitive Equal = Discrete("eq", ExpressionType.Equal, commutative: true);
    public static readonly Primitive NotEqual = Discrete("ne", ExpressionType.NotEqual, commutative: true);

    public static Primitive[] Table() => [LessThan, LessThanOrEqual, GreaterThan, GreaterThanOrEqual, Equal, NotEqual];
}
