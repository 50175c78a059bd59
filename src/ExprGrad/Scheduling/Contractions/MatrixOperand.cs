using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Contractions;

/// <summary>A matrix that the kernel reads where it is: elements of an input at even distances, or a value that is kept in an array.</summary>
/// <param name="Element">The element at the current indices.</param>
/// <param name="Down">The axis along which its rows follow each other.</param>
/// <param name="Along">The axis along its rows.</param>
/// <param name="Source">The array of inputs, or the value that is kept.</param>
/// <param name="Replaced">Of a value that is kept: the axes along which it is read at other indices.</param>
/// <param name="Indices">The indices along the dimensions of the input, or along the replaced axes.</param>
internal sealed record MatrixOperand(Node Element, Axis Down, Axis Along, Node Source, Axis[] Replaced, AffineIndex[] Indices)
{
    /// <summary>Whether it is read from an input.</summary>
    public bool IsLoaded => Element is Load && Source != Element;

    /// <summary>What must be complete, over which axes, before the kernel can read it.</summary>
    public IEnumerable<(Node Node, AxisSet Complete)> Needs =>
        Indices.SelectMany(index => index.Parts).Select(part => (part, AxisSet.Empty)).Prepend((Source, IsLoaded ? AxisSet.Empty : AxisSet.Create([Down, Along, .. Replaced])));

    /// <summary>The index along an axis of a value that is kept; null for that of the loop around.</summary>
    public AffineIndex? IndexAlong(Axis axis, Graph graph) => Array.IndexOf(Replaced, axis) is var i and >= 0 ? Indices[i] : AffineIndex.Along(graph, axis, Down, Along);
}
