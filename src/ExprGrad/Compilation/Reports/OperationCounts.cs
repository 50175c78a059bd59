using System.Globalization;
using System.Text;

namespace ExprGrad;

/// <summary>How many operations on real numbers there are, by the loops and branches that they are done in.</summary>
/// <remarks>
/// An operation counts once, however often its loops run, and however often the schedule computes it again instead of keeping it. Index arithmetic and checks
/// are not counted.
/// </remarks>
public sealed class OperationCounts
{
    internal OperationCounts(IReadOnlyList<OperationCount> items) => Items = items;

    /// <summary>The counts; outer loops first, the most frequent operation first.</summary>
    public IReadOnlyList<OperationCount> Items { get; }

    /// <summary>All operations.</summary>
    public int Total => Items.Sum(item => item.Count);

    /// <summary>A line for each nest of loops: <c>{i0}: 2 load, 1 mul, 1 sum</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var nest in Items.GroupBy(item => item.Axes, StringComparer.Ordinal))
        {
            if (text.Length > 0) text.Append('\n');
            text.Append(nest.Key).Append(": ").AppendJoin(", ", nest.Select(item => string.Create(CultureInfo.InvariantCulture, $"{item.Count} {item.Operation}")));
        }

        return text.ToString();
    }
}

/// <summary>How many operations of a kind there are in a nest of loops and branches.</summary>
/// <param name="Operation">Its name in the printed graph: <c>mul</c>, <c>load</c>, <c>sum</c>.</param>
/// <param name="Axes">The loops and branches, as the printed graph names them: <c>{i0, g1}</c>.</param>
/// <param name="Count">How many there are.</param>
public sealed record OperationCount(string Operation, string Axes, int Count);
