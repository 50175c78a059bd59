using System.Linq.Expressions;
using ExprGrad.Ir;
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

    /// <summary>What is done after the loop.</summary>
    public List<Expression> After { get; } = [];

    /// <summary>Reductions over the loop, a vector for each replica.</summary>
    public Dictionary<Reduce, ParameterExpression[]> Totals { get; } = [];

    /// <summary>Where each lane has the index of its best element, for reductions to an index.</summary>
    public Dictionary<Reduce, ParameterExpression[]> Best { get; } = [];

    /// <summary>Arrays of vectors in which each lane adds up what it adds to an array, by the span of that array.</summary>
    public Dictionary<Expression, ParameterExpression> Sums { get; } = [];
}
