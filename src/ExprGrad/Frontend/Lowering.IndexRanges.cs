using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>The smallest and the largest index of loops, which are checked once for all iterations.</summary>
internal sealed partial class Lowering
{
    // The innermost loops of the scope that run in full, whatever varies over the given axes being outside of them.
    private AxisSet InnerLoops(AxisSet outside)
    {
        var around = _scope;
        while (around.Innermost is { IsGuard: false, EndsEarly: false } axis && !outside.Contains(axis))
        {
            outside = outside.Union(axis.Bound.Axes);
            around = around.Outer;
        }

        return _scope.Except(around);
    }

    // The same with the branches between and inside of them.
    private AxisSet InnerNest(AxisSet outside)
    {
        var (around, nest) = (_scope, AxisSet.Empty);
        for (; around.Innermost is { } axis && !outside.Contains(axis); around = around.Outer)
        {
            if (axis.IsGuard) continue;
            outside = outside.Union(axis.Bound.Axes);
            nest = _scope.Except(around.Outer);
        }

        return nest;
    }

    // The smallest and the largest index over all iterations of the loops of the nest, if they are known before anything is computed.
    private (Node Low, Node High)? EarlyExtremes(Node index, AxisSet nest) =>
        IndexRange.Extremes(index, nest) is { } range ? (range.IsEarly(_earliness) ? Bounds(range, nest.Loops) : null)
        : Corners(index, nest.Loops) is var (low, high) && _earliness.IsEarly(low) && _earliness.IsEarly(high) ? (low, high)
        : null;

    private (Node Low, Node High) Bounds(IndexRange.Range range, AxisSet loops) => Bounds(Sum(range.Low), Sum(range.High), loops);

    // 0 and -1, which are always in range, if the loops don't run.
    private (Node Low, Node High) Bounds(Node low, Node high, AxisSet loops)
    {
        var zero = Graph.Constant(0L);
        var runs = loops.Aggregate((Node)Graph.Constant(true), Runs);
        Node IfRuns(Node node, Node otherwise) => runs is Constant ? node : Graph.Apply(Primitives.Select, runs, node, otherwise);
        return (low is Constant { Value: >= 0L } ? zero : IfRuns(low, zero), IfRuns(high, Graph.Constant(-1L)));
    }

    /// <summary>
    /// The smallest and the largest index where each loop goes by steps that are the same in all iterations, of any of which a product may be a part: rows of a length that is no literal begin at such.
    /// All indices are in range if these are. Steps and the first index are what int arithmetic makes them: from one index in range to the next the sum with an int can't wrap around.
    /// </summary>
    private (Node Low, Node High)? Corners(Node index, AxisSet loops)
    {
        var form = _indexForms.Of(index);
        var (outermost, start) = (loops[0], _indexForms.Start(form, loops));
        bool IsKnown(Node node) => node.Axes.Intersect(loops).IsEmpty && (Totality.IsTotal(node) || node == Load.Unchecked(outermost.Bound));
        if (!_indexForms.Integers(form).All(IsKnown) || !loops.All(loop => IsKnown(Load.Unchecked(loop.Bound)))) return null;
        var low = Graph.Apply(Primitives.Convert(typeof(long)), _indexForms.Write(start));
        var high = low;
        foreach (var loop in loops)
        {
            if (_indexForms.Stride(form, loop) is not { } stride || _indexForms.Loops(stride).Any(loops.Contains)) return null;
            var reach = Reach(_indexForms.Write(stride), Load.Unchecked(loop.Bound));
            low = Graph.Apply(Primitives.Add, low, Graph.Apply(Primitives.IntegerMin, reach, Graph.Constant(0L)));
            high = Graph.Apply(Primitives.Add, high, Graph.Apply(Primitives.IntegerMax, reach, Graph.Constant(0L)));
        }

        return Bounds(low, high, loops);
    }

    // How far an index goes to the last iteration; not so far that sums could overflow, but farther than any array is long.
    private Node Reach(Node stride, Node trips)
    {
        const long Far = 1L << 40;
        Node Wide(Node number) => Graph.Apply(Primitives.Convert(typeof(long)), number);
        var reach = Graph.Apply(Primitives.Multiply, Wide(stride), Graph.Apply(Primitives.Subtract, Wide(trips), Graph.Constant(1L)));
        return Graph.Apply(Primitives.IntegerMax, Graph.Apply(Primitives.IntegerMin, reach, Graph.Constant(Far)), Graph.Constant(-Far));
    }

    private static bool RunsAlways(Axis loop) => loop.Bound is Constant { Value: > 0 };

    // Whether a loop runs, beside others.
    private Node Runs(Node others, Axis loop)
    {
        if (RunsAlways(loop)) return others;
        var runs = Graph.Apply(Primitives.GreaterThan, loop.Bound, Graph.Constant(0));
        return others is Constant ? runs : Graph.Apply(Primitives.And, others, runs);
    }

    // In long, where a few products of ints can't overflow.
    private Node Sum(IndexRange.Terms terms)
    {
        Node sum = Graph.Constant(terms.Constant);
        foreach (var (node, factor) in terms.Factors)
        {
            var wide = Graph.Apply(Primitives.Convert(typeof(long)), node);
            var term = factor == 1 ? wide : Graph.Apply(Primitives.Multiply, wide, Graph.Constant(factor));
            sum = sum is Constant { Value: 0L } ? term : Graph.Apply(Primitives.Add, term, sum);
        }

        return sum;
    }
}
