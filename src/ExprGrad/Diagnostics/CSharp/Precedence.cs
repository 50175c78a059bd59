using System.Linq.Expressions;

namespace ExprGrad.Diagnostics.CSharp;

/// <summary>How strongly a form binds, weakest first.</summary>
internal enum Precedence
{
    /// <summary>Lambdas and assignments.</summary>
    Lowest,
    Conditional,
    Coalesce,
    OrElse,
    AndAlso,
    Or,
    ExclusiveOr,
    And,
    Equality,
    Relational,
    Shift,
    Additive,
    Multiplicative,
    Switch,

    /// <summary>Unary plus and minus and negative literals: <c>- -x</c> and <c>(T)-x</c> would be read otherwise.</summary>
    Sign,
    Unary,

    /// <summary><c>new T[n]</c>, which can't be indexed without parentheses.</summary>
    ArrayCreation,
    Primary,
}

/// <summary>The binary operators of C#.</summary>
internal static class Operators
{
    /// <summary>The operator's text and precedence; null for nodes that C# has no operator for.</summary>
    internal static (string Text, Precedence Precedence)? Of(ExpressionType type) => type switch
    {
        ExpressionType.Add or ExpressionType.AddChecked => ("+", Precedence.Additive),
        ExpressionType.Subtract or ExpressionType.SubtractChecked => ("-", Precedence.Additive),
        ExpressionType.Multiply or ExpressionType.MultiplyChecked => ("*", Precedence.Multiplicative),
        ExpressionType.Divide => ("/", Precedence.Multiplicative),
        ExpressionType.Modulo => ("%", Precedence.Multiplicative),
        ExpressionType.LeftShift => ("<<", Precedence.Shift),
        ExpressionType.RightShift => (">>", Precedence.Shift),
        ExpressionType.LessThan => ("<", Precedence.Relational),
        ExpressionType.LessThanOrEqual => ("<=", Precedence.Relational),
        ExpressionType.GreaterThan => (">", Precedence.Relational),
        ExpressionType.GreaterThanOrEqual => (">=", Precedence.Relational),
        ExpressionType.Equal => ("==", Precedence.Equality),
        ExpressionType.NotEqual => ("!=", Precedence.Equality),
        ExpressionType.And => ("&", Precedence.And),
        ExpressionType.ExclusiveOr => ("^", Precedence.ExclusiveOr),
        ExpressionType.Or => ("|", Precedence.Or),
        ExpressionType.AndAlso => ("&&", Precedence.AndAlso),
        ExpressionType.OrElse => ("||", Precedence.OrElse),
        ExpressionType.Coalesce => ("??", Precedence.Coalesce),
        ExpressionType.Assign => ("=", Precedence.Lowest),
        ExpressionType.AddAssign or ExpressionType.AddAssignChecked => ("+=", Precedence.Lowest),
        ExpressionType.SubtractAssign or ExpressionType.SubtractAssignChecked => ("-=", Precedence.Lowest),
        ExpressionType.MultiplyAssign or ExpressionType.MultiplyAssignChecked => ("*=", Precedence.Lowest),
        ExpressionType.DivideAssign => ("/=", Precedence.Lowest),
        ExpressionType.ModuloAssign => ("%=", Precedence.Lowest),
        ExpressionType.AndAssign => ("&=", Precedence.Lowest),
        ExpressionType.OrAssign => ("|=", Precedence.Lowest),
        ExpressionType.ExclusiveOrAssign => ("^=", Precedence.Lowest),
        ExpressionType.LeftShiftAssign => ("<<=", Precedence.Lowest),
        ExpressionType.RightShiftAssign => (">>=", Precedence.Lowest),
        _ => null,
    };
}
