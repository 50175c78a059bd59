using ExprGrad.Ir;

namespace ExprGrad.Scheduling;

/// <summary>
/// Splits what may throw: whatever does not depend on real numbers or opaque calls is checked before the function writes anything, so that a
/// wrong length or index leaves the outputs untouched.
/// </summary>
internal static class Prechecks
{
    /// <summary>The checks, as a program of their own, and the program without them.</summary>
    public static (Program Checks, Program Main) Split(Program program)
    {
        var early = new Earliness(program.Graph);
        var checks = program.Effects.Where(early.IsEarly).ToArray();
        Node[] lengths = [.. program.Arrays.SelectMany(output => output.Lengths ?? [])];
        return (
            new Program(program.Graph) { Effects = [.. checks, .. lengths], ResultLengths = lengths, Expansions = program.Expansions, FirstDerivative = program.FirstDerivative },
            program with { Effects = [.. program.Effects.Where(effect => !early.IsEarly(effect))] });
    }
}
