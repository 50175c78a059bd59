using System.Linq.Expressions;

namespace ExprGrad.Emission.Splitting;

/// <summary>How the methods that a lambda is split into come by the value of a variable.</summary>
internal enum LocalKind
{
    /// <summary>Each method has its own variable; values that cross from one to another go through fields.</summary>
    Free,

    /// <summary>As <see cref="Free"/>, with a value before the first statement that is split: an argument, or something computed earlier.</summary>
    Entry,

    /// <summary>Only what surrounds the statements that are split has to do with it.</summary>
    Outer,

    /// <summary>One method has the variable and makes all assignments; those that it calls get the value, or the reference, as an argument.</summary>
    Passed,
}

/// <summary>A variable or parameter of the lambda to split.</summary>
internal sealed class Local(ParameterExpression variable, int id, bool isParameter)
{
    public ParameterExpression Variable { get; } = variable;

    public int Id { get; } = id;

    /// <summary>Whether this is a parameter of the lambda.</summary>
    public bool IsParameter { get; } = isParameter;

    /// <summary>The number of open blocks that declare it, while reading.</summary>
    public int Declarations { get; set; }

    public LocalKind Kind { get; set; }

    /// <summary>Of a passed variable: the innermost list of statements around all that touch it.</summary>
    public StatementList? Home { get; set; }

    /// <summary>The first run that touches it.</summary>
    public Use? FirstUse { get; set; }

    public Use? LastUse { get; set; }

    /// <summary>Of a variable whose values cross methods: where they do.</summary>
    public Expression? Place { get; set; }

    /// <summary>The variable of the page with <see cref="Place"/>, or of what a span is taken from again.</summary>
    public Local? Page { get; set; }

    /// <summary>Whether <see cref="Place"/> is a span that is taken again (<see cref="SpansAgain"/>): nothing is put there.</summary>
    public bool IsTakenAgain { get; set; }

    /// <summary>Gets the value from there.</summary>
    public Expression Load => field ??= Expression.Assign(Variable, Place!);

    /// <summary>Puts the value there.</summary>
    public Expression Store => field ??= Expression.Assign(Place!, Variable);

    public void Append(Use use)
    {
        if (LastUse is null) FirstUse = use;
        else LastUse.Next = use;
        LastUse = use;
    }
}
