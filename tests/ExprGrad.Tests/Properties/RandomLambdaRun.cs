using System.Globalization;
using System.Text;
using ExprGrad.Tests.Properties.Coverage;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Properties;

/// <summary>The random lambdas of a range of seeds, all checked, with what they contained and how many could not be judged.</summary>
internal sealed class RandomLambdaRun
{
    private readonly IReadOnlyList<IExecutor> executors;
    private readonly Outcome[] outcomes;
    private readonly ulong firstSeed;
    private readonly bool areLong;

    public RandomLambdaRun(ulong firstSeed, int count, IReadOnlyList<IExecutor> executors, bool areLong = false)
    {
        (this.firstSeed, this.executors, this.areLong) = (firstSeed, executors, areLong);
        outcomes = new Outcome[count];
        OnAllProcessors.For(count, i => outcomes[i] = PropertyCheck.Run(firstSeed + (ulong)i, BudgetOf(i), executors, areLong));
        foreach (var outcome in outcomes.Where(o => o.Discarded is null))
            Coverage.Add(outcome.Rows);
    }

    public CoverageTable Coverage { get; } = new();

    /// <summary>How many lambdas could not be judged in full.</summary>
    public int Discarded => outcomes.Count(o => o.Discarded is not null || o.Exempt is not null);

    /// <summary>How many lambdas could not be judged in full, by cause.</summary>
    public string DiscardText
    {
        get
        {
            var text = new StringBuilder();
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"seeds {firstSeed} to {firstSeed + (ulong)outcomes.Length - 1}: {outcomes.Length} lambdas, {Discarded} discarded");
            var causes = Enumerable.Range(0, outcomes.Length).GroupBy(i => outcomes[i].Discarded ?? outcomes[i].Exempt, StringComparer.Ordinal);
            foreach (var group in causes.Where(g => g.Key is not null))
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"  {group.Count(),5} {group.Key} (first: seed {firstSeed + (ulong)group.First()}, budget {BudgetOf(group.First())})");
            return text.ToString();
        }
    }

    /// <summary>The failures among the lambdas of a block, alike ones together, and a smaller lambda that fails as well, if there is one.</summary>
    public string? Failures(int start, int count)
    {
        var failed = Enumerable.Range(start, count).Where(i => outcomes[i].Failure is not null).ToList();
        if (failed.Count == 0)
            return null;
        var text = new StringBuilder().AppendLine(CultureInfo.InvariantCulture, $"{failed.Count} of {count} lambdas fail.");
        if (Shrinker.Smaller(firstSeed + (ulong)failed[0], BudgetOf(failed[0]), executors, areLong) is { } smaller)
            text.Append("Smaller:\n").AppendLine(smaller);
        foreach (var alike in failed.Select(i => outcomes[i].Failure!).GroupBy(Problem, StringComparer.Ordinal).OrderByDescending(g => g.Count()))
            text.AppendLine(CultureInfo.InvariantCulture, $"{alike.Count()} like this:").AppendLine(alike.MinBy(f => f.Length));
        return text.ToString();
    }

    /// <summary>What a failure is about: its first line after the seed, without numbers.</summary>
    private static string Problem(string failure) => string.Concat(failure.Split('\n')[1].Where(c => !char.IsDigit(c)));

    /// <summary>Small and large lambdas take turns.</summary>
    internal static int BudgetOf(int i) => 4 + i % 33;
}
