using System.Linq.Expressions;

namespace ExprGrad.Diagnostics.CSharp;

internal sealed partial class Printer
{
    // Where `break` and `continue` would go from here, and the labels that a goto needed because they don't go there.
    private readonly HashSet<LabelTarget> _jumpedTo = [];
    private LabelTarget? _break;
    private LabelTarget? _continue;

    // A chained `if` goes on in the line of its `else`.
    private IEnumerable<Piece> If(ConditionalExpression e, Sink sink, bool chained = false)
    {
        yield return chained ? " " : NewLine;
        var negated = IsEmpty(e.IfTrue);
        yield return "if (";
        yield return Operand(negated ? Expression.Not(e.Test) : e.Test, Precedence.Lowest);
        yield return ")";
        yield return NewLine;
        yield return Group(Braces(negated ? e.IfFalse : e.IfTrue, sink));
        if (negated || IsEmpty(e.IfFalse)) yield break;

        yield return NewLine;
        yield return "else";
        if (e.IfFalse is ConditionalExpression next && layout.IsStatement(next))
        {
            yield return Group(If(next, sink, chained: true));
            yield break;
        }

        yield return NewLine;
        yield return Group(Braces(e.IfFalse, sink));
    }

    private static bool IsEmpty(Expression e) => e is DefaultExpression && e.Type == typeof(void);

    private IEnumerable<Piece> Loop(LoopExpression e, BinaryExpression? start, Sink sink)
    {
        var (outerBreak, outerContinue) = (_break, _continue);
        (_break, _continue) = (e.BreakLabel, e.ContinueLabel);
        if (e.BreakLabel is not null && e.BreakLabel.Type != typeof(void)) _labels[e.BreakLabel] = sink;

        var loop = ForLoop.Match(e);
        yield return NewLine;
        if (loop is null) yield return "while (true)";
        else if (loop.Step is null) yield return Group(Deferred("while (", loop.Condition, Precedence.Lowest, ")"));
        else yield return Group(ForHeader(loop, start));
        yield return NewLine;
        yield return Group(Braces(loop is null ? e.Body : loop.BodyBlock, Sink.Discard, e.ContinueLabel));

        (_break, _continue) = (outerBreak, outerContinue);
        if (e.BreakLabel is not null && _jumpedTo.Contains(e.BreakLabel))
        {
            yield return NewLine;
            yield return $"{_names.Of(e.BreakLabel)}:;";
        }
    }

    private IEnumerable<Piece> ForHeader(ForLoop loop, BinaryExpression? start)
    {
        yield return "for (";
        if (start is not null)
        {
            if (layout.Declares(start)) yield return $"{CSharpNames.Of(start.Left.Type)} ";
            yield return Operand(start, Precedence.Lowest);
        }

        yield return "; ";
        yield return Operand(loop.Condition, Precedence.Lowest);
        yield return "; ";
        yield return Effect(loop.Step!);
        yield return ")";
    }

    private IEnumerable<Piece> Goto(GotoExpression e)
    {
        var sink = _labels.GetValueOrDefault(e.Target, Sink.Discard);
        if (e.Value is not null) yield return Statement(e.Value, sink);
        if (sink.Returns && e.Value is not null) yield break;

        yield return NewLine;
        if (sink.Leaves && e.Target != _break) yield return "return;";
        else if (e.Target == _break) yield return "break;";
        else if (e.Target == _continue) yield return "continue;";
        else
        {
            _jumpedTo.Add(e.Target);
            yield return $"goto {_names.Of(e.Target)};";
        }
    }

    private IEnumerable<Piece> Label(LabelExpression e, Sink sink)
    {
        if (!_labels.GetValueOrDefault(e.Target, Sink.Discard).Leaves)
        {
            yield return NewLine;
            yield return $"{_names.Of(e.Target)}:;";
        }

        if (e.DefaultValue is not null) yield return Statement(e.DefaultValue, sink);
    }

    private IEnumerable<Piece> Switch(SwitchExpression e, Sink sink)
    {
        var outerBreak = _break;
        _break = null;
        yield return NewLine;
        yield return "switch (";
        yield return Operand(e.SwitchValue, Precedence.Lowest);
        yield return ")";
        yield return NewLine;
        yield return "{";
        _indentation++;
        foreach (var @case in e.Cases)
        {
            foreach (var test in @case.TestValues)
            {
                yield return NewLine;
                yield return Group(Deferred("case ", test, Precedence.Conditional, ":"));
            }

            yield return Group(CaseBody(@case.Body, sink));
        }

        if (e.DefaultBody is not null)
        {
            yield return NewLine;
            yield return "default:";
            yield return Group(CaseBody(e.DefaultBody, sink));
        }

        _indentation--;
        yield return NewLine;
        yield return "}";
        _break = outerBreak;
    }

    private IEnumerable<Piece> CaseBody(Expression body, Sink sink)
    {
        _indentation++;
        yield return Statement(body, sink);
        if (!sink.Returns)
        {
            yield return NewLine;
            yield return "break;";
        }

        _indentation--;
    }

    private IEnumerable<Piece> SwitchValue(SwitchExpression e)
    {
        yield return Operand(e.SwitchValue, Precedence.Sign);
        yield return " switch { ";
        foreach (var @case in e.Cases)
        {
            for (var i = 0; i < @case.TestValues.Count; i++)
            {
                if (i > 0) yield return " or ";
                yield return Operand(@case.TestValues[i], Precedence.Relational);
            }

            yield return " => ";
            yield return Operand(@case.Body, Precedence.Lowest);
            yield return ", ";
        }

        yield return "_ => ";
        yield return Operand(e.DefaultBody!, Precedence.Lowest);
        yield return " }";
    }

    private IEnumerable<Piece> Try(TryExpression e, Sink sink)
    {
        yield return NewLine;
        yield return "try";
        yield return NewLine;
        yield return Group(Braces(e.Body, sink));
        foreach (var handler in e.Handlers)
        {
            yield return NewLine;
            yield return Group(Catch(handler, sink));
        }

        if (e.Fault is not null)
        {
            yield return NewLine;
            yield return "catch";
            yield return NewLine;
            yield return Group(Braces(Expression.Block(e.Fault, Expression.Rethrow()), Sink.Discard));
        }

        if (e.Finally is null) yield break;
        yield return NewLine;
        yield return "finally";
        yield return NewLine;
        yield return Group(Braces(e.Finally, Sink.Discard));
    }

    private IEnumerable<Piece> Catch(CatchBlock handler, Sink sink)
    {
        var declares = handler.Variable is not null && _names.Declare(handler.Variable, "e");
        yield return $"catch ({CSharpNames.Of(handler.Test)}{(handler.Variable is null ? "" : $" {_names.Of(handler.Variable)}")})";
        if (handler.Filter is not null) yield return Group(Deferred(" when (", handler.Filter, Precedence.Lowest, ")"));
        yield return NewLine;
        yield return Group(Braces(handler.Body, sink));
        if (declares) _names.Release(handler.Variable!);
    }
}
