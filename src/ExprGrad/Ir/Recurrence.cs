namespace ExprGrad.Ir;

/// <summary>
/// An array as far as a sequential loop has made it: what <see cref="Whole"/> has of contributions from outside of the loop and from the iterations before the
/// current one. An iteration reads no element that it contributes to, so that there is one array, made in place.
/// </summary>
internal sealed class Recurrence(Axis axis, Axis[] resultAxes, Type type, AxisSet outer)
    : Node(type, [], AxisSet.Create([axis, .. resultAxes]).Closed.Union(outer))
{
    public Axis Axis { get; } = axis;

    public Axis[] ResultAxes { get; } = resultAxes;

    /// <summary>The axes around the whole array.</summary>
    public AxisSet Outer { get; } = outer;

    /// <summary>The loop, and the axes around it.</summary>
    public AxisSet Steps { get; } = AxisSet.Create([axis]).Closed.Union(outer);

    /// <summary>Whether the first dimension is that of the steps: an iteration reads the row of its own index alone, and makes all of the next one.</summary>
    public bool IsOfRows { get; init; }

    /// <summary>The array; set once, after the body has been built from this node.</summary>
    public Scatter Whole { get; internal set; } = null!;

    public override AxisSet OwnAxes { get; } = AxisSet.Create([axis, .. resultAxes]);

    // Each is its own: its array is not known when it is made.
    internal override object Attribute => this;
}
