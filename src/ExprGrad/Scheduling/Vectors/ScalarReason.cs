using System.Diagnostics.CodeAnalysis;
using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Vectors;

/// <summary>Why a loop is not vectorised.</summary>
/// <param name="Text">The reason, as the end of a sentence.</param>
/// <param name="Stranger">The value that it is about; null for the loop itself.</param>
internal sealed record ScalarReason(string Text, Node? Stranger = null)
{
    /// <summary>Whether it is that there are numbers of another precision than those for which lanes were looked at.</summary>
    public bool IsPrecision { get; init; }

    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator ScalarReason?(string? text) => text is null ? null : new(text);
}
