using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Emission.Threads;

/// <summary>A reduction of which blocks make parts.</summary>
/// <param name="Reduction">The reduction.</param>
/// <param name="Common">Its variable outside of blocks.</param>
/// <param name="CommonBest">Of a reduction to an index that was begun before: the variable of the best element.</param>
internal sealed record BlockTotal(Reduce Reduction, ParameterExpression Common, ParameterExpression? CommonBest)
{
    /// <summary>The variables in a block, and those that they are taken into.</summary>
    public List<(ParameterExpression Own, ParameterExpression Common)> Parts { get; } = [];
}

/// <summary>Numbers that blocks leave behind.</summary>
/// <param name="Array">The variable of the array with them, in the method that has the loop and in that of a block.</param>
/// <param name="Width">How many each block has.</param>
internal sealed record BlockParts(ParameterExpression Array, int Width)
{
    public Expression Of(Expression block, int place) =>
        Expression.ArrayAccess(Array, Expression.Add(Expression.Multiply(block, Expression.Constant(Width)), Expression.Constant(place)));
}

/// <summary>An array of which each block makes one of its own.</summary>
/// <param name="Common">The array outside of blocks.</param>
/// <param name="Slot">The number of the buffer that it is in a block.</param>
/// <param name="Restore">Puts the common one back in its place when the block's code is written.</param>
internal sealed record BlockArray(ParameterExpression Common, int Slot, Action Restore);
