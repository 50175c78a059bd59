using System.Linq.Expressions;
using ExprGrad.Emission.Splitting;
using ExprGrad.Runtime;
using ExprGrad.Runtime.Threading;
using ExprGrad.Scheduling;
using ExprGrad.Scheduling.Threads;

namespace ExprGrad.Emission.Threads;

/// <summary>The method that runs a block of a loop's iterations, while its code is written.</summary>
internal sealed class BlockCode(BlockLoop loop, string name)
{
    public LoopItem Loop => loop.Loop;

    /// <summary>Where the method that has the loop finds this one.</summary>
    public PartHolder<BlockBody> Holder { get; } = new(name);

    /// <summary>The block's own buffers.</summary>
    public ParameterExpression Own { get; } = Expression.Parameter(typeof(Workspace), "own");

    /// <summary>What it gets from the call.</summary>
    public ParameterExpression Call { get; } = Expression.Parameter(typeof(BlockCall), "call");

    /// <summary>Its number.</summary>
    public ParameterExpression Number { get; } = Expression.Parameter(typeof(int), "block");

    /// <summary>Its first iteration.</summary>
    public ParameterExpression First { get; } = Expression.Variable(typeof(int), "first");

    /// <summary>The iteration behind its last one.</summary>
    public ParameterExpression End { get; } = Expression.Variable(typeof(int), "end");

    /// <summary>What is done before its first iteration.</summary>
    public List<Expression> Start { get; } = [];

    /// <summary>What is done after its last iteration.</summary>
    public List<Expression> Finish { get; } = [];

    /// <summary>The method: values from outside come first.</summary>
    public Expression<BlockBody> Method(IEnumerable<ParameterExpression> variables, IEnumerable<Expression> loads, IEnumerable<Expression> code) => Expression.Lambda<BlockBody>(
        Expression.Block(
            typeof(void),
            [.. variables, First, End],
            [
                .. loads,
                Expression.Assign(First, Expression.Call(Call, nameof(BlockCall.First), null, Number)),
                Expression.Assign(End, Expression.Call(Call, nameof(BlockCall.End), null, Number)),
                .. Start, .. code, .. Finish,
            ]),
        Holder.Name, [Own, Call, Number]);
}

/// <summary>The method of a block, written, and where it is called from.</summary>
internal sealed record BlockMethod(Expression<BlockBody> Lambda, PartHolder<BlockBody> Holder, Expression Own);
