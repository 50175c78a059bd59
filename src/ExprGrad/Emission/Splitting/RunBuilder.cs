using System.Linq.Expressions;

namespace ExprGrad.Emission.Splitting;

/// <summary>Makes the steps of one list after the other: long runs of plain statements, and the statements whose lists are planned one by one.</summary>
internal sealed class RunBuilder(Code code, SplitLimits limits)
{
    private readonly RunMeter _meter = new(code);
    private List<PlanStep> _steps = [];
    private Run? _run;

    public List<Run> Runs { get; } = [];

    /// <summary>Makes the steps of <paramref name="list"/>; those of open statements inside it must be there.</summary>
    /// <exception cref="InvalidOperationException">A jump leaves one of several statements with finally.</exception>
    public List<PlanStep> Build(StatementList list, bool isFrame)
    {
        _steps = [];
        var barriers = 0;
        foreach (var statement in list.Statements)
        {
            if (statement is CompoundStatement { IsOpen: true } open) Open(open, barriers);
            else if (statement is CompoundStatement { Jumps: true } && !isFrame)
                throw new InvalidOperationException("A jump out of one of several try statements can't be split.");
            else if (statement.IsResult || (statement.Jumps && !isFrame)) AddAlone(statement, barriers);
            else Add(statement, !isFrame && statement.Pin > list.Depth, barriers);
            if (statement.Jumps) barriers++;
        }

        Close();
        return _steps;
    }

    private void Open(CompoundStatement statement, int barriers)
    {
        Close();
        var own = new MethodSize(0, References: 2, Branches: 1, Instructions: 4, Bytes: 16);
        var inner = statement.Inner.SelectMany(list => list.Plan!.Steps).Aggregate(default(MethodSize), (sum, step) => sum + step.Size);
        var canMove = statement.Pin > statement.List.Depth;
        if (statement.Expression is ConditionalExpression conditional)
        {
            // The test becomes a statement of its own, so that values can come in before it and go out after it.
            var choice = new Local(Expression.Variable(typeof(bool)), code.Locals.Count, isParameter: false);
            _run = new Run(statement.List, barriers);
            _meter.Start();
            _meter.Add(default, statement.Start, statement.TestEnd);
            _run.Pieces.Add(new(Expression.Assign(choice.Variable, conditional.Test), statement.Start, statement.TestEnd));
            Runs.Add(_run);
            _steps.Add(new OpenStep(statement, own + _meter.Size) { Test = _run, Choice = choice, Size = own + _meter.Size + inner, CanMove = canMove });
            _run = null;
        }
        else
        {
            var step = new OpenStep(statement, own) { Size = own + inner, CanMove = canMove };
            step.Others.AddRange(LocalsOf(statement));
            _steps.Add(step);
        }
    }

    private IEnumerable<Local> LocalsOf(CompoundStatement statement) =>
        from part in statement.OwnTouches
        from position in Enumerable.Range(part.Start, part.End - part.Start)
        let touch = code.Touches[position]
        where Touches.IsOfLocal(touch.Kind)
        select code.Locals[touch.Local];

    private void AddAlone(Statement statement, int barriers)
    {
        Close();
        Start(statement.List, canMove: false, statement.IsResult, barriers);
        Append(statement);
        Close();
    }

    private void Add(Statement statement, bool canMove, int barriers)
    {
        var hasLoops = HasLoops(statement);
        if (_run is null || _run.CanMove != canMove || !_meter.TryAdd(statement, hasLoops || _run.HasLoops ? limits.Part : limits.Straight))
        {
            Close();
            Start(statement.List, canMove, isResult: false, barriers);
            Append(statement);
        }
        else
        {
            _run.Pieces.Add(new(statement.Expression, statement.Start, statement.End));
            _run.HasLoops |= hasLoops;
        }
    }

    private void Start(StatementList list, bool canMove, bool isResult, int barriers)
    {
        _run = new Run(list, barriers) { CanMove = canMove, IsResult = isResult };
        _meter.Start();
    }

    private void Append(Statement statement)
    {
        _run!.HasLoops = HasLoops(statement);
        _meter.Add(statement.Size, statement.Start, statement.End);
        _run.Pieces.Add(new(statement.Expression, statement.Start, statement.End));
    }

    private static bool HasLoops(Statement statement) => statement is CompoundStatement { Expression: LoopExpression } or CompoundStatement { HasLoops: true };

    private void Close()
    {
        if (_run is null) return;
        _run.Size = _meter.Size;
        Runs.Add(_run);
        _steps.Add(_run);
        _run = null;
    }
}
