using System.Globalization;

namespace ExprGrad;

/// <summary>How a comparison of a gradient with finite differences ended.</summary>
public enum GradientCheckOutcome
{
    /// <summary>They agree.</summary>
    Passed,

    /// <summary>They don't.</summary>
    Failed,

    /// <summary>The finite differences are too uncertain here to tell.</summary>
    Inconclusive,
}

/// <summary>The comparison of one slope: of an element of the gradient, or along a direction.</summary>
/// <param name="Name">The element or direction.</param>
/// <param name="Index">The element's index; -1 for a direction.</param>
/// <param name="Analytic">The slope according to the gradient.</param>
/// <param name="Numeric">The slope by central differences.</param>
/// <param name="Error">Relative error, |analytic - numeric| / max(|analytic|, |numeric|); +Infinity if one of them is not finite.</param>
/// <param name="Outcome">How it ended.</param>
public sealed record GradientComparison(string Name, int Index, double Analytic, double Numeric, double Error, GradientCheckOutcome Outcome)
{
    internal const int NoIndex = -1;

    /// <summary>One line, such as <c>w[17]: analytic 0.31, numeric 0.42, relative error 0.26</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Name}: analytic {Analytic:G6}, numeric {Numeric:G6}, relative error {Error:G2}");
}

/// <summary>What a <see cref="GradientCheck"/> found.</summary>
/// <param name="Directions">The comparison along each random direction.</param>
/// <param name="Elements">The comparison of each element; empty if they were not asked for and no direction failed.</param>
public sealed record GradientCheckResult(IReadOnlyList<GradientComparison> Directions, IReadOnlyList<GradientComparison> Elements)
{
    /// <summary>Failed if any comparison failed; else passed, or inconclusive if there were comparisons and none of them was conclusive.</summary>
    public GradientCheckOutcome Outcome
    {
        get
        {
            if (Count(GradientCheckOutcome.Failed) > 0)
                return GradientCheckOutcome.Failed;
            return Count(GradientCheckOutcome.Passed) > 0 || All.Any() is false ? GradientCheckOutcome.Passed : GradientCheckOutcome.Inconclusive;
        }
    }

    /// <summary>Whether the <see cref="Outcome"/> is a pass.</summary>
    public bool Passed => Outcome == GradientCheckOutcome.Passed;

    /// <summary>
    /// The comparison with the largest error: of the failed ones if there are any, else of the passed ones, else of the inconclusive ones. Elements come before
    /// directions. Null if there was nothing to compare.
    /// </summary>
    public GradientComparison? Worst =>
        WorstOf(GradientCheckOutcome.Failed) ?? WorstOf(GradientCheckOutcome.Passed) ?? WorstOf(GradientCheckOutcome.Inconclusive);

    /// <summary>The index of the worst element; -1 if the worst is a direction, or there is none.</summary>
    public int WorstIndex => Worst?.Index ?? GradientComparison.NoIndex;

    /// <summary>The relative error of the worst comparison.</summary>
    public double WorstError => Worst?.Error ?? 0;

    /// <summary>The worst comparison's slope by central differences.</summary>
    public double Expected => Worst?.Numeric ?? 0;

    /// <summary>The worst comparison's slope according to the gradient.</summary>
    public double Actual => Worst?.Analytic ?? 0;

    private IEnumerable<GradientComparison> All => Elements.Concat(Directions);

    /// <summary>Throws if the gradient is wrong. An inconclusive check does not throw.</summary>
    /// <returns>This result.</returns>
    /// <exception cref="GradientCheckException">The check failed; the message is <see cref="ToString"/>.</exception>
    public GradientCheckResult ThrowIfFailed() => Outcome == GradientCheckOutcome.Failed ? throw new GradientCheckException(this) : this;

    /// <summary>The outcome, the worst comparison and the counts, on one line.</summary>
    public override string ToString()
    {
        string verdict = Outcome switch
        {
            GradientCheckOutcome.Failed => "The gradient is wrong",
            GradientCheckOutcome.Passed => "The gradient agrees with finite differences",
            _ => "Finite differences are too uncertain here to check the gradient",
        };
        string worst = Worst is null ? "nothing to compare" : $"worst {Worst}";
        int inconclusive = Count(GradientCheckOutcome.Inconclusive);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{verdict}; {worst} ({Failed(Elements)} of {Elements.Count} elements and {Failed(Directions)} of {Directions.Count} directions failed, {inconclusive} inconclusive).");
    }

    private static int Failed(IReadOnlyList<GradientComparison> comparisons) => comparisons.Count(comparison => comparison.Outcome == GradientCheckOutcome.Failed);

    private int Count(GradientCheckOutcome outcome) => All.Count(comparison => comparison.Outcome == outcome);

    private GradientComparison? WorstOf(GradientCheckOutcome outcome) =>
        Elements.Where(element => element.Outcome == outcome).MaxBy(element => element.Error)
        ?? Directions.Where(direction => direction.Outcome == outcome).MaxBy(direction => direction.Error);
}

/// <summary>A gradient is wrong.</summary>
public sealed class GradientCheckException : Exception
{
    internal GradientCheckException(GradientCheckResult result)
        : base(result.ToString()) => Result = result;

    /// <summary>What the check found.</summary>
    public GradientCheckResult Result { get; }
}
