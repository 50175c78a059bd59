using System.Linq.Expressions;

namespace ExprGrad.Emission.Splitting;

/// <summary>A step of the lambda to split.</summary>
internal class Statement(Expression expression, StatementList list)
{
    public Expression Expression { get; } = expression;

    public StatementList List { get; } = list;

    /// <summary>The position of its first touch.</summary>
    public int Start { get; set; }

    /// <summary>The position after its last touch.</summary>
    public int End { get; set; }

    /// <summary>The positions of the touches that are not part of an inner list.</summary>
    public virtual IEnumerable<(int Start, int End)> OwnTouches => [(Start, End)];

    public MethodSize Size { get; set; }

    /// <summary>The least depth of a list whose method it must be part of, because of a label or of an assignment to a passed variable.</summary>
    public int Pin { get; set; } = int.MaxValue;

    /// <summary>Whether control may leave it for, or enter it by, a label outside of it.</summary>
    public bool Jumps { get; set; }

    /// <summary>Whether its value is the value of its list.</summary>
    public bool IsResult { get; set; }
}

/// <summary>A statement that consists of lists of statements: a loop (its body), a conditional (its arms), or try and finally (the part that is tried).</summary>
internal sealed class CompoundStatement(Expression expression, StatementList list) : Statement(expression, list)
{
    public List<StatementList> Inner { get; } = [];

    /// <summary>The position at which the test of a conditional ends.</summary>
    public int TestEnd { get; set; }

    /// <summary>Whether there are loops in it.</summary>
    public bool HasLoops { get; set; }

    // The test, and what is done finally.
    public override IEnumerable<(int Start, int End)> OwnTouches => [(Start, TestEnd), (Inner[^1].End, End)];

    /// <summary>Whether its lists are planned one by one, because it is too large for one method or is left by jumps.</summary>
    public bool IsOpen => Inner[0].Plan is not null;
}

/// <summary>Statements that are executed one after the other.</summary>
internal sealed class StatementList(CompoundStatement? owner)
{
    /// <summary>The statement that it is a part of; null for the body of the lambda.</summary>
    public CompoundStatement? Owner { get; } = owner;

    public StatementList? Parent => Owner?.List;

    public int Depth { get; } = owner is null ? 0 : owner.List.Depth + 1;

    public List<Statement> Statements { get; } = [];

    /// <summary>The position of its first touch.</summary>
    public int Start { get; set; }

    /// <summary>The position after its last touch.</summary>
    public int End { get; set; }

    /// <summary>Whether its statements may be executed again.</summary>
    public bool IsLoop { get; set; }

    /// <summary>The position before which every assignment precedes all jumps to labels of this list.</summary>
    public int FirstJump { get; set; } = int.MaxValue;

    /// <summary>How it is split; null if it goes where its owner goes.</summary>
    public ListPlan? Plan { get; set; }
}
