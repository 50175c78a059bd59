using System.Linq.Expressions;
using ExprGrad.Emission.Vectors;
using ExprGrad.Ir;
using ExprGrad.Runtime;
using ExprGrad.Scheduling;

namespace ExprGrad.Emission;

/// <summary>Gradients whose elements are completed one after the other: a store for each, where others take a clear and an addition for each contribution.</summary>
internal sealed partial class Emitter
{
    private readonly Dictionary<ArrayOutput, WindowCode> _windows = [];

    private void BeginWindows(LoopItem loop, EmissionContext at)
    {
        foreach (var (output, window) in _schedule.Windows.Where(window => window.Value.Loop == loop))
        {
            var access = _outputs[output.Of];
            var element = access.Span!.Type.GetGenericArguments()[0];
            if (!_signature.IsZero(output))
            {
                at.Code.Add(Expression.Call(
                    typeof(Arguments), nameof(Arguments.ClearOutside), [element],
                    access.Span, Value(loop.Axis.Bound, at), Expression.Constant(window.First), Expression.Constant(window.Last)));
            }

            var pending = new ParameterExpression[window.Width];
            for (var i = 0; i < pending.Length; i++)
            {
                pending[i] = Variable(element, "pending");
                at.Code.Add(Expression.Assign(pending[i], Expression.Default(element)));
            }

            Func<IReadOnlyList<Expression>, Expression, Expression> write = _signature.Accumulates(output) ? access.Add : access.Write;
            _windows.Add(output, new WindowCode(window, output.Contributions.Length, pending, (index, value, _) => write([index], value)));
        }
    }

    private Func<Expression, Expression, EmissionContext, Expression> WriteWindow(ArrayOutput output, int first)
    {
        var span = _outputs[output.Of].Span!;
        return (_, value, at) =>
        {
            var position = new LanePosition(Integers.Sum(_lanes!.Index, Expression.Constant(first)), One);
            return _signature.Accumulates(output) ? AddLanes(span, position, value, at) : WriteLanes(span, position, value, at);
        };
    }

    /// <summary>The incomplete elements of one output while its loop's code is written.</summary>
    /// <param name="window">Which elements they are.</param>
    /// <param name="contributions">How many contributions an iteration makes.</param>
    /// <param name="pending">The variables that hold the incomplete elements between two iterations, from the smallest index.</param>
    /// <param name="write">Writes a complete element.</param>
    private sealed class WindowCode(Window window, int contributions, ParameterExpression[] pending, Func<Expression, Expression, EmissionContext, Expression> write)
    {
        private readonly Expression?[] _sums = new Expression?[window.Width + 1];
        private readonly int _contributions = contributions;
        private int _made;

        public LoopItem Loop => window.Loop;

        /// <summary>The smallest distance of an element from the loop's index.</summary>
        public int First => window.First;

        /// <summary>The variables of the elements that are incomplete between two iterations.</summary>
        public IReadOnlyList<ParameterExpression> Pending => pending;

        /// <summary>The same for one vector of iterations, whose elements are complete at its end.</summary>
        public WindowCode InLanes(Func<Expression, Expression, EmissionContext, Expression> writeLanes) => new(window, _contributions, [], writeLanes);

        public void Add(int offset, Expression value, EmissionContext body)
        {
            var place = offset - window.First;
            _sums[place] = Plus(_sums[place], value);
            if (++_made < _contributions) return;

            // The first element is complete; the others move up.
            body.Code.Add(write(Index(body.Index(Loop.Axis), window.First), Plus(pending.ElementAtOrDefault(0), _sums[0]), body));
            for (var i = 0; i < pending.Length; i++) body.Code.Add(Expression.Assign(pending[i], Plus(pending.ElementAtOrDefault(i + 1), _sums[i + 1])));
        }

        public void End(Expression count, EmissionContext at)
        {
            if (pending.Length == 0) return;
            var last = pending.Select((element, i) => write(Index(count, window.First + i), element, at));
            at.Code.Add(Expression.IfThen(Expression.GreaterThan(count, Expression.Constant(0)), Void([.. last])));
        }

        private static Expression Index(Expression index, int offset) => offset == 0 ? index : Expression.Add(index, Expression.Constant(offset));

        private static Expression Plus(Expression? left, Expression? right) =>
            left is null ? right!
            : right is null ? left
            : right is UnaryExpression { NodeType: ExpressionType.Negate, Operand: var subtracted } ? Expression.Subtract(left, subtracted)
            : Expression.Add(left, right);
    }
}
