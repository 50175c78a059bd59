using System.Linq.Expressions;
using ExprGrad.Ir;
using ExprGrad.Runtime;

namespace ExprGrad.Emission;

/// <summary>For a function that records on a tape: the inputs go onto it at the start, the adjoints come off it at the end.</summary>
internal sealed partial class Emitter
{
    private readonly Dictionary<Slot, ParameterExpression> _recordedScalars = [];

    private MemberExpression Tape() => Expression.Property(Workspace(), nameof(Runtime.Workspace.Tape));

    private void RecordInputs(Node[] nodes, EmissionContext root)
    {
        root.Code.Add(Expression.Call(Tape(), nameof(ExprGrad.Tape.Reset), null));
        var chosen = Operands(nodes.OfType<Choose>());
        foreach (var node in nodes.OfType<Parameter>().Distinct().Where(node => _form.TypeOf(node) != node.Type))
        {
            var slot = node.Slot;
            if (!slot.Type.IsArray)
            {
                var variable = Variable(typeof(TapeDouble), slot.Name);
                root.Code.Add(Expression.Assign(variable, Expression.Call(typeof(TapeInputs), nameof(TapeInputs.Record), null, Tape(), root.Find(node)!)));
                root.Know(node, variable);
                _recordedScalars.Add(slot, variable);
                continue;
            }

            var input = _arrays[slot];
            if (input.Span is { } span && !chosen.Contains(node))
            {
                var recorded = Variable(typeof(Span<TapeDouble>), slot.Name);
                var length = Expression.Property(span, nameof(Span<int>.Length));
                root.Code.Add(Expression.Assign(recorded, Expression.Call(
                    Workspace(), nameof(Runtime.Workspace.Objects), [typeof(TapeDouble)], Expression.Constant(_bufferCount++), length)));
                root.Code.Add(Expression.Call(typeof(TapeInputs), nameof(TapeInputs.Record), null, Tape(), AsReadOnly(span), recorded));
                _recorded.Add(slot, input with { Span = recorded });
            }
            else
            {
                var rows = Variable(_form.TypeOf(node), slot.Name);
                root.Code.Add(Expression.Assign(rows, Expression.Convert(Expression.Call(typeof(TapeInputs), nameof(TapeInputs.RecordArray), null, Tape(), root.Find(node)!, Expression.Constant(rows.Type)), rows.Type)));
                _recorded.Add(slot, EmitArray(rows, slot.Name, isChecked: false, root.Code));
                root.Know(node, rows);
            }
        }
    }

    private Dictionary<Slot, Expression> SweepTape(Expression value, EmissionContext root)
    {
        var output = _form.Lift(value, typeof(TapeDouble));
        root.Code.Add(Expression.Call(
            Tape(), nameof(ExprGrad.Tape.Sweep), null, output, Expression.Constant(1.0)));
        foreach (var gradient in _schedule.Program.Arrays)
        {
            if (!_recorded.TryGetValue(gradient.Of, out var recorded)) continue;
            var (access, adds) = (_outputs[gradient.Of], Expression.Constant(_signature.Accumulates(gradient)));
            root.Code.Add(access.Span is { } span
                ? Expression.Call(typeof(TapeInputs), nameof(TapeInputs.Adjoints), null, Tape(), recorded.Span!, span, adds)
                : Expression.Call(
                    typeof(TapeInputs), nameof(TapeInputs.AdjointRows), null, Tape(), recorded.Reference!, access.Reference!, adds));
        }

        return _schedule.Program.Scalars.ToDictionary(scalar => scalar.Of, scalar => _recordedScalars.TryGetValue(scalar.Of, out var variable)
            ? Number(Expression.Call(Tape(), nameof(ExprGrad.Tape.Adjoint), null, variable), scalar.Of.Type)
            : Value(scalar.Value, root));
    }

    private static Expression AsReadOnly(Expression span) => span.Type.GetGenericTypeDefinition() == typeof(ReadOnlySpan<>)
        ? span
        : Expression.Convert(span, typeof(ReadOnlySpan<>).MakeGenericType(span.Type.GetGenericArguments()));
}
