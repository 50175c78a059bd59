using System.Linq.Expressions;
using ExprGrad.Emission.Vectors;
using ExprGrad.Ir;
using ExprGrad.Scheduling;
using ExprGrad.Scheduling.Vectors;
using ExprGrad.Simplification;

namespace ExprGrad.Emission;

/// <summary>Values in a vectorised loop. What is uniform, and the integers of the first lane, are scalars and are computed as everywhere.</summary>
internal sealed partial class Emitter
{
    private readonly Dictionary<(Node Node, int Replica), ParameterExpression> _laneLocals = [];
    private Lanes? _lanes;

    private FloatMode Mode => _reassociates ? FloatMode.Fast : FloatMode.Strict;

    private bool Varies(Node node) => _lanes is { } lanes && lanes.Kinds.Varies(node);

    /// <summary>The vector of the round that a value is of; the first for what does not vary.</summary>
    private int Replica(Node node) => Varies(node) ? _lanes!.Replica : 0;

    /// <summary>A value as a vector.</summary>
    private Expression InLanes(Node node, EmissionContext at)
    {
        var value = Value(node, at);
        var lanes = _lanes!;
        switch (lanes.Kinds.Of(node))
        {
            case LaneKind.Affine:
                return Numbers(value, Growth(node, at));
            case LaneKind.Uniform when value is not ConstantExpression && HomeOfLanes(node, at) is { } home:
                if (home.Broadcasts.TryGetValue(node, out var known) && known.Type == lanes.Form.Vector) return known;
                var variable = Variable(lanes.Form.Vector, Name(node));
                home.Code.Add(Expression.Assign(variable, lanes.Form.Broadcast(value)));
                return home.Broadcasts[node] = variable;
            default:
                return lanes.Form.Broadcast(value);
        }
    }

    // Where a scalar is put into lanes once. The methods of a long loop would read it as a whole vector: each use does so itself, but for inner loops. Null for that.
    private EmissionContext? HomeOfLanes(Node node, EmissionContext at)
    {
        var (home, loop) = (at.Outermost(node.Axes), _lanes!.Code.Loop);
        if (loop.HasRounds || home.Block.IsInside(loop.Loop.Body)) return home;
        return at.Block == loop.Loop.Body ? null : at.Around(loop.Loop.Body.Axes);
    }

    private ParameterExpression LaneLocal(Node node)
    {
        var key = (node, _lanes!.Replica);
        if (!_laneLocals.TryGetValue(key, out var local)) _laneLocals.Add(key, local = Variable(LaneType(node), Name(node)));
        return local;
    }

    private Type LaneType(Node node) => _lanes!.Kinds.Of(node) == LaneKind.Affine ? node.Type : _lanes.Form.Vector;

    /// <summary>The value for the type of the variable that takes it.</summary>
    private Expression ForVariable(Node value, Type type, EmissionContext at) => _lanes is { } lanes && type == lanes.Form.Vector ? InLanes(value, at) : Value(value, at);

    private Expression ComputeLanes(Node node, EmissionContext at)
    {
        if (_schedule.Program.Expansions.TryGetValue(node, out var expansion)) return Value(expansion, at);
        switch (node)
        {
            case IndexOf:
                return _lanes!.Index;
            case In entered:
                return Value(entered.Value, at);
            case Load load:
                return LoadLanes(load, at);
            case At read:
                return ReadArray(read, at);
            case Member { Info.Name: var name } part:
                // Sine and cosine have no common form in lanes; what stands for both is the angle.
                return _lanes!.Form.Apply(name == "Item1" ? Primitives.Sin : Primitives.Cos, Mode, InLanes(part.Operands[0], at));
            case Apply both when SharedAngles.IsShared(both):
                return InLanes(both.Operands[0], at);
            case Apply when Ir.Load.RunsOf(node) is not null:
                return Value(node.Operands[0], at);
            case Apply apply:
                return _lanes!.Kinds.Of(apply) switch
                {
                    LaneKind.Affine => ApplyToFirst(apply, at),
                    LaneKind.Integer when apply.Primitive != Primitives.Select => IntegerInLanes(apply, at),
                    _ => ApplyInLanes(apply, at),
                };
            default:
                throw new InvalidOperationException($"{node.GetType().Name} is not computed in lanes.");
        }
    }

    // Integers that grow from lane to lane are in range if the first and the last one are.
    private Expression ApplyToFirst(Apply apply, EmissionContext at)
    {
        var operands = Values(apply.Operands, at);
        if (apply.Primitive != Primitives.CheckIndex) return apply.Primitive.Emit(operands);
        var growth = Growth(apply.Operands[0], at);
        if (Branch(at) is not null)
        {
            at.Code.Add(_lanes!.Form.Access("CheckIndices", operands[0], growth, operands[1], Active(at)!));
            return operands[0];
        }

        var last = Expression.Subtract(_lanes!.Count ?? Expression.Constant(_lanes.Code.Loop.Lanes), One);
        at.Code.Add(apply.Primitive.Emit([Expression.Add(operands[0], Integers.Product(growth, last)), operands[1]]));
        return apply.Primitive.Emit(operands);
    }

    private Expression ApplyInLanes(Apply apply, EmissionContext at)
    {
        var form = _lanes!.Form;
        if (Fused(apply, at) is { } fused) return fused;
        Expression[] operands = [.. apply.Operands.Select(operand => InLanes(operand, at))];
        if (apply.Primitive == Primitives.StopGradient) return operands[0];
        if (apply.Primitive is ConversionPrimitive) return IsSingle(apply) && !IsSingle(apply.Operands[0]) ? form.Call("RoundToSingle", operands) : operands[0];
        if (apply.Primitive == Primitives.IsNaN) return form.Call("NotEqual", operands[0], operands[0]);
        if (apply.Primitive == Primitives.IsFinite) return form.Call("LessThan", form.Call("Abs", operands[0]), form.Infinity);
        if (apply.Operands[0].Type == typeof(bool) && apply.Primitive != Primitives.Select)
        {
            // Masks, of which all bits are alike.
            if (apply.Primitive == Primitives.Equal) return form.Call("Not", form.Call("ExclusiveOr", operands));
            if (apply.Primitive == Primitives.NotEqual) return form.Call("ExclusiveOr", operands);
        }

        var value = form.Apply(apply.Primitive, Mode, Admitted(apply, operands, at));
        return IsSingle(apply) && IsRounded(apply.Primitive) ? form.Call("RoundToSingle", value) : value;
    }

    private bool IsSingle(Node node) => _lanes!.Kinds.Of(node) == LaneKind.Single;

    private static bool IsRounded(Primitive primitive) => primitive != Primitives.Negate && primitive != Primitives.Select;

    private Expression LoadLanes(Load load, EmissionContext at) => OrNothing(LoadChecked(load, at), load.Indices, at, _lanes!.Form.Zero);

    private Expression LoadChecked(Load load, EmissionContext at)
    {
        if (Tile(load, at) is { } tile) return tile;
        LanePosition[] indices = [.. load.Indices.ToArray().Select(index => LaneIndex(index, at))];
        if (Root(load.Array) is { Span: { } span } access) return ReadLanes(span, Flat(indices, i => access.Lengths[i]), at);
        var array = Value(load.Array, at);
        var row = Row(load.Array, load.Array.Axes, _ => array, at);
        return ReadLanes(row.Span!, Flat(indices, i => row.Lengths[i]), at);
    }
}
