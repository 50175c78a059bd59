namespace ExprGrad.Ir;

/// <summary>What a program gives for the values of its slots.</summary>
/// <param name="Value">The value that is returned, or null if the program has none.</param>
/// <param name="Scalars">The scalar outputs by their slots.</param>
/// <param name="Arrays">The array outputs by their slots, each with the shape of the slot's array.</param>
internal sealed record EvaluatedProgram(object? Value, IReadOnlyDictionary<Slot, object> Scalars, IReadOnlyDictionary<Slot, Array> Arrays);
