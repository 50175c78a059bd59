using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace ExprGrad.Emission.Splitting;

/// <summary>How a list of statements is split.</summary>
/// <param name="isFrame">Whether the list surrounds the one that is split, and stays in one method.</param>
/// <param name="loop">The innermost of the list and those around it whose statements may be executed again.</param>
internal sealed class ListPlan(bool isFrame, StatementList? loop)
{
    public bool IsFrame { get; } = isFrame;

    public StatementList? Loop { get; } = loop;

    /// <summary>What stays in the method that has the list.</summary>
    public List<PlanStep> Steps { get; set; } = [];

    /// <summary>What was cut out of the list; a chunk comes after those that it calls.</summary>
    public List<Chunk> Chunks { get; } = [];

    /// <summary>The number of the last run in it, in the order of evaluation.</summary>
    public int LastRun { get; set; } = -1;

    /// <summary>The code of <see cref="Steps"/>.</summary>
    public Expression? Body { get; set; }

    /// <summary>How many methods <see cref="Body"/> calls in each other before one asks for room on the stack.</summary>
    public int Unasked { get; set; }

    /// <summary>The variables that <see cref="Body"/> mentions.</summary>
    public HashSet<Local> Locals { get; } = [];
}

/// <summary>A part of a method.</summary>
internal abstract class PlanStep
{
    public MethodSize Size { get; set; }

    /// <summary>Whether it may become a part of another method.</summary>
    public bool CanMove { get; init; }
}

/// <summary>Statements that are executed one after the other in one method: values from other methods come in between them.</summary>
internal sealed class Run(StatementList list, int barriers) : PlanStep
{
    public StatementList List { get; } = list;

    /// <summary>How many jumps and labels precede it in its list.</summary>
    public int Barriers { get; } = barriers;

    public List<Piece> Pieces { get; } = [];

    /// <summary>What it does to each variable, in the order in which it touches them first.</summary>
    public List<Use> Uses { get; } = [];

    public bool IsResult { get; init; }

    public bool HasLoops { get; set; }

    /// <summary>Its number in the order of evaluation.</summary>
    public int Number { get; set; }

    public int Start => Pieces[0].Start;
}

/// <summary>A statement in a run.</summary>
/// <param name="Expression">The statement.</param>
/// <param name="Start">The position of its first touch.</param>
/// <param name="End">The position after its last touch.</param>
internal readonly record struct Piece(Expression Expression, int Start, int End);

/// <summary>A statement whose lists are planned one by one.</summary>
internal sealed class OpenStep(CompoundStatement statement, MethodSize own) : PlanStep
{
    public CompoundStatement Statement { get; } = statement;

    /// <summary>The size of what is in no list.</summary>
    public MethodSize Own { get; } = own;

    /// <summary>The test of a conditional.</summary>
    public Run? Test { get; init; }

    /// <summary>Holds the value of <see cref="Test"/>.</summary>
    public Local? Choice { get; init; }

    /// <summary>What the statement mentions outside of its test and its lists.</summary>
    public List<Local> Others { get; } = [];
}

/// <summary>The call of a chunk.</summary>
internal sealed class CallStep(Chunk chunk) : PlanStep
{
    public Chunk Chunk { get; } = chunk;
}

/// <summary>A method of its own, cut out of a list.</summary>
internal sealed class Chunk(StatementList list, List<PlanStep> steps)
{
    public StatementList List { get; } = list;

    public List<PlanStep> Steps { get; } = steps;

    public List<Local> Parameters { get; } = [];

    /// <summary>How many methods, itself among them, call each other from it on before one asks for room on the stack.</summary>
    public int Unasked { get; set; }

    /// <summary>Where its delegate will be when it is compiled.</summary>
    public IStrongBox? Holder { get; set; }
}
