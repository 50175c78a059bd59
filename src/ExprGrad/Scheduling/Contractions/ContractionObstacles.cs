using System.Globalization;
using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Contractions;

/// <summary>Tells of sums that are not left to the kernel, why not.</summary>
/// <param name="shape">Tells what is a product of matrices.</param>
/// <param name="size">How large it must be.</param>
/// <param name="noKernel">Why there is no kernel, as the end of a sentence; null if there is one.</param>
internal sealed class ContractionObstacles(ContractionShape shape, ContractionSize size, string? noKernel)
{
    private static readonly string s_tooManyFactors = string.Create(CultureInfo.InvariantCulture, $"it has more than {Factors.Most} factors");

    /// <summary>Why a sum isn't; null if that is plain, since it doesn't vary along two loops or is not a sum of products.</summary>
    public (string Reason, Axis? Axis)? Of(Reduce sum)
    {
        if (!ContractionShape.MayBe(sum)) return null;
        var (factors, _) = shape.FactorsOf(sum);
        return factors.Count switch
        {
            1 => null,
            0 => (s_tooManyFactors, null),
            _ => Obstacle(sum, factors) ?? (noKernel is not null && shape.Of(sum) is not null ? noKernel : "its factors can't be kept in arrays with rows of one length", null),
        };
    }

    private (string Reason, Axis? Axis)? Obstacle(Reduce sum, IReadOnlyList<Node> factors)
    {
        if (sum.Axes.Union(sum.Reduced).FirstOrDefault(axis => axis.Kind != AxisKind.Loop) is { } stranger) return (OfAxis(stranger), stranger);
        if (sum.Axes.Union(sum.Reduced).FirstOrDefault(axis => !axis.Bound.Axes.IsEmpty) is { } varying) return (OfAxis(varying), varying);
        Axis[] inner = [.. sum.Reduced.Where(shape.IsMatrixAxis)];
        if (inner.Length == 0) return (OfAxis(sum.Reduced[^1]), sum.Reduced[^1]);

        // The sides of each way to share the factors out, all of which vary along the terms; and along which axes they differ.
        var sides = inner.SelectMany(axis => Factors.Sides(factors).Select(side => (Left: ContractionShape.AxesOf(side.Left), Right: ContractionShape.AxesOf(side.Right)))
            .Where(side => side.Left.Contains(axis) && side.Right.Contains(axis))).ToList();
        if (sides.Count == 0) return ("only one of its factors varies along the loop that is summed over", null);
        var unlike = sides.Select(side => (Rows: side.Left.Except(side.Right).Except(sum.Reduced), Columns: side.Right.Except(side.Left).Except(sum.Reduced)))
            .Where(axes => !axes.Rows.IsEmpty && !axes.Columns.IsEmpty).ToList();
        if (unlike.Count == 0) return ("its factors don't fall into some that vary along rows and others that vary along columns", null);
        foreach (var (rows, columns) in unlike)
        {
            foreach (var axes in new[] { rows, columns })
            {
                if (!axes.Any(shape.IsMatrixAxis)) return (OfAxis(axes.First()), axes.First());
            }
        }

        return null;
    }

    private string OfAxis(Axis axis) => axis switch
    {
        { IsGuard: true } => "is a branch",
        { Kind: AxisKind.Sequential } => "hands on a state",
        { EndsEarly: true } => "may end early",
        { Bound: Constant } => string.Create(CultureInfo.InvariantCulture, $"is shorter than {size.ShortestExtent}"),
        _ when !axis.Bound.Axes.IsEmpty => "is not always of the same length",
        _ => "is of a length that is computed",
    };
}
