namespace ExprGrad.Benchmarks.Programs;

/// <summary>What a program's gradient is held against.</summary>
/// <param name="Handwritten">At most so many times the time of the hand-written gradient.</param>
/// <param name="Tape">The tape takes at least so many times as long.</param>
internal sealed record Bars(double Handwritten, double Tape)
{
    /// <summary>At most so many times the time of the compiled value alone.</summary>
    public const double Value = 3;

    /// <summary>All programs write their gradients in place.</summary>
    public const long AllocatedBytes = 0;

    /// <summary>At most so many milliseconds of compilation; null where nothing is asked for.</summary>
    public double? CompileMs { get; init; }

    public static Bars Arithmetic { get; } = new(1.1, 10);

    /// <summary>Both pay for the same elementary functions.</summary>
    public static Bars Elementary { get; } = new(1.1, 3);

    public static Bars Arrays { get; } = new(1.2, 25);
}
