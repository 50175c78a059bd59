using System.Linq.Expressions;
using ExprGrad.Ir;
using ExprGrad.Scheduling;

namespace ExprGrad.Emission;

/// <summary>A block while its code is written: the axes that are entered, the code so far, and the values that are at hand.</summary>
internal sealed class EmissionContext(EmissionContext? parent, Block? block, AxisSet axes)
{
    private readonly Dictionary<Node, Expression> _values = [];
    private readonly Dictionary<Axis, Expression> _indices = [];

    public EmissionContext? Parent { get; } = parent;

    /// <summary>The block whose code this is; the outermost context is that of several schedules in turn.</summary>
    public Block? Block { get; set; } = block;

    public AxisSet Axes { get; } = axes;

    public List<Expression> Code { get; } = [];

    /// <summary>Statements for the end of the block.</summary>
    public List<Expression> End { get; } = [];

    /// <summary>For the body of a loop: where to jump to leave it.</summary>
    public LabelTarget? Break { get; init; }

    /// <summary>The rows of jagged arrays that are at hand as spans, by what they are rows of.</summary>
    public Dictionary<object, ParameterExpression> Rows { get; } = [];

    public void Know(Node node, Expression value) => _values[node] = value;

    public Expression? Find(Node node)
    {
        for (var at = this; at is not null; at = at.Parent)
        {
            if (at._values.TryGetValue(node, out var value)) return value;
        }

        return null;
    }

    public void Enter(Axis axis, Expression index) => _indices.Add(axis, index);

    /// <summary>The index variable of a loop around this place.</summary>
    public Expression Index(Axis axis)
    {
        for (var at = this; at is not null; at = at.Parent)
        {
            if (at._indices.TryGetValue(axis, out var index)) return index;
        }

        throw new InvalidOperationException($"The loop over {axis} is not entered here.");
    }

    /// <summary>The outermost block around this one in which all the axes are entered.</summary>
    public EmissionContext Outermost(AxisSet needed)
    {
        var at = this;
        while (at.Parent is { } parent && parent.Axes.ContainsAll(needed)) at = parent;
        return at;
    }
}
