using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Contractions;

/// <summary>Whether a sum is a product of matrices: a sum of products in which some factors vary along rows, the others along columns, and all along the axis that is summed over.</summary>
internal sealed class ContractionShape(Program program, NodeFacts facts, BareValues bare, ContractionSize size)
{
    private readonly MatrixOperands _operands = new(program.Graph);

    /// <summary>The product that a sum is; null if it is none.</summary>
    public Contraction? Of(Reduce sum)
    {
        if (!MayBe(sum)) return null;
        var (factors, isNegated) = FactorsOf(sum);
        if (factors.Count < 2) return null;
        Contraction? best = null;
        var (most, fewest) = (0.0, 0);
        foreach (var inner in sum.Reduced.Where(IsMatrixAxis))
        {
            foreach (var (left, right) in Factors.Sides(factors))
            {
                if (Axes(sum, inner, left, right) is not var (row, column) || Work(row, column, inner) is var work && work < most) continue;
                if (_operands.Of(left, row, inner, sum) is not { } a || _operands.Of(right, inner, column, sum) is not { } b) continue;

                // Of two ways to share out a factor that varies along neither, the one that makes fewer arrays.
                var made = Made(a) + Made(b);
                if (work == most && made >= fewest) continue;
                best = new Contraction(sum, a, b, isNegated);
                (most, fewest) = (work, made);
            }
        }

        return best;
    }

    /// <summary>Whether a sum varies along two loops, as the elements of a matrix do.</summary>
    public static bool MayBe(Reduce sum) => sum is { Kind: ReductionKind.Sum, IsReal: true, Axes.Loops.Count: >= 2 };

    /// <summary>The factors of what is summed up; one if it is no product, none if there are too many.</summary>
    public (IReadOnlyList<Node> Factors, bool IsNegated) FactorsOf(Reduce sum) => Factors.Of(bare.Of(sum.Body), program);

    /// <summary>The axes along which a product varies.</summary>
    public static AxisSet AxesOf(Node[] factors) => factors.Aggregate(AxisSet.Empty, (axes, factor) => axes.Union(factor.Axes));

    /// <summary>Whether rows, columns or terms can be along an axis: how long the loop is must be known before anything is computed.</summary>
    public bool IsMatrixAxis(Axis axis) => axis is { Kind: AxisKind.Loop, EndsEarly: false } && (axis.Bound is Constant { Value: int extent }
        ? extent >= size.ShortestExtent
        : axis.Bound.Axes.IsEmpty && facts.IsFloating(axis.Bound) && facts.PlacedDependencies(axis.Bound).Count == 0 && Totality.IsTotal(axis.Bound));

    // The axes of rows and columns: of those along which one side varies alone, the longest, and of these the innermost.
    private (Axis Row, Axis Column)? Axes(Reduce sum, Axis inner, Node[] left, Node[] right)
    {
        var (a, b) = (AxesOf(left), AxesOf(right));
        if (!a.Contains(inner) || !b.Contains(inner)) return null;
        var row = Longest(a.Except(b).Except(sum.Reduced));
        var column = Longest(b.Except(a).Except(sum.Reduced));
        if (row is null || column is null) return null;
        var around = sum.Axes.Union(sum.Reduced).Except([row, column, inner]);
        return around.All(axis => axis.Kind == AxisKind.Loop && axis.Bound.Axes.Intersect([row, column, inner]).IsEmpty) ? (row, column) : null;
    }

    private Axis? Longest(AxisSet axes) => axes.Where(IsMatrixAxis).MaxBy(axis => (Vectors.LoopCost.Trips(axis), axis.Id));

    // What is computed element by element is in no array yet.
    private static int Made(MatrixOperand matrix) => matrix.Source is Apply || (matrix.Source is Load && !matrix.IsLoaded) ? 1 : 0;

    private static double Work(Axis row, Axis column, Axis inner) => Vectors.LoopCost.Trips(row) * Vectors.LoopCost.Trips(column) * Vectors.LoopCost.Trips(inner);
}
