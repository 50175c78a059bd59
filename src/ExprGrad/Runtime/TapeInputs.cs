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

    /// <summary>An array, of numbers or of arrays, as one of variables.</summary>
    public static Array? RecordArray(Tape tape, Array? array, Type type) => Lift(array, type, tape);

    /// <summary>An array of data, as one of constants.</summary>
    public static Array? ToConstants(Array? array, Type type) => Lift(array, type, tape: null);

    private static Array? Lift(Array? array, Type type, Tape? tape)
    {
        if (array is null) return null;
        var recorded = Array.CreateInstance(type.GetElementType()!, [.. Enumerable.Range(0, array.Rank).Select(array.GetLength)]);
        switch (array)
        {
            case Array[] or Array[,]:
                var rows = NestedArrays.Rows(array);
                for (var i = 0; i < rows.Length; i++) recorded.SetValue(Lift(rows[i], type.GetElementType()!, tape), NestedArrays.Indices(array, i));
                break;
            case double[] or double[,] when tape is not null:
                Record(tape, Elements.All<double>(array), Elements.All<TapeDouble>(recorded));
                break;
            case float[] or float[,] when tape is not null:
                Record(tape, Elements.All<float>(array), Elements.All<TapeDouble>(recorded));
                break;
            case double[] or double[,]:
                Copy(Elements.All<double>(array), Elements.All<TapeDouble>(recorded));
                break;
            default:
                Copy(Elements.All<float>(array), Elements.All<TapeDouble>(recorded));
                break;
        }

        return recorded;
    }

    private static void Copy(ReadOnlySpan<double> values, Span<TapeDouble> constants)
    {
        for (var i = 0; i < values.Length; i++) constants[i] = values[i];
    }

    private static void Copy(ReadOnlySpan<float> values, Span<TapeDouble> constants)
    {
        for (var i = 0; i < values.Length; i++) constants[i] = values[i];
    }

    public static void Adjoints(Tape tape, Span<TapeDouble> variables, Span<double> adjoints, bool adds)
    {
        for (var i = 0; i < variables.Length; i++) adjoints[i] = tape.Adjoint(variables[i]) + (adds ? adjoints[i] : 0);
    }

    public static void Adjoints(Tape tape, Span<TapeDouble> variables, Span<float> adjoints, bool adds)
    {
        for (var i = 0; i < variables.Length; i++) adjoints[i] = (float)tape.Adjoint(variables[i]) + (adds ? adjoints[i] : 0);
    }

    public static void AdjointRows(Tape tape, Array variables, Array adjoints, bool adds)
    {
        switch (adjoints)
        {
            case Array[] or Array[,]:
                var rows = NestedArrays.Rows(variables);
                var rowsOfAdjoints = NestedArrays.Rows(adjoints);
                for (var i = 0; i < rows.Length; i++) AdjointRows(tape, rows[i]!, rowsOfAdjoints[i]!, adds);
                break;
            case double[] or double[,]:
                Adjoints(tape, Elements.All<TapeDouble>(variables), Elements.All<double>(adjoints), adds);
                break;
            default:
                Adjoints(tape, Elements.All<TapeDouble>(variables), Elements.All<float>(adjoints), adds);
                break;
        }
    }
}
