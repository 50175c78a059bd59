using System.Linq.Expressions;

namespace ExprGrad.Diagnostics;

/// <summary>Collects what the passes over one lambda have to say, so that the user sees all of it in one exception.</summary>
internal abstract class DiagnosticList<TKind>(CallerSource source)
    where TKind : DiagnosticKind
{
    // A quote longer than this hides the point rather than shows it.
    private const int MaxQuoteLength = 200;

    private readonly List<DifferentiationError> _items = [];
    private readonly HashSet<DifferentiationError> _seen = [];

    /// <summary>What was found, in order, each once: inlining and shared sub-expressions meet the same construct repeatedly.</summary>
    internal IReadOnlyList<DifferentiationError> Items => _items;

    /// <summary>Whether anything was found.</summary>
    internal bool Any => _items.Count > 0;

    /// <summary>Notes <paramref name="kind"/> at <paramref name="at"/>; null where the request, not an expression, is at fault.</summary>
    internal void Add(TKind kind, Expression? at, params string[] arguments)
    {
        var error = kind.At(at is null ? "" : CSharpWriter.Write(at, MaxQuoteLength), source, arguments);
        if (_seen.Add(error)) _items.Add(error);
    }

    /// <summary>Throws one exception for all that was found.</summary>
    /// <exception cref="DifferentiationException">Something was found.</exception>
    internal void ThrowIfAny()
    {
        if (Any) throw new DifferentiationException([.. _items]);
    }
}

/// <summary>The refusals of one lambda.</summary>
internal sealed class RefusalList(CallerSource source) : DiagnosticList<Refusal>(source);

/// <summary>The warnings of one lambda; <see cref="DiagnosticList{TKind}.ThrowIfAny"/> serves <c>WarningsAsErrors</c>.</summary>
internal sealed class WarningList(CallerSource source) : DiagnosticList<Warning>(source);
