using System.Linq.Expressions;
using ExprGrad.Ir;
using ExprGrad.Scheduling;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Emission.Vectors;

/// <summary>What the bodies of one vectorised loop share: sums in lanes, and what is done with them before and after the loop.</summary>
internal sealed class VectorLoopCode(VectorLoop loop, VectorForm form)
{
    public VectorLoop Loop => loop;

    public VectorForm Form => form;

    /// <summary>What is done before the loop.</summary>
    public List<Expression> Before { get; } = [];

    /// <summary>How the variables that the loop sums in get their start, which is done last.</summary>
    public List<Expression> Starts { get; } = [];

    /// <summary>How what is in those variables is taken together: after the loop, or after a part of it, of which the next one begins with the starts again.</summary>
    public List<Expression> Ends { get; } = [];

    /// <summary>What is done after the loop.</summary>
    public List<Expression> After { get; } = [];

    /// <summary>How many terms a lane takes in a round into a sum of floats; 0 if there is no such sum.</summary>
    public int FloatTerms { get; private set; }

    /// <summary>Notes a sum over the lanes.</summary>
    /// <param name="block">Where terms are added to it.</param>
    public void NoteSum(Block block)
    {
        if (form.Scalar == typeof(float)) FloatTerms = Math.Max(FloatTerms, FloatRuns.TermsOf(block.Axes.Loops.Except(loop.Loop.Body.Axes.Loops)));
    }

    /// <summary>Reductions over the loop, a vector for each replica.</summary>
    public Dictionary<Reduce, ParameterExpression[]> Totals { get; } = [];

    /// <summary>Where each lane has the index of its best element, for reductions to an index.</summary>
    public Dictionary<Reduce, ParameterExpression[]> Best { get; } = [];

    /// <summary>What the sums of each lane have added up before their present run, in double: the lower and the upper half of a vector, for each replica.</summary>
    public Dictionary<(Reduce Sum, int Replica), (ParameterExpression Lower, ParameterExpression Upper)> Earlier { get; } = [];

    /// <summary>Arrays of vectors in which each lane adds up what it adds to elements of an array.</summary>
    public List<(ElementRange Elements, ParameterExpression Sums)> Sums { get; } = [];

    /// <summary>The part of the loop whose products along rows are taken at once; null if it has none.</summary>
    public RowPart? RowPart { get; init; }

    /// <summary>Which statements of an iteration add to elements side by side; null until it is asked for.</summary>
    public NeighbourGroups? Neighbours { get; set; }

    /// <summary>Elements that the loop completes in order: all of a gradient, or those that neighbours add to.</summary>
    public Dictionary<object, LaneWindow> Windows { get; } = [];
}
