namespace ExprGrad;

/// <summary>One construct that could not be differentiated, or one warning about a construct that could.</summary>
/// <param name="Id">The stable id, such as <c>EG1101</c>.</param>
/// <param name="Expression">The sub-expression as C#, shortened to 200 characters; empty where the request itself is at fault.</param>
/// <param name="Reason">Why it is reported.</param>
/// <param name="Fix">What to write instead.</param>
/// <param name="SourceText">The caller's own text of the lambda, where the compiler passed it on.</param>
/// <param name="SourceFile">The path of the caller's source file, where known.</param>
/// <param name="SourceLine">The line of the call in that file; 0 where unknown.</param>
public sealed record DifferentiationError(
    string Id, string Expression, string Reason, string Fix, string? SourceText = null, string? SourceFile = null, int SourceLine = 0)
{
    /// <summary>The page of the documentation that explains this id with examples.</summary>
    public string Page => $"docs/errors/{Id}.md";

    /// <summary>Whether the construct is differentiated as written: ids EG90xx are warnings.</summary>
    public bool IsWarning => Id.StartsWith("EG90", StringComparison.Ordinal);

    /// <summary>The error with everything that is known about it, on several lines.</summary>
    public override string ToString() => Diagnostics.ErrorText.Describe(this);
}
