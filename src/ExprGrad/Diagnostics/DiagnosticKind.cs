using System.Globalization;
using System.Text;

namespace ExprGrad.Diagnostics;

/// <summary>One row of the catalogue: a stable id, why the construct is reported, and what to write instead.</summary>
/// <remarks>Both texts are composite formats over the same arguments; each id has its page in <c>docs/errors</c>.</remarks>
internal abstract record DiagnosticKind(string Id, string Reason, string Fix)
{
    /// <summary>How many arguments the two texts take together.</summary>
    internal int ArgumentCount { get; } =
        Math.Max(CompositeFormat.Parse(Reason).MinimumArgumentCount, CompositeFormat.Parse(Fix).MinimumArgumentCount);

    /// <summary>Fills in both texts and adds the place.</summary>
    /// <exception cref="ArgumentException">The number of arguments is not the one that the texts take.</exception>
    internal DifferentiationError At(string expression, CallerSource source, string[] arguments)
    {
        if (arguments.Length != ArgumentCount)
            throw new ArgumentException($"{Id} takes {ArgumentCount} arguments, not {arguments.Length}.", nameof(arguments));

        return new DifferentiationError(Id, expression, Fill(Reason), Fill(Fix), source.Text, source.File, source.Line);

        string Fill(string template) => string.Format(CultureInfo.InvariantCulture, template, (object[])arguments);
    }
}

/// <summary>A construct that can't be differentiated: compilation ends in a <see cref="DifferentiationException"/>.</summary>
internal sealed record Refusal(string Id, string Reason, string Fix) : DiagnosticKind(Id, Reason, Fix);

/// <summary>A construct that is differentiated but rarely means what it says; shown in the report, an error on request.</summary>
internal sealed record Warning(string Id, string Reason, string Fix) : DiagnosticKind(Id, Reason, Fix);
