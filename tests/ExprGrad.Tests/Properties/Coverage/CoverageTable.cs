using System.Globalization;
using System.Text;

namespace ExprGrad.Tests.Properties.Coverage;

/// <summary>In how many lambdas each row occurred. Filled from several threads.</summary>
internal sealed class CoverageTable
{
    private readonly Dictionary<CoverageRow, int> counts = RequiredRows.All.ToDictionary(row => row, _ => 0);

    public void Add(IEnumerable<CoverageRow> rows)
    {
        lock (counts)
        {
            foreach (var row in rows)
                counts[row] = counts.GetValueOrDefault(row) + 1;
        }
    }

    /// <summary>The rows that must occur and occur in fewer lambdas than the threshold.</summary>
    public IReadOnlyList<string> Below(int threshold) =>
        [.. RequiredRows.All.Where(row => counts[row] < threshold).Select(row => $"{row.Group} {row.Name}: {counts[row]}")];

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var group in counts.GroupBy(c => c.Key.Group).OrderBy(g => g.Key))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{group.Key} (lambdas that contain it)");
            foreach (var (row, count) in group.OrderBy(c => c.Key.Name, StringComparer.Ordinal))
                text.AppendLine(
                    CultureInfo.InvariantCulture,
                    $"  {row.Name,-60} {count,6}{(RequiredRows.All.Contains(row) ? "" : "  (not required)")}");
        }

        return text.ToString();
    }
}
