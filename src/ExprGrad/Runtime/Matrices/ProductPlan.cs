namespace ExprGrad.Runtime.Matrices;

/// <summary>
/// Into which panels the operands of a product are cut, so that each pair of them makes a block of the result. It follows from extents alone, never from the number of threads.
/// </summary>
/// <param name="PanelRows">The rows of A in a panel, a multiple of those of a tile.</param>
/// <param name="PanelColumns">The columns of B in a panel, a multiple of those of a strip.</param>
internal readonly record struct ProductPlan(int PanelRows, int PanelColumns)
{
    /// <summary>So many panels of each operand are copied together, and make up to 64 blocks.</summary>
    public const int MostPanels = 8;

    // A panel of A stays in the second cache while strips of B pass by.
    private const int UsualRows = 128;
    private const int UsualColumns = 144;

    // Terms that the kernel multiplies and adds for what a block of a loop takes at least: some tens of microseconds, since a product waits for all of its threads several times.
    private const double TermsPerAddition = 40;

    /// <summary>Whether a product stays in one block.</summary>
    public static bool IsWhole(int rows, int columns, int inner, double smallest) => (double)rows * columns * inner < 2 * smallest * TermsPerAddition;

    /// <summary>The panels for a product.</summary>
    /// <param name="rows">The rows of A.</param>
    /// <param name="columns">The columns of B.</param>
    /// <param name="depth">The terms of a sum that are added up at once.</param>
    /// <param name="smallest">What a block takes at least, in additions of the scheduler's cost model; 0 for blocks of any size.</param>
    /// <param name="tileRows">The rows of a tile.</param>
    /// <param name="stripColumns">The columns of a strip.</param>
    public static ProductPlan For(int rows, int columns, int depth, double smallest, int tileRows, int stripColumns)
    {
        var terms = smallest * TermsPerAddition / depth;
        var panelRows = Math.Max(terms / Math.Min(columns, UsualColumns), smallest > 0 ? UsualRows : 1);
        return new(RoundUp(panelRows, rows, tileRows), RoundUp(terms / Math.Min(panelRows, rows), columns, stripColumns));
    }

    private static int RoundUp(double count, int most, int unit) => (int)Math.Max(Math.Ceiling(Math.Min(count, most) / unit), 1) * unit;
}
