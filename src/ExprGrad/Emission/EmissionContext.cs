using System.Linq.Expressions;
using ExprGrad.Ir;
using ExprGrad.Scheduling;

namespace ExprGrad.Emission;

/// <summary>A block while its code is written: the axes that are entered, the code so far, and the values that are at hand.</summary>
internal sealed class EmissionContext
{
    // For each vector of a vectorised loop's round; what does not vary from lane to lane is with the first.
    private readonly List<Dictionary<Node, Expression>> _values = [[]];

    // A context farther out, by which any one around this is found in logarithmic time (see AxisSet).
    private readonly EmissionContext _jump;
    private Expression? _index;

    public EmissionContext(EmissionContext? parent, Block block)
    {
        (Parent, Block, Axes, _jump) = (parent, block, block.Axes, this);
        if (parent is null) return;
        Branches = parent.Branches;
        var jump = parent._jump;
        _jump = parent.Axes.Count - jump.Axes.Count == jump.Axes.Count - jump._jump.Axes.Count ? jump._jump : parent;
    }

    private EmissionContext(Block block, EmissionContext outermost)
        : this(parent: null, block)
    {
        foreach (var (node, value) in outermost._values[0]) _values[0].Add(node, value);
        foreach (var (key, row) in outermost.Rows) Rows.Add(key, row);
        foreach (var (buffer, start) in outermost.RowStarts) RowStarts.Add(buffer, start);
    }

    public EmissionContext? Parent { get; }

    /// <summary>The block whose code this is; the outermost context is that of several schedules in turn.</summary>
    public Block Block { get; set; }

    /// <summary>The axes that are entered here and in the blocks around.</summary>
    public AxisSet Axes { get; }

    public List<Expression> Code { get; } = [];

    /// <summary>
    /// How the variables that the next item sums in get their start: the last thing before a loop, after whatever calls methods, since a variable that lives over a call
    /// would be in memory in the whole loop.
    /// </summary>
    public List<Expression> Starts { get; } = [];

    /// <summary>Statements for the end of the block.</summary>
    public List<Expression> End { get; } = [];

    /// <summary>For the body of a loop: where to jump to leave it.</summary>
    public LabelTarget? Break { get; init; }

    /// <summary>For the body of a loop that runs in blocks: what a block does before its first iteration; null for others.</summary>
    public List<Expression>? BlockStart { get; init; }

    /// <summary>The arrays in other arrays that are at hand, by what they are elements of.</summary>
    public Dictionary<object, ArrayAccess> Rows { get; } = [];

    /// <summary>Where the rows of buffers begin, as far as that is at hand.</summary>
    public Dictionary<BufferAccess, ParameterExpression> RowStarts { get; } = [];

    /// <summary>In a vectorised loop: for each vector, the lanes that take the branches around this place; null where no branch varies from lane to lane.</summary>
    public IReadOnlyList<Expression>? Branches { get; init; }

    /// <summary>The starts, which are written now.</summary>
    public IReadOnlyList<Expression> TakeStarts()
    {
        Expression[] starts = [.. Starts];
        Starts.Clear();
        return starts;
    }

    /// <summary>Of the outermost context: another one, for one of the ways that the function may take from here on.</summary>
    public EmissionContext Alternative(Block block) => new(block, this);

    public void Know(Node node, Expression value, int replica = 0)
    {
        while (_values.Count <= replica) _values.Add([]);
        _values[replica][node] = value;
    }

    /// <summary>The value of a node, known in the outermost block in which its axes are entered.</summary>
    public Expression? Find(Node node, int replica = 0) => Outermost(node.Axes).Known(node, replica);

    /// <summary>A scalar that was put into all lanes, in the outermost block in which it is known.</summary>
    public Dictionary<Node, Expression> Broadcasts { get; } = [];

    private Expression? Known(Node node, int replica) => replica < _values.Count ? _values[replica].GetValueOrDefault(node) : null;

    /// <summary>Of the body of a loop: its index variable.</summary>
    public void Enter(Expression index) => _index = index;

    /// <summary>The index variable of a loop around this place.</summary>
    public Expression Index(Axis axis) =>
        Around(Axes.UpTo(axis.Id)) is var at && at.Axes.Innermost == axis && at._index is { } index
            ? index
            : throw new InvalidOperationException($"The loop over {axis} is not entered here.");

    /// <summary>The outermost block around this one in which all the axes are entered; this one if they are not.</summary>
    public EmissionContext Outermost(AxisSet needed) => Axes.ContainsAll(needed) ? Around(Axes.UpTo(needed.MaxId)) : this;

    /// <summary>The block around this one, or itself, in which just the axes are entered, which are an outer part of those that are entered here.</summary>
    public EmissionContext Around(AxisSet axes)
    {
        var at = this;
        while (at.Axes.Count > axes.Count) at = at._jump.Axes.Count >= axes.Count ? at._jump : at.Parent!;
        return at;
    }
}
