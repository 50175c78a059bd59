using System.Linq.Expressions;
using System.Reflection;

namespace ExprGrad.Diagnostics.CSharp;

internal sealed partial class Printer
{
    private Piece Binary(BinaryExpression e)
    {
        if (e.NodeType == ExpressionType.ArrayIndex) return Group(Indexed(e.Left, [e.Right]));
        if (e.NodeType == ExpressionType.Power) return Group(Arguments("Math.Pow(", [e.Left, e.Right], ")"));
        if (Operators.Of(e.NodeType) is not var (text, precedence))
            return Group(Arguments($"{e.NodeType}(", [e.Left, e.Right], ")"));

        var parts = precedence == Precedence.Lowest ? Assignment(e, text) : Operation(e, text, precedence);
        return InContext(e, new Piece(precedence, parts));
    }

    private IEnumerable<Piece> Operation(BinaryExpression e, string text, Precedence precedence)
    {
        var (left, right) = Conversions.Operands(e);
        var rightToLeft = precedence == Precedence.Coalesce;
        yield return Operand(left, rightToLeft ? precedence + 1 : precedence);
        yield return $" {text} ";
        yield return Operand(right, rightToLeft ? precedence : precedence + 1);
    }

    private IEnumerable<Piece> Assignment(BinaryExpression e, string text)
    {
        yield return Operand(e.Left, Precedence.Unary);
        yield return $" {text} ";
        yield return Operand(Conversions.WithoutImplicit(e.Right), Precedence.Lowest);
    }

    private Piece Unary(UnaryExpression e) => e.NodeType switch
    {
        ExpressionType.Negate or ExpressionType.NegateChecked => InContext(e, Prefix("-", e.Operand, Precedence.Sign, Precedence.Unary)),
        ExpressionType.UnaryPlus => Prefix("+", e.Operand, Precedence.Sign, Precedence.Unary),
        ExpressionType.Not when !IsInteger(e.Type) => Prefix("!", e.Operand, Precedence.Unary, Precedence.Sign),
        ExpressionType.Not or ExpressionType.OnesComplement => Prefix("~", e.Operand, Precedence.Unary, Precedence.Sign),
        ExpressionType.Increment => InContext(e, Postfix(e.Operand, " + 1", Precedence.Additive)),
        ExpressionType.Decrement => InContext(e, Postfix(e.Operand, " - 1", Precedence.Additive)),
        ExpressionType.PreIncrementAssign => Prefix("++", e.Operand, Precedence.Unary, Precedence.Unary),
        ExpressionType.PreDecrementAssign => Prefix("--", e.Operand, Precedence.Unary, Precedence.Unary),
        ExpressionType.PostIncrementAssign => Postfix(e.Operand, "++", Precedence.Primary),
        ExpressionType.PostDecrementAssign => Postfix(e.Operand, "--", Precedence.Primary),
        ExpressionType.IsTrue => Operand(e.Operand, Precedence.Lowest),
        ExpressionType.IsFalse => Prefix("!", e.Operand, Precedence.Unary, Precedence.Sign),
        ExpressionType.ArrayLength => Group(Deferred("", e.Operand, Precedence.ArrayCreation, ".Length")),
        ExpressionType.TypeAs => Postfix(e.Operand, $" as {CSharpNames.Of(e.Type)}", Precedence.Relational),
        ExpressionType.Quote => Format(e.Operand),
        ExpressionType.Throw => e.Operand is null ? "throw" : Prefix("throw ", e.Operand, Precedence.Lowest, Precedence.Lowest),
        ExpressionType.Convert or ExpressionType.ConvertChecked when MethodGroup(e) is { } group => Group(group),
        _ => InContext(e, Cast(e.Type, e.Operand)),
    };

    private Piece Prefix(string text, Expression operand, Precedence precedence, Precedence place) =>
        new(precedence, Deferred(text, operand, place, ""));

    private Piece Postfix(Expression operand, string text, Precedence precedence) =>
        new(precedence, Deferred("", operand, precedence, text));

    // A type that is no keyword might be a variable: (T)-x would be a subtraction.
    private Piece Cast(Type type, Expression operand) =>
        Prefix($"({CSharpNames.Of(type)})", operand, Precedence.Unary, CSharpNames.IsKeyword(type) ? Precedence.Sign : Precedence.Unary);

    // Formats the operand only when the printer comes to it: names and the checked context are those of that moment.
    private IEnumerable<Piece> Deferred(string before, Expression operand, Precedence place, string after)
    {
        yield return before;
        yield return Operand(operand, place);
        yield return after;
    }

    // C# states overflow checking for a stretch of text, trees state it in each node.
    private Piece InContext(Expression e, Piece piece)
    {
        var isChecked = e.NodeType is ExpressionType.AddChecked or ExpressionType.SubtractChecked or ExpressionType.MultiplyChecked
            or ExpressionType.NegateChecked or ExpressionType.ConvertChecked or ExpressionType.AddAssignChecked
            or ExpressionType.SubtractAssignChecked or ExpressionType.MultiplyAssignChecked;
        return isChecked == _checked || (!isChecked && !CanOverflow(e)) ? piece : Group(Stretch(isChecked, piece));
    }

    private IEnumerable<Piece> Stretch(bool isChecked, Piece piece)
    {
        var outer = _checked;
        _checked = isChecked;
        yield return isChecked ? "checked(" : "unchecked(";
        yield return piece;
        yield return ")";
        _checked = outer;
    }

    private static bool CanOverflow(Expression e) =>
        e.NodeType is ExpressionType.Add or ExpressionType.Subtract or ExpressionType.Multiply
            or ExpressionType.Negate or ExpressionType.Convert
        && IsInteger(e.Type) && Conversions.WithoutImplicit(e) == e;

    private static bool IsInteger(Type type) =>
        Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) is >= TypeCode.Char and <= TypeCode.UInt64;

    // `Math.Exp` given where a delegate is asked for becomes Convert(method.CreateDelegate(type, target), type).
    private IEnumerable<Piece>? MethodGroup(UnaryExpression e) =>
        e.Operand is not MethodCallExpression { Method.Name: nameof(MethodInfo.CreateDelegate) } call
        || call.Object is not ConstantExpression { Value: MethodInfo method }
            ? null
            : call.Arguments is [_, var target] && !method.IsStatic
                ? Deferred("", target, Precedence.Primary, $".{method.Name}")
                : [$"{CSharpNames.Of(method.DeclaringType!)}.{method.Name}"];
}
