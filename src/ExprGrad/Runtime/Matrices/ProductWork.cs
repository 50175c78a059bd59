using System.Runtime.CompilerServices;
using ExprGrad.Runtime.Threading;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Runtime.Matrices;

/// <summary>
/// A product that several threads work on. For so many rows, columns and terms at a time, panels of both operands are copied into the order in which tiles read them, each copy being a block of
/// work; and when all are done, each pair of panels makes a block of the result.
/// </summary>
internal sealed unsafe class ProductWork<TVector, TScalar, TLanes> : BlockedWork
    where TVector : struct
    where TScalar : unmanaged
    where TLanes : struct, ILanes<TVector, TScalar>
{
    private PinnedMatrix<TScalar> _a;
    private PinnedMatrix<TScalar> _b;
    private PinnedMatrix<TScalar> _c;
    private ProductPlan _plan;
    private ProductMode _mode;
    private TScalar* _left;
    private TScalar* _right;
    private bool _isCopying;
    private int _rightCopies;

    /// <inheritdoc cref="MatrixProduct.RunInBlocks"/>
    public static void Run(
        in MatrixView<TScalar> a, in MatrixView<TScalar> b, in MatrixView<TScalar> c, ProductMode mode, Workspace workspace, int slot, int threads, double smallest)
    {
        if (!MatrixProduct.HasTerms(a, b, c, mode)) return;
        if (c.IsByColumns)
        {
            Run(b.Transposed, a.Transposed, c.Transposed, mode, workspace, slot, threads, smallest);
            return;
        }

        var depth = Math.Min(a.Columns, MatrixProduct.BlockInner);
        var plan = ProductPlan.For(c.Rows, c.Columns, depth, smallest, Packing<TVector, TScalar, TLanes>.TileRows, 3 * TLanes.Count);
        var rows = Math.Min(Parts.Of(c.Rows, plan.PanelRows), ProductPlan.MostPanels) * plan.PanelRows;
        var columns = Math.Min(Parts.Of(c.Columns, plan.PanelColumns), ProductPlan.MostPanels) * plan.PanelColumns;
        var copiesLeft = a.ColumnStride != 1;
        var copies = workspace.Span<TScalar>(slot, ((copiesLeft ? rows : 0) + columns) * depth);
        fixed (TScalar* right = copies)
        {
            var left = copiesLeft ? right + (columns * depth) : null;
            workspace.Part<ProductWork<TVector, TScalar, TLanes>>(slot + 1).Run(a, b, c, mode, plan, left, right, threads);
        }
    }

    protected override void Do(int block)
    {
        if (!_isCopying) Multiply(block);
        else if (block < _rightCopies) CopyRight(block);
        else CopyLeft(block - _rightCopies);
    }

    private void CopyRight(int panel)
    {
        var b = _b.View;
        var column = panel * _plan.PanelColumns;
        Packing<TVector, TScalar, TLanes>.CopyRight(b.Part(0, b.Rows, column, Math.Min(b.Columns - column, _plan.PanelColumns)), new(_right + (column * b.Rows), _plan.PanelColumns * b.Rows));
    }

    private void CopyLeft(int panel)
    {
        var a = _a.View;
        var row = panel * _plan.PanelRows;
        Packing<TVector, TScalar, TLanes>.CopyLeft(a.Part(row, Math.Min(a.Rows - row, _plan.PanelRows), 0, a.Columns), new(_left + (row * a.Columns), _plan.PanelRows * a.Columns));
    }

    private void Multiply(int block)
    {
        var a = _a.View;
        var c = _c.View;
        var (panels, depth) = (Parts.Of(c.Columns, _plan.PanelColumns), a.Columns);
        var (row, column) = (block / panels * _plan.PanelRows, block % panels * _plan.PanelColumns);
        var part = c.Part(row, Math.Min(c.Rows - row, _plan.PanelRows), column, Math.Min(c.Columns - column, _plan.PanelColumns));
        var left = _left is null ? new LeftBlock<TScalar>(a.Part(row, part.Rows, 0, depth)) : new(ref Unsafe.AsRef<TScalar>(_left + (row * depth)), depth);
        var right = Packing<TVector, TScalar, TLanes>.CopiedRight(ref Unsafe.AsRef<TScalar>(_right + (column * depth)), depth);
        Span<TScalar> tile = stackalloc TScalar[ProductBlocks<TVector, TScalar, TLanes>.TileElements];
        ProductStrips<TVector, TScalar, TLanes>.Multiply(left, right, depth, part, _mode, tile);
    }

    private void Run(
        MatrixView<TScalar> a, MatrixView<TScalar> b, MatrixView<TScalar> c, ProductMode mode, ProductPlan plan, TScalar* left, TScalar* right, int threads)
    {
        _plan = plan;
        _left = left;
        _right = right;
        var (rows, columns) = (ProductPlan.MostPanels * plan.PanelRows, ProductPlan.MostPanels * plan.PanelColumns);
        for (var column = 0; column < c.Columns; column += columns)
        {
            for (var k = 0; k < a.Columns; k += MatrixProduct.BlockInner)
            {
                _mode = mode == ProductMode.Set && k > 0 ? ProductMode.Add : mode;
                var depth = Math.Min(a.Columns - k, MatrixProduct.BlockInner);
                var partB = b.Part(k, depth, column, Math.Min(c.Columns - column, columns));
                for (var row = 0; row < c.Rows; row += rows)
                {
                    var partA = a.Part(row, Math.Min(c.Rows - row, rows), k, depth);
                    Run(partA, partB, c.Part(row, partA.Rows, column, partB.Columns), copiesRight: row == 0, threads);
                }
            }
        }
    }

    private void Run(MatrixView<TScalar> a, MatrixView<TScalar> b, MatrixView<TScalar> c, bool copiesRight, int threads)
    {
        fixed (TScalar* firstA = &a.At(0, 0), firstB = &b.At(0, 0), firstC = &c.At(0, 0))
        {
            (_a, _b, _c) = (new(firstA, a), new(firstB, b), new(firstC, c));
            var (rows, columns) = (Parts.Of(a.Rows, _plan.PanelRows), Parts.Of(b.Columns, _plan.PanelColumns));
            (_isCopying, _rightCopies) = (true, copiesRight ? columns : 0);
            Run(_rightCopies + (_left is null ? 0 : rows), threads);
            _isCopying = false;
            Run(rows * columns, threads);
        }
    }
}
