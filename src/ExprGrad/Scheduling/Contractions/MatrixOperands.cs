using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Contractions;

/// <summary>Makes the matrices that factors of a sum are. What is no array yet is kept in one: the kernel reads each element many times.</summary>
internal sealed class MatrixOperands(Graph graph)
{
    /// <summary>The matrix of the product of the factors; null if it can't be kept in an array of even rows.</summary>
    public MatrixOperand? Of(Node[] factors, Axis down, Axis along, Reduce sum)
    {
        var product = factors.Aggregate((a, b) => graph.Apply(Primitives.Multiply, a, b));
        if (product.Type != sum.Type) return null;
        return product switch
        {
            Load load when Loaded(load, down, along, sum.Axes.Union(sum.Reduced)) is { } matrix => matrix,
            At at when Read(at, down, along) is { } matrix => matrix,
            _ => Kept(product, down, along),
        };
    }

    // Elements of an input at indices that are known to be in range.
    private MatrixOperand? Loaded(Load load, Axis down, Axis along, AxisSet loops)
    {
        if (load.Array.Axes.Contains(down) || load.Array.Axes.Contains(along) || load.Indices.Length > 2) return null;
        foreach (var index in load.Indices)
        {
            if (Load.RunsOf(index) is { } runs && !Load.IsInside(runs, loops)) return null;
        }

        return Evenly(load, load.Array, [], load.Indices, down, along);
    }

    // Elements of a value that is kept, at other indices.
    private MatrixOperand? Read(At at, Axis down, Axis along)
    {
        var source = at.Value;
        while (source is In { Axis.IsGuard: false } entered) source = entered.Value;
        return CanBeKept(source) ? Evenly(at, source, at.Replaced, at.Indices, down, along) : null;
    }

    private MatrixOperand? Evenly(Node element, Node source, Axis[] replaced, ReadOnlySpan<Node> indices, Axis down, Axis along)
    {
        var even = new AffineIndex[indices.Length];
        for (var i = 0; i < even.Length; i++)
        {
            if (AffineIndex.Of(graph, indices[i], down, along) is not { } index) return null;
            even[i] = index;
        }

        return new MatrixOperand(element, down, along, source, replaced, even);
    }

    private static MatrixOperand? Kept(Node value, Axis down, Axis along) => CanBeKept(value) ? new MatrixOperand(value, down, along, value, [], []) : null;

    // Its array is then a rectangle.
    private static bool CanBeKept(Node value) =>
        value is not (Carry or Final or Constant or Parameter) && value.Axes.All(axis => axis is { Kind: AxisKind.Loop, EndsEarly: false } && axis.Bound.Axes.IsEmpty);
}
