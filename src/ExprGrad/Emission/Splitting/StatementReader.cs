using System.Linq.Expressions;

namespace ExprGrad.Emission.Splitting;

/// <summary>Reads a lambda as lists of statements: blocks are dissolved; loops, conditionals and the outermost try and finally keep lists of their own.</summary>
internal sealed class StatementReader
{
    private readonly Code _code = new();
    private readonly ExpressionReader _expressions;
    private readonly Stack<Step> _pending = new();

    private StatementReader() => _expressions = new(_code);

    /// <summary>Reads a lambda of any kind and size.</summary>
    public static Code Read(LambdaExpression lambda)
    {
        var reader = new StatementReader();
        foreach (var parameter in lambda.Parameters) reader._expressions.Declare(parameter, isParameter: true);
        reader.ReadAll(lambda.Body);
        var code = reader._code;
        if (lambda.ReturnType != typeof(void) && code.Root.Statements is [.., var last]) last.IsResult = true;
        code.Size = reader._expressions.Size;
        return code;
    }

    private void ReadAll(Expression body)
    {
        _pending.Push(new(body, _code.Root, End: null));
        while (_pending.TryPop(out var step))
        {
            if (step.End is { } end) end();
            else Read(step.Expression!, step.List!);
        }

        _code.Root.End = _code.Touches.Count;
    }

    private void Read(Expression expression, StatementList list)
    {
        switch (expression)
        {
            case DefaultExpression when expression.Type == typeof(void):
                break;
            case BlockExpression block:
                ReadBlock(block, list);
                break;
            case LoopExpression loop when loop.Type == typeof(void):
                ReadLoop(loop, list);
                break;
            case ConditionalExpression conditional when conditional.Type == typeof(void):
                ReadConditional(conditional, list);
                break;
            case TryExpression { Handlers.Count: 0, Fault: null } attempt when IsOutermost(list):
                ReadTry(attempt, list);
                break;
            default:
                var statement = new Statement(expression, list) { Start = _code.Touches.Count };
                list.Statements.Add(statement);
                var before = _expressions.Size;
                _expressions.Read(expression, statement);
                statement.End = _code.Touches.Count;
                statement.Size = SizeSince(before);
                break;
        }
    }

    private void ReadBlock(BlockExpression block, StatementList list)
    {
        foreach (var variable in block.Variables)
        {
            if (_expressions.Declare(variable).Declarations++ > 0) _code.HidesVariables = true;
        }

        if (block.Variables.Count > 0) AtEnd(() => EndScope(block));
        for (var i = block.Expressions.Count - 1; i >= 0; i--) _pending.Push(new(block.Expressions[i], list, End: null));
    }

    private void EndScope(BlockExpression block)
    {
        foreach (var variable in block.Variables) _expressions.Declare(variable).Declarations--;
    }

    private void ReadLoop(LoopExpression loop, StatementList list)
    {
        var statement = Begin(loop, list, out var before);
        var body = Inside(statement, TouchKind.Part);
        body.IsLoop = true;
        _code.Jumps.Define(loop.BreakLabel, body);
        _code.Jumps.Define(loop.ContinueLabel, body);
        AtEnd(() =>
        {
            Leave(body, TouchKind.EndPart);
            End(statement, before);
        });
        _pending.Push(new(loop.Body, body, End: null));
    }

    private void ReadConditional(ConditionalExpression conditional, StatementList list)
    {
        var statement = Begin(conditional, list, out var before);
        _expressions.Read(conditional.Test, statement);
        statement.TestEnd = _code.Touches.Count;
        var whenTrue = Inside(statement, TouchKind.Branch);
        var whenFalse = new StatementList(statement);
        statement.Inner.Add(whenFalse);
        AtEnd(() =>
        {
            Leave(whenFalse, TouchKind.EndBranch);
            End(statement, before);
        });
        _pending.Push(new(conditional.IfFalse, whenFalse, End: null));
        AtEnd(() =>
        {
            Leave(whenTrue, TouchKind.Else);
            whenFalse.Start = _code.Touches.Count;
            _code.Lists.Add(whenFalse);
        });
        _pending.Push(new(conditional.IfTrue, whenTrue, End: null));
    }

    // The block that is tried may be taken apart, what is done finally not: it is part of the method that catches.
    private void ReadTry(TryExpression attempt, StatementList list)
    {
        var statement = Begin(attempt, list, out var before);
        var body = Inside(statement, TouchKind.Part);
        AtEnd(() =>
        {
            Leave(body, TouchKind.EndPart);
            if (attempt.Type != typeof(void)) body.Statements[^1].IsResult = true;
            _expressions.Read(attempt.Finally!, statement);
            End(statement, before);
        });
        _pending.Push(new(attempt.Body, body, End: null));
    }

    private static bool IsOutermost(StatementList list)
    {
        while (list.Owner is { Expression: TryExpression } owner) list = owner.List;
        return list.Owner is null;
    }

    private CompoundStatement Begin(Expression expression, StatementList list, out MethodSize before)
    {
        before = _expressions.Size;
        _expressions.Size += new MethodSize(0, References: 2, Branches: 1, Instructions: 4, Bytes: 16);
        var statement = new CompoundStatement(expression, list) { Start = _code.Touches.Count, TestEnd = _code.Touches.Count };
        list.Statements.Add(statement);
        return statement;
    }

    private void End(CompoundStatement statement, MethodSize before)
    {
        statement.End = _code.Touches.Count;
        statement.Size = SizeSince(before);
    }

    private StatementList Inside(CompoundStatement statement, TouchKind kind)
    {
        _code.Touches.Add(kind);
        var list = new StatementList(statement) { Start = _code.Touches.Count };
        statement.Inner.Add(list);
        _code.Lists.Add(list);
        return list;
    }

    private void Leave(StatementList list, TouchKind kind)
    {
        list.End = _code.Touches.Count;
        _code.Touches.Add(kind);
    }

    // Locals belong to methods, not to statements.
    private MethodSize SizeSince(MethodSize before) => (_expressions.Size - before) with { Locals = 0 };

    private void AtEnd(Action end) => _pending.Push(new(Expression: null, List: null, end));

    private readonly record struct Step(Expression? Expression, StatementList? List, Action? End);
}
