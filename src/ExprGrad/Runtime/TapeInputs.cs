namespace ExprGrad.Runtime;

/// <summary>Records the inputs of a function on a tape, and reads their adjoints off it.</summary>
internal static class TapeInputs
{
    public static TapeDouble Record(Tape tape, double value) => tape.Variable(value);

    public static TapeDouble Record(Tape tape, float value) => tape.Variable(value);

    public static void Record(Tape tape, ReadOnlySpan<double> values, Span<TapeDouble> variables) => tape.Variables(values, variables);

    public static void Record(Tape tape, ReadOnlySpan<float> values, Span<TapeDouble> variables)
    {
        for (var i = 0; i < values.Length; i++) variables[i] = tape.Variable(values[i]);
    }

    public static TapeDouble[][] RecordRows(Tape tape, double[][] rows) => Array.ConvertAll(rows, row => Array.ConvertAll(row, tape.Variable));

    public static TapeDouble[][] RecordRows(Tape tape, float[][] rows) => Array.ConvertAll(rows, row => Array.ConvertAll(row, value => tape.Variable(value)));

    public static void Adjoints(Tape tape, Span<TapeDouble> variables, Span<double> adjoints, bool adds)
    {
        for (var i = 0; i < variables.Length; i++) adjoints[i] = tape.Adjoint(variables[i]) + (adds ? adjoints[i] : 0);
    }

    public static void Adjoints(Tape tape, Span<TapeDouble> variables, Span<float> adjoints, bool adds)
    {
        for (var i = 0; i < variables.Length; i++) adjoints[i] = (float)tape.Adjoint(variables[i]) + (adds ? adjoints[i] : 0);
    }

    public static void AdjointRows(Tape tape, TapeDouble[][] variables, double[][] adjoints, bool adds)
    {
        for (var i = 0; i < variables.Length; i++) Adjoints(tape, variables[i], adjoints[i], adds);
    }

    public static void AdjointRows(Tape tape, TapeDouble[][] variables, float[][] adjoints, bool adds)
    {
        for (var i = 0; i < variables.Length; i++) Adjoints(tape, variables[i], adjoints[i], adds);
    }
}
