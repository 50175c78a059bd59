using System.Linq.Expressions;
using ExprGrad.Emission.Threads;
using ExprGrad.Ir;
using ExprGrad.Runtime.Threading;

namespace ExprGrad.Emission;

/// <summary>
/// Gradients whose elements one iteration hands on to the next, in a loop that runs in blocks. A block begins with none, writes those that it completes, and leaves behind what is incomplete at its end: the
/// next blocks have written the other parts of these elements when all have run, and it is added to them.
/// </summary>
internal sealed partial class Emitter
{
    private List<(ArrayOutput Output, WindowCode Window, BlockParts Parts)> CutWindows(BlockCode block, ParameterExpression count, EmissionContext at)
    {
        var tails = new List<(ArrayOutput, WindowCode, BlockParts)>();
        foreach (var (output, window) in _windows)
        {
            if (window.Loop != block.Loop || window.Pending.Count == 0) continue;
            var parts = PartsOf(window.Pending[0].Type, window.Pending.Count, count, block, at);
            for (var i = 0; i < window.Pending.Count; i++)
            {
                block.Start.Add(Expression.Assign(window.Pending[i], Expression.Default(window.Pending[i].Type)));
                block.Finish.Add(Expression.Assign(parts.Of(block.Number, i), window.Pending[i]));
            }

            tails.Add((output, window, parts));
        }

        return tails;
    }

    // First the elements behind the last block, which nobody has written yet, and which short blocks before it may reach too.
    private void JoinWindows(
        List<(ArrayOutput Output, WindowCode Window, BlockParts Parts)> tails, BlockCode block, ParameterExpression count, ParameterExpression extent, EmissionContext at)
    {
        if (tails.Count == 0) return;
        var last = Expression.Subtract(count, One);
        var begin = new List<Expression>();
        var number = Variable(typeof(int), "part");
        var adds = new List<Expression>();
        foreach (var (output, window, parts) in tails)
        {
            for (var i = 0; i < window.Pending.Count; i++)
            {
                begin.Add(Expression.Assign(window.Pending[i], parts.Of(last, i)));
                var index = Expression.Add(Expression.Call(block.Call, nameof(BlockCall.End), null, number), Expression.Constant(window.First + i));
                adds.Add(_outputs[output.Of].Add([index], parts.Of(number, i)));
            }
        }

        at.Code.Add(Expression.IfThen(Expression.GreaterThan(extent, None), Void(begin)));
        foreach (var (_, window, _) in tails) EndWindow(window, extent, at);
        at.Code.AddRange(For(number, None, last, Expression.Label(), adds, starts: []));
    }
}
