using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>
/// Loops and branches as a LINQ query over an element: Range for a loop, Where for a branch inside it, SelectMany for a loop inside a loop. What is
/// named in a loop before a branch goes along with the loop's index, in a tuple.
/// </summary>
internal sealed class Chain
{
    private readonly List<Segment> _segments = [];

    /// <summary>Enters the axes, outermost first, inside of others. A branch that is implied is entered without a test.</summary>
    public Chain(Place around, AxisSet axes, AxisSet within, AxisSet steps, Items items, Func<Axis, bool>? isImplied = null)
    {
        Innermost = around;
        within = within.Union(axes);
        foreach (var axis in axes)
        {
            if (isImplied?.Invoke(axis) == true)
            {
                Innermost.Imply(axis);
                continue;
            }

            if (!axis.IsGuard)
            {
                Begin(new Iterations(Innermost, axis, within, steps, items));
                continue;
            }

            // A branch around all loops: a loop of one iteration to filter.
            if (_segments.Count == 0) Begin(new Iterations(Innermost));
            var bound = items.Bound(axis, steps);
            var test = new Place(Innermost, axis: null);
            bound.Use(test);
            var taken = new Place(Innermost, axis);
            _segments[^1].Filters.Add(new Filter(test, bound, taken));
            Innermost = taken;
        }

        items.Chains.Add(this);
    }

    /// <summary>Where the element is computed.</summary>
    public Place Innermost { get; private set; }

    /// <summary>All names are known: packs those that have to pass a filter.</summary>
    public void Pack()
    {
        foreach (var segment in _segments) segment.Pack();
    }

    /// <summary>The sequence of elements.</summary>
    public Expression Sequence(Expression element)
    {
        var (source, selector) = Last(element);
        return Nested(Linq.Select(source, selector));
    }

    /// <summary>An operator with a function of each element, such as Sum.</summary>
    public Expression Reduce(string name, Expression element)
    {
        var (source, selector) = Last(element);
        return _segments.Count == 1 ? Linq.Reduce(name, source, selector) : Linq.Reduce(name, Nested(Linq.Select(source, selector)));
    }

    /// <summary>The number of elements.</summary>
    public Expression Count() => Of(nameof(Enumerable.Count));

    /// <summary>Whether there are elements.</summary>
    public Expression Any() => Of(nameof(Enumerable.Any));

    /// <summary>The index of the only loop where an operator such as MaxBy finds its element.</summary>
    public Expression Find(string name, Expression element)
    {
        var (source, selector) = Last(element);
        return _segments[^1].IndexOf(Linq.Reduce(name, source, selector));
    }

    // An operator without a function of the elements.
    private Expression Of(string name) => Linq.Reduce(name, Nested(_segments[^1].Source()));

    private void Begin(Iterations loop)
    {
        Innermost = loop.Inside;
        _segments.Add(new Segment(loop));
    }

    private (Expression Source, LambdaExpression Selector) Last(Expression element)
    {
        var last = _segments[^1];
        return (last.Source(), Expression.Lambda(Innermost.Wrap(element), last.Parameter));
    }

    private Expression Nested(Expression sequence)
    {
        for (var i = _segments.Count - 2; i >= 0; i--)
        {
            var segment = _segments[i];
            sequence = Linq.SelectMany(segment.Source(), segment.Parameter, segment.Innermost.Wrap(sequence));
        }

        return sequence;
    }

    /// <summary>One branch in a query: the place of its test and that of what is under it.</summary>
    private sealed record Filter(Place Test, Item Predicate, Place Taken)
    {
        public ParameterExpression Parameter { get; set; } = null!;

        /// <summary>What is packed before the test, or null if nothing new is.</summary>
        public ParameterExpression[]? Packed { get; set; }
    }

    /// <summary>A loop and the branches directly inside it.</summary>
    private sealed class Segment(Iterations loop)
    {
        public List<Filter> Filters { get; } = [];

        public Place Innermost => Filters.Count == 0 ? loop.Inside : Filters[^1].Taken;

        /// <summary>What the query hands on after the last filter: the index, or it and more in a tuple.</summary>
        public ParameterExpression Parameter => Filters.Count == 0 ? loop.Parameter : Filters[^1].Parameter;

        public void Pack()
        {
            List<ParameterExpression> carried = [.. loop.Carried];
            var (before, parameter) = (loop.Inside, loop.Parameter);
            foreach (var filter in Filters)
            {
                if (before.Named.Count > 0)
                {
                    carried.AddRange(before.Named.Select(item => item.Variable!));
                    filter.Packed = [.. carried];
                    parameter = Expression.Parameter(Packing.Pack([.. carried]).Type, "p");
                    filter.Test.Packed = filter.Taken.Packed = carried.ToDictionary(
                        variable => variable, variable => Packing.Part(parameter, filter.Packed.Length, Array.IndexOf(filter.Packed, variable)));
                }

                filter.Parameter = parameter;
                before = filter.Taken;
            }
        }

        public Expression Source()
        {
            var source = loop.Source();
            var (before, parameter) = (loop.Inside, loop.Parameter);
            foreach (var filter in Filters)
            {
                if (filter.Packed is { } packed)
                    source = Linq.Select(source, Expression.Lambda(before.Wrap(Packing.Pack(Array.ConvertAll(packed, before.Reach))), parameter));
                parameter = filter.Parameter;
                var predicate = Linq.Predicate(filter.Taken.Axis!, filter.Predicate.At(filter.Test));
                source = Linq.Where(source, Expression.Lambda(filter.Test.Wrap(predicate), parameter));
                before = filter.Taken;
            }

            return source;
        }

        public Expression IndexOf(Expression element) =>
            Packing.Part(element, (Filters.LastOrDefault(filter => filter.Packed is not null)?.Packed ?? loop.Carried).Length, 0);
    }
}
