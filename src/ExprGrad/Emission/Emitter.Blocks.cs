using System.Linq.Expressions;
using ExprGrad.Emission.Splitting;
using ExprGrad.Emission.Threads;
using ExprGrad.Ir;
using ExprGrad.Runtime.Threading;
using ExprGrad.Scheduling.Threads;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Emission;

/// <summary>
/// Loops whose iterations run in blocks. A block is a method of its own, which may run on any thread; what does not vary over the loop stays in the method that has the loop, and comes to
/// blocks by a <see cref="Handover"/>. What blocks add up, each adds up for itself (<c>Emitter.BlockTotals</c>, <c>Emitter.BlockWindows</c>).
/// </summary>
internal sealed partial class Emitter
{
    private readonly List<BlockMethod> _blockMethods = [];
    private readonly Dictionary<ParameterExpression, SpanSource> _spanSources = [];
    private readonly Dictionary<Type, int> _handed = [];
    private BlockCode? _block;

    /// <summary>How many threads may run blocks; with none, there are no blocks.</summary>
    private int Threads { get; init; }

    private void EmitBlocks(BlockLoop blocks, EmissionContext at)
    {
        var workspace = (ParameterExpression)Workspace();
        var block = new BlockCode(blocks, $"block{_blockMethods.Count + 1}");
        var extent = Stored(Value(blocks.Loop.Axis.Bound, at), "extent", at.Code);
        var work = Work(blocks, at);
        var totals = blocks.Totals.Select(total => new BlockTotal(total, Total(total), _best.GetValueOrDefault(total))).ToList();
        var arrays = BeginArrays(blocks, block);
        BeginTotals(totals, block);

        (_workspace, _block) = (block.Own, block);
        var code = LoopCode(blocks.Loop, at);
        (_workspace, _block) = (workspace, null);
        EndTotals(totals);
        EndArrays(arrays);

        var (size, count) = (Variable(typeof(int), "size"), Variable(typeof(int), "blocks"));
        at.Code.Add(Expression.Assign(size, SizeOf(blocks, extent, work, arrays)));
        at.Code.Add(Expression.Assign(count, Expression.Call(typeof(BlockPlan), nameof(BlockPlan.Count), null, extent, size)));
        at.Code.Add(Expression.Assign(block.Call, Expression.Property(workspace, nameof(Runtime.Workspace.Blocks))));
        _variables.Add(block.Call);
        var combine = Combine(totals, arrays, count, block, at);
        var tails = CutWindows(block, count, at);
        EmitRun(block, [.. block.Start, .. code, .. block.Finish], extent, size, at);
        at.Code.AddRange(combine);
        JoinWindows(tails, block, count, extent, at);
    }

    // Hands over what the code of a block needs, and has all blocks run.
    private void EmitRun(BlockCode block, List<Expression> code, Expression extent, Expression size, EmissionContext at)
    {
        var handover = new Handover(Workspace(), block.Call, SlotOf, _spanSources);
        var (captured, own) = VariablesOf(code, block);
        captured.ForEach(handover.Take);
        at.Code.AddRange(handover.Stores());
        _variables.AddRange(handover.Arrays);
        Expression[] arguments = [Expression.Field(Expression.Constant(block.Holder), nameof(PartHolder<>.Value)), extent, size, Expression.Constant(Threads)];
        var noPins = Enumerable.Repeat(Expression.Default(typeof(ReadOnlySpan<byte>)), BlockCall.MostSpans - handover.Pins.Count);
        at.Code.Add(handover.Pins.Count == 0
            ? Expression.Call(block.Call, nameof(BlockCall.Run), null, arguments)
            : Expression.Call(block.Call, nameof(BlockCall.RunPinned), null, [.. arguments, .. handover.Pins, .. noPins]));
        _blockMethods.Add(new BlockMethod(block.Method([.. own, .. handover.Variables, .. handover.Arrays], handover.Loads(), code), block.Holder, block.Own));
    }

    private MethodCallExpression SizeOf(BlockLoop blocks, Expression extent, Expression work, List<BlockArray> arrays)
    {
        var elements = arrays.Aggregate<BlockArray, Expression>(Expression.Constant(0.0), (sum, array) =>
            Expression.Add(sum, Expression.Convert(Expression.Property(array.Common, nameof(Span<int>.Length)), typeof(double))));
        var (round, lanes) = _schedule.VectorLoops.TryGetValue(blocks.Loop, out var vector) ? (vector.Lanes * vector.Replicas, vector.Lanes) : (1, 1);
        return Expression.Call(
            typeof(BlockPlan), nameof(BlockPlan.Size), null, extent, work, elements, Expression.Constant(blocks.SmallestWork), Expression.Constant(round), Expression.Constant(lanes));
    }

    private int SlotOf(Type type)
    {
        if (!_handed.TryGetValue(type, out var slot)) _handed.Add(type, slot = _bufferCount++);
        return slot;
    }

    // In additions; of inner loops in triangles half, of others whose extents are not known yet what is assumed everywhere.
    private Expression Work(BlockLoop blocks, EmissionContext at)
    {
        Expression Trips(Axis axis)
        {
            var half = 1.0;
            for (; !at.Axes.ContainsAll(axis.Bound.Axes) && Ir.Load.Unchecked(axis.Bound) is IndexOf { Axis: var outer } && outer != axis; axis = outer) half /= 2;
            Expression trips = axis.Bound is not Constant && at.Axes.ContainsAll(axis.Bound.Axes)
                ? Expression.Call(typeof(BlockPlan), nameof(BlockPlan.Trips), null, Value(axis.Bound, at))
                : Expression.Constant(LoopCost.Trips(axis));
            return half == 1 ? trips : Expression.Multiply(trips, Expression.Constant(half));
        }

        return blocks.Work.Select(part => part.Inner.Select(Trips).Aggregate<Expression, Expression>(Expression.Constant(part.Cost), Expression.Multiply)).Aggregate<Expression, Expression>(Expression.Constant(1.0), Expression.Add);
    }

    // A block's own variables are given their values in it; it reads others.
    private static (List<ParameterExpression> Captured, List<ParameterExpression> Own) VariablesOf(List<Expression> statements, BlockCode block)
    {
        var code = StatementReader.Read(Expression.Lambda(Expression.Block(typeof(void), statements), block.Own, block.Call, block.Number, block.First, block.End));
        var assigned = new HashSet<int>();
        for (var i = 0; i < code.Touches.Count; i++)
        {
            if (code.Touches[i] is (TouchKind.Assign, var local)) assigned.Add(local);
        }

        var variables = code.Locals.Where(local => !local.IsParameter).ToLookup(local => assigned.Contains(local.Id), local => local.Variable);
        return ([.. variables[false]], [.. variables[true]]);
    }

    // What only blocks use is declared by them alone.
    private void RemoveBlocksVariables(List<Expression> code)
    {
        if (_blockMethods.Count == 0) return;
        var used = StatementReader.Read(Expression.Lambda(Expression.Block(code))).Locals.Select(local => local.Variable).ToHashSet();
        _variables.RemoveAll(variable => !used.Contains(variable));
    }
}
