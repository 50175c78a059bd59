using System.Linq.Expressions;

namespace ExprGrad.Diagnostics.CSharp;

internal sealed partial class Printer
{
    // What the innermost braces declare, and where a jump to each label takes its value.
    private readonly Dictionary<LabelTarget, Sink> _labels = [];
    private List<ParameterExpression> _declared = [];

    private Piece Statement(Expression e, Sink sink) => new(Precedence.Lowest, e switch
    {
        BlockExpression b => Statements(b.Variables, b.Expressions, sink),
        ConditionalExpression c when sink.Drops || layout.IsStatement(c) => If(c, sink),
        LoopExpression l => Loop(l, null, sink),
        SwitchExpression s when sink.Drops || layout.IsStatement(s) => Switch(s, sink),
        TryExpression t => Try(t, sink),
        GotoExpression g => Goto(g),
        LabelExpression l => Label(l, sink),
        UnaryExpression { NodeType: ExpressionType.Throw } => Line(e),
        BinaryExpression { NodeType: ExpressionType.Assign } a => Assign(a, sink),
        DefaultExpression when e.Type == typeof(void) => [],
        _ => Value(e, sink),
    });

    // A jump from an inner loop to the start of an outer one's body is printed as one to the end of that body.
    private IEnumerable<Piece> Braces(Expression e, Sink sink, LabelTarget? end = null)
    {
        var outer = _declared;
        _declared = [];
        yield return "{";
        _indentation++;
        yield return Statement(e, sink);
        if (end is not null && _jumpedTo.Contains(end))
        {
            yield return NewLine;
            yield return $"{_names.Of(end)}:;";
        }

        _indentation--;
        yield return NewLine;
        yield return "}";
        _declared.ForEach(_names.Release);
        _declared = outer;
    }

    private IEnumerable<Piece> Statements(IEnumerable<ParameterExpression> variables, IReadOnlyList<Expression> statements, Sink sink)
    {
        foreach (var variable in variables)
        {
            if (!_names.Declare(variable, "t")) continue;
            _declared.Add(variable);
            if (!layout.IsDeclaredFirst(variable)) continue;
            yield return NewLine;
            yield return $"{CSharpNames.Of(variable.Type)} {_names.Of(variable)} = {Initial(variable.Type)};";
        }

        if (statements is [.., LabelExpression end]) _labels[end.Target] = sink;
        for (var k = 0; k < statements.Count; k++)
        {
            if (statements[k] is GotoExpression jump && k == statements.Count - 2 && sink.Leaves
                && statements[k + 1] is LabelExpression label && label.Target == jump.Target)
            {
                yield return jump.Value is null ? Statement(Expression.Empty(), sink) : Statement(jump.Value, sink);
                yield break;
            }

            if (k + 1 < statements.Count && ForLoop.Counted(statements[k], statements[k + 1]) is { } loop)
                yield return Group(Loop(loop, (BinaryExpression)statements[k++], Sink.Discard));
            else yield return Statement(statements[k], k == statements.Count - 1 ? sink : Sink.Discard);
        }
    }

    // A variable of a tree starts as the default of its type.
    private static string Initial(Type type) =>
        type == typeof(double) ? "0.0"
        : type == typeof(float) ? "0f"
        : type == typeof(int) || type == typeof(long) ? "0"
        : type == typeof(bool) ? "false"
        : "default";

    private IEnumerable<Piece> Assign(BinaryExpression e, Sink sink)
    {
        var declaration = layout.Declares(e) ? $"{CSharpNames.Of(e.Left.Type)} " : "";
        if (!layout.IsStatement(e.Right)) yield return Group(Line(e, declaration));
        else
        {
            if (declaration.Length > 0)
            {
                yield return NewLine;
                yield return declaration;
                yield return Operand(e.Left, Precedence.Lowest);
                yield return ";";
            }

            yield return Statement(e.Right, Sink.AssignTo(e.Left));
        }

        if (sink.Returns || sink.Left is not null) yield return Statement(e.Left, sink);
    }

    private IEnumerable<Piece> Value(Expression e, Sink sink)
    {
        if (e.Type != typeof(void) && sink.Returns) return Line(Conversions.WithoutImplicit(e), "return ");
        if (e.Type != typeof(void) && sink.Left is not null) return Line(Expression.Assign(sink.Left, e));
        return sink.Drops && e is ConstantExpression or DefaultExpression ? [] : Line(e, sink.Drops && e is IndexExpression ? "_ = " : "");
    }

    private IEnumerable<Piece> Line(Expression e, string before = "")
    {
        yield return NewLine;
        yield return before;
        yield return before.Length == 0 ? Effect(e) : Operand(e, Precedence.Lowest);
        yield return ";";
    }

    // Where the value is of no use, x = x + y is x += y, and i = i + 1 is i++.
    private Piece Effect(Expression expression)
    {
        if (expression is not BinaryExpression { NodeType: ExpressionType.Assign, Right: BinaryExpression sum } e
            || sum.NodeType is not (ExpressionType.Add or ExpressionType.Subtract or ExpressionType.Multiply or ExpressionType.Divide)
            || !SamePlace(e.Left, sum.Left) || sum.Type != e.Left.Type || sum.Right.Type != sum.Type)
            return Operand(expression, Precedence.Lowest);
        var text = Operators.Of(sum.NodeType)!.Value.Text;
        return sum is { NodeType: ExpressionType.Add or ExpressionType.Subtract, Right: ConstantExpression { Value: 1 or 1L } }
            ? Postfix(e.Left, text + text, Precedence.Primary)
            : new Piece(Precedence.Lowest, Update(e.Left, text, sum.Right));
    }

    private IEnumerable<Piece> Update(Expression left, string text, Expression right)
    {
        yield return Operand(left, Precedence.Unary);
        yield return $" {text}= ";
        yield return Operand(right, Precedence.Lowest);
    }

    private static bool SamePlace(Expression a, Expression b) => (a, b) switch
    {
        (IndexExpression x, IndexExpression y) => x.Object == y.Object && x.Arguments.SequenceEqual(y.Arguments),
        (IndexExpression { Arguments: [var i], Object: var array }, BinaryExpression { NodeType: ExpressionType.ArrayIndex } y) =>
            array == y.Left && i == y.Right,
        _ => a == b && a is ParameterExpression,
    };
}
