using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Contractions;

/// <summary>A function whose matrix products are left to the kernel.</summary>
/// <param name="Program">The function, with sums that are such products in its gradients, where they can be, and without those that the kernel adds to the gradients itself.</param>
/// <param name="Sums">The sums that are matrix products.</param>
/// <param name="Scatters">The arrays that are made of other contributions than their own, with sums in them that are such products.</param>
/// <param name="Outputs">The products that are added to gradients.</param>
/// <param name="Size">From which size of one of the products on this is better than fused loops.</param>
/// <param name="Kernel">What computes them.</param>
internal sealed record ContractedProgram(
    Program Program,
    IReadOnlyDictionary<Node, Contraction> Sums,
    IReadOnlyDictionary<Node, Contribution[]> Scatters,
    IReadOnlyList<OutputProduct> Outputs,
    ContractionSize Size,
    MatrixKernel Kernel)
{
    private IEnumerable<Contraction> Products => Sums.Values.Concat(Outputs.Select(output => output.Product));

    /// <summary>What the kernel reads.</summary>
    public IEnumerable<MatrixOperand> Matrices => Products.SelectMany(product => new[] { product.Left, product.Right });

    /// <summary>The numbers of rows, columns and terms of each sum, once for all products of one size.</summary>
    public IEnumerable<IEnumerable<Node>> Sizes => Products
        .Select(product => (Row: product.Row.Bound, Column: product.Column.Bound, Inner: product.Inner.Bound)).Distinct().Select(size => new[] { size.Row, size.Column, size.Inner });

    /// <summary>The product that a sum is; null if it is none.</summary>
    public Contraction? Of(Node node) => Sums.GetValueOrDefault(node);

    /// <summary>The contributions that an array is made of.</summary>
    public Contribution[] ContributionsOf(Scatter scatter) => Scatters.GetValueOrDefault(scatter, scatter.Contributions);

    /// <summary>What a node needs, and over which axes it must be complete, if that is not what its operands tell.</summary>
    public IEnumerable<(Node Node, AxisSet Complete)>? NeedsOf(Node node) => Of(node) is { } product ? product.Needs
        : Scatters.TryGetValue(node, out var contributions)
            ? contributions.SelectMany(contribution => contribution.Indices.Append(contribution.Value).Concat(contribution.Domain.Bounds))
                .Concat(node.Axes.Bounds).Select(needed => (needed, AxisSet.Empty))
            : null;
}
