using ExprGrad.Diagnostics;

namespace ExprGrad;

/// <summary>A lambda can't be differentiated. The message quotes each construct, says why, and what to write instead.</summary>
public sealed class DifferentiationException : Exception
{
    internal DifferentiationException(IReadOnlyList<DifferentiationError> errors, Exception? inner = null)
        : base(ErrorText.Message(errors), inner) => Errors = errors;

    /// <summary>All that was refused, in the order in which it stands in the lambda.</summary>
    public IReadOnlyList<DifferentiationError> Errors { get; }
}
