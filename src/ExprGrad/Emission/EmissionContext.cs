using System.Linq.Expressions;
using ExprGrad.Ir;
using ExprGrad.Scheduling;

namespace ExprGrad.Emission;

/// <summary>A block while its code is written: the axes that are entered, the code so far, and the values that are at hand.</summary>
internal sealed class EmissionContext
{
    private readonly Dictionary<Node, Expression> _values = [];

    // A context farther out, by which any one around this is found in logarithmic time (see AxisSet).
    private readonly EmissionContext _jump;
    private Expression? _index;

    public EmissionContext(EmissionContext? parent, Block block)
    {
        (Parent, Block, Axes, _jump) = (parent, block, block.Axes, this);
        if (parent is null) return;
        var jump = parent._jump;
        _jump = parent.Axes.Count - jump.Axes.Count == jump.Axes.Count - jump._jump.Axes.Count ? jump._jump : parent;
    }

    public EmissionContext? Parent { get; }

    /// <summary>The block whose code this is; the outermost context is that of several schedules in turn.</summary>
    public Block Block { get; set; }

    /// <summary>The axes that are entered here and in the blocks around.</summary>
    public AxisSet Axes { get; }

    public List<Expression> Code { get; } = [];

    /// <summary>Statements for the end of the block.</summary>
    public List<Expression> End { get; } = [];

    /// <summary>For the body of a loop: where to jump to leave it.</summary>
    public LabelTarget? Break { get; init; }

    /// <summary>The rows of jagged arrays that are at hand as spans, by what they are rows of.</summary>
    public Dictionary<object, ParameterExpression> Rows { get; } = [];

    public void Know(Node node, Expression value) => _values[node] = value;

    /// <summary>The value of a node, known in the outermost block in which its axes are entered.</summary>
    public Expression? Find(Node node) => Outermost(node.Axes)._values.GetValueOrDefault(node);

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
