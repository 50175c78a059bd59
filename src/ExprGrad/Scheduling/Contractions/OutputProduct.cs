using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Contractions;

/// <summary>A product of matrices that the kernel adds to a gradient where that is.</summary>
/// <param name="Of">The input that it is the gradient of.</param>
/// <param name="Product">The product.</param>
/// <param name="Places">The indices of its elements in the gradient: those of the array that they are all in, and then their own in that.</param>
/// <param name="Indices">Their own, as forms of the product's row and column.</param>
internal sealed record OutputProduct(Slot Of, Contraction Product, Node[] Places, AffineIndex[] Indices)
{
    /// <summary>What must be complete, over which axes, before the kernel can run.</summary>
    public IEnumerable<(Node Node, AxisSet Complete)> Needs =>
        Product.Needs.Concat(Places[..^Indices.Length].Concat(Indices.SelectMany(index => index.Parts)).Select(part => (part, AxisSet.Empty)));

    /// <summary>The product at its place; null if that is not a matrix of different elements.</summary>
    public static OutputProduct? Create(Graph graph, Slot of, Contraction product, Node[] indices)
    {
        var rows = indices.AsSpan(0, ArrayTypes.RowDimensions(of.Type));
        foreach (var index in rows)
        {
            if (index.Axes.Contains(product.Row) || index.Axes.Contains(product.Column)) return null;
        }

        var loops = product.Sum.Axes.Union(product.Sum.Reduced);
        if (Array.Exists(indices, index => Load.RunsOf(index) is { } runs && !Load.IsInside(runs, loops))) return null;
        AffineIndex?[] even = Array.ConvertAll(indices[rows.Length..], index => AffineIndex.Of(graph, index, product.Row, product.Column));
        var isMatrix = even switch
        {
            [{ Across: null } row, { Down: null } column] => IsOne(row.Down) && IsOne(column.Across),
            [{ Down: null } column, { Across: null } row] => IsOne(row.Down) && IsOne(column.Across),
            [{ } index] => (IsOne(index.Across) && index.Down == product.Column.Bound) || (IsOne(index.Down) && index.Across == product.Row.Bound),
            _ => false,
        };
        return isMatrix ? new OutputProduct(of, product, indices, even!) : null;
    }

    private static bool IsOne(Node? node) => node is Constant { Value: 1 };
}
