namespace ExprGrad.Diagnostics;

/// <summary>Where the user handed over a lambda: its text as the compiler saw it, the file and the line of the call.</summary>
internal readonly record struct CallerSource(string? Text, string? File, int Line)
{
    internal static readonly CallerSource Unknown = new(null, null, 0);
}
