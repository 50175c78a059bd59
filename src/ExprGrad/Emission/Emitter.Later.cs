using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Emission;

/// <summary>
/// Arrays of the caller's that may be read as something else, and no check tells: what is written to them is made aside, and copied when nothing is left to be read. They are all arrays of functions that read
/// memory of which nothing is known (<see cref="ForeignMemory"/>), and those that may be one of many in an input (<see cref="SharedMemory.MayHold"/>).
/// </summary>
internal sealed partial class Emitter
{
    private readonly bool _readsForeign;
    private readonly List<(ArrayAccess Made, ArrayAccess Given)> _later = [];

    private void CheckMemory(IEnumerable<ArrayOutput> outputs, List<Expression> code)
    {
        var later = outputs.Where(output => _signature.OriginOf(output) == OutputOrigin.Given && (_readsForeign || Memory.MayHold(_outputs[output.Of].Memory))).ToList();
        code.AddRange(Memory.Check());
        foreach (var output in later) MakeLater(output, code);
    }

    // In the shape of what the caller has given, which has been checked. What is added to begins with what that holds.
    private void MakeLater(ArrayOutput output, List<Expression> code)
    {
        var (given, name) = (_outputs[output.Of], _signature.OutputName(output.Of));
        var made = given.Span is { } span
            ? RowInWorkspace(span.Type.GetGenericArguments()[0], ArrayLoop.Length(span, 0), name, code) with { Lengths = given.Lengths }
            : LikeInWorkspace(given.Reference!.Type, given.Reference, name, code);
        if (_signature.Accumulates(output)) code.Add(given.CopyTo(made));
        _outputs[output.Of] = made;
        _later.Add((made, given));
    }

    // The results are computed before anything is copied.
    private (Expression? Value, IReadOnlyDictionary<Slot, Expression> Scalars) FinishLater(Expression? value, IReadOnlyDictionary<Slot, Expression> scalars, List<Expression> code)
    {
        if (_later.Count == 0) return (value, scalars);
        if (value is not null) value = Stored(value, "value", code);
        scalars = scalars.ToDictionary(scalar => scalar.Key, scalar => (Expression)Stored(scalar.Value, scalar.Key.Name, code));
        code.AddRange(_later.Select(later => later.Made.CopyTo(later.Given)));
        return (value, scalars);
    }
}
