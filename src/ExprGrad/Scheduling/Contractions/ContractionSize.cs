namespace ExprGrad.Scheduling.Contractions;

/// <summary>From which size on products of matrices are left to the kernel.</summary>
/// <param name="ShortestExtent">The fewest rows, columns and terms of each sum.</param>
/// <param name="FewestTerms">The fewest terms of all sums together.</param>
internal sealed record ContractionSize(int ShortestExtent, int FewestTerms)
{
    // Below, keeping operands and results in arrays, and the call of the kernel, cost more than that saves.
    private static readonly ContractionSize s_worthwhile = new(8, 16 * 16 * 16);

    /// <summary>The size from which on the kernel is used.</summary>
    public static ContractionSize Of(GradOptions options) => options.KernelSize is var (shortest, fewest) ? new(shortest, fewest) : s_worthwhile;

    /// <summary>Whether a product is large enough.</summary>
    public static bool Pays(int rows, int columns, int inner, int shortestExtent, int fewestTerms) =>
        Math.Min(rows, Math.Min(columns, inner)) >= shortestExtent && (double)rows * columns * inner >= fewestTerms;
}
