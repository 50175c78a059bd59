using System.Linq.Expressions;
using System.Text;

namespace ExprGrad.Diagnostics.CSharp;

/// <summary>
/// Turns a tree into text. Each kind of node is an iterator that yields strings and the pieces of its operands; the iterators
/// that are under way stand on a stack of the printer's own, so that the call stack doesn't grow with the tree.
/// The fields are what C# scopes by nesting: an iterator sets them, yields its inner pieces, and sets them back.
/// </summary>
internal sealed partial class Printer(int maxLength, StatementLayout layout, LocalNames names)
{
    // Deeper blocks stand no further to the right: the indentation would outgrow the text.
    private const int MaxIndentation = 20;

    private readonly StringBuilder _text = new();
    private readonly LocalNames _names = names;
    private bool _checked;
    private int _indentation;

    // Quotes stand on one line.
    private string NewLine => layout == StatementLayout.None ? " " : $"\n{new string(' ', 4 * Math.Min(_indentation, MaxIndentation))}";

    /// <summary>Prints the piece that <paramref name="root"/> makes.</summary>
    internal string Print(Func<Printer, Piece> root)
    {
        var open = new Stack<IEnumerator<Piece>>();
        Append(root(this));
        while (open.TryPeek(out var parts) && _text.Length <= maxLength)
        {
            if (parts.MoveNext()) Append(parts.Current);
            else open.Pop();
        }

        return _text.Length <= maxLength ? _text.ToString() : _text.ToString(0, maxLength - 1) + "…";

        // A piece that stands deeper than the text may be long can't be shown whole, and may be too far down to look for its start.
        void Append(Piece piece)
        {
            if (piece.Parts is null) _text.Append(_text.Length == 0 ? piece.Text?.TrimStart() : piece.Text);
            else if (open.Count >= maxLength) _text.Append('…');
            else open.Push(piece.Parts.GetEnumerator());
        }
    }

    /// <summary>The piece for a whole tree: the parameters of a lambda show their types.</summary>
    internal Piece Root(Expression expression) =>
        expression is LambdaExpression lambda ? new Piece(Precedence.Lowest, Lambda(lambda, typed: true)) : Format(expression);

    private static Piece Group(IEnumerable<Piece> parts) => new(Precedence.Primary, parts);

    private Piece Operand(Expression expression, Precedence place) => Format(Conversions.Unwrap(expression)).In(place);

    private Piece Format(Expression expression) => expression switch
    {
        ConstantExpression c => Literals.Of(c.Value, maxLength),
        ParameterExpression p => _names.Of(p),
        BinaryExpression b => Binary(b),
        UnaryExpression u => Unary(u),
        ConditionalExpression c when !layout.IsStatement(c) => new Piece(Precedence.Conditional, Conditional(c)),
        MemberExpression m => Group(Member(m)),
        MethodCallExpression c => Call(c),
        InvocationExpression i => Group(Invocation(i)),
        LambdaExpression l => new Piece(Precedence.Lowest, Lambda(l, typed: false)),
        IndexExpression i => Group(Index(i)),
        NewExpression n => Group(New(n)),
        NewArrayExpression n => NewArray(n),
        MemberInitExpression m => Group(MemberInit(m)),
        ListInitExpression l => Group(ListInit(l)),
        TypeBinaryExpression t => TypeTest(t),
        DefaultExpression d => $"default({CSharpNames.Of(d.Type)})",
        SwitchExpression s when !layout.IsStatement(s) => new Piece(Precedence.Switch, SwitchValue(s)),
        DynamicExpression d => Group(Arguments("dynamic(", d.Arguments, ")")),
        RuntimeVariablesExpression r => Group(Arguments("runtimeVariables(", r.Variables, ")")),
        DebugInfoExpression => "/* debug info */",
        IShownAs n => Format(n.Shown),
        { NodeType: ExpressionType.Extension } => $"[{CSharpNames.Of(expression.GetType())}]",
        BlockExpression => Group(Braces(expression, Sink.Show)),
        _ => Statement(expression, Sink.Show),
    };

    private IEnumerable<Piece> Conditional(ConditionalExpression e)
    {
        var (ifTrue, ifFalse) = Conversions.Arms(e);
        yield return Operand(e.Test, Precedence.Coalesce);
        yield return " ? ";
        yield return Operand(ifTrue, Precedence.Conditional);
        yield return " : ";
        yield return Operand(ifFalse, Precedence.Conditional);
    }

    private IEnumerable<Piece> Lambda(LambdaExpression e, bool typed)
    {
        var declared = e.Parameters.Where(p => _names.Declare(p, "p")).ToList();
        var list = string.Join(", ", e.Parameters.Select(p => typed ? $"{CSharpNames.Of(p)} {_names.Of(p)}" : _names.Of(p)));
        yield return typed || e.Parameters.Count != 1 ? $"({list}) =>" : $"{list} =>";

        if (layout.IsStatement(e.Body))
        {
            yield return NewLine;
            yield return Group(Braces(e.Body, e.ReturnType == typeof(void) ? Sink.Exit : Sink.Return));
        }
        else
        {
            yield return " ";
            yield return Operand(e.Body, Precedence.Lowest);
        }

        declared.ForEach(_names.Release);
    }

    private Piece TypeTest(TypeBinaryExpression e)
    {
        var type = CSharpNames.Of(e.TypeOperand);
        return e.NodeType == ExpressionType.TypeEqual
            ? new Piece(Precedence.Equality, Deferred("", e.Expression, Precedence.Primary, $".GetType() == typeof({type})"))
            : Postfix(e.Expression, $" is {type}", Precedence.Relational);
    }

    // The list opens with its first element, so that an empty one takes no separator; elements are looked at one by one.
    private IEnumerable<Piece> Arguments(string open, IEnumerable<Expression> arguments, string close)
    {
        yield return open;
        var first = true;
        foreach (var argument in arguments)
        {
            if (!first) yield return ", ";
            first = false;
            yield return Operand(argument, Precedence.Lowest);
        }

        yield return close;
    }
}
