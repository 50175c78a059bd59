using System.Linq.Expressions;
using ExprGrad.Diagnostics;
using ExprGrad.Emission.Instructions;
using ExprGrad.Ir;
using ExprGrad.Scheduling;

namespace ExprGrad.Emission;

/// <summary>Loops, branches and statements.</summary>
internal sealed partial class Emitter
{
    private void EmitItems(EmissionContext at, Block block)
    {
        var around = _nestedValues;
        if (_lanes is null && block.Items.Count >= FewestNested) _nestedValues = new NestedValues(_schedule, block);
        foreach (var item in block.Items)
        {
            if (item is LoopItem next) BeginWindows(next, at);
            EmitFirstRows(item, at);
            EmitRows(item, at);
            foreach (var placement in NotesAt(_before, item)) Begin(placement, at);
            switch (item)
            {
                case LoopItem loop:
                    EmitLoop(loop, at);
                    break;
                case BranchItem branch:
                    at.Code.AddRange(at.TakeStarts());
                    EmitBranch(branch, at);
                    break;
                case Statement statement:
                    at.Code.AddRange(at.TakeStarts());
                    EmitStatement(statement, at);
                    break;
            }

            foreach (var placement in NotesAt(_after, item)) Complete(placement, at);
        }

        _nestedValues = around;
        at.Code.AddRange(at.End);
    }

    // For each loop whose code is written, what is done behind it.
    private readonly Dictionary<LoopItem, List<Expression>> _behind = [];

    private List<Expression> Behind(LoopItem loop)
    {
        if (!_behind.TryGetValue(loop, out var code)) _behind.Add(loop, code = []);
        return code;
    }

    private void EmitLoop(LoopItem loop, EmissionContext at)
    {
        if (_schedule.BlockLoops.TryGetValue(loop, out var blocks))
        {
            at.Code.AddRange(at.TakeStarts());
            EmitBlocks(blocks, at);
            return;
        }

        at.Code.AddRange(LoopCode(loop, at));
        if (_behind.Remove(loop, out var code)) at.Code.AddRange(code);
        EndWindows(loop, at);
    }

    // The loop, or where it runs in blocks the part of a block; what does not vary over it is put before it.
    private List<Expression> LoopCode(LoopItem loop, EmissionContext at)
    {
        if (_lanes is { Code.Loop.RowProducts: var products } && products.TryGetValue(loop, out var alongRows)) return RowProductsCode(alongRows, at);
        if (_lanes is not null || !_schedule.VectorLoops.TryGetValue(loop, out var vector)) return OneByOne(loop, at);
        return vector.Where is not null ? EitherCode(vector, at) : vector.EndsOneByOne ? ThenOneByOne(vector, at) : VectorLoopCode(vector, at);
    }

    private List<Expression> OneByOne(LoopItem loop, EmissionContext at) => OneByOne(loop, FirstOf(loop), at);

    private List<Expression> OneByOne(LoopItem loop, Expression first, EmissionContext at)
    {
        var count = LastOf(loop, at);
        foreach (var state in loop.States) ForEachVectorOf(state, () => at.Code.Add(Assign(state, ForVariable(state.Initial, Local(state).Type, at))));

        var index = Variable(typeof(int), $"%{loop.Axis}");
        var isSplit = IsSplit(loop);
        List<Expression> code = isSplit ? SplitSums(loop, index, count, at) : [];
        var body = EmitBody(loop, index, at);
        EmitNextStates(loop.States, body);
        var starts = at.TakeStarts();
        if (body.Code.Count == 0) return [.. starts];
        return [Expression.Block([.. code, .. isSplit ? For(index, null, count, body.Break!, body.Code, starts) : InRuns(loop, index, first, count, body, starts)])];
    }

    private Expression FirstOf(LoopItem loop) => _block?.Loop == loop ? _block.First : None;

    private Expression LastOf(LoopItem loop, EmissionContext at) => _block?.Loop == loop ? _block.End : Value(loop.Axis.Bound, at);

    private List<Expression>? BlockStartOf(LoopItem loop) => _block?.Loop == loop ? _block.Start : null;

    private EmissionContext EmitBody(LoopItem loop, Expression index, EmissionContext at)
    {
        var body = new EmissionContext(at, loop.Body) { Break = Expression.Label(), BlockStart = BlockStartOf(loop) };
        body.Enter(index);
        foreach (var state in loop.States)
        {
            if (_buffers.TryGetValue(state, out var buffer)) Store(state, buffer, body);
        }

        EmitNest(body, loop.Body);
        return body;
    }

    // All next states are read before the first state changes.
    private void EmitNextStates(List<Carry> states, EmissionContext body)
    {
        var last = new List<Expression>();
        foreach (var state in states)
        {
            ForEachVectorOf(state, () =>
            {
                var value = ForVariable(state.Next, Local(state).Type, body);
                if (states.Count > 1 && value is not ConstantExpression)
                {
                    var temporary = Variable(value.Type, "next");
                    body.Code.Add(Expression.Assign(temporary, value));
                    value = temporary;
                }

                last.Add(Assign(state, value));
            });
        }

        body.Code.AddRange(last);
    }

    // Checks, starts of variables, and the loop: from the first iteration for as long as there is a whole step before the count, or the rest of it.
    private IEnumerable<Expression> For(
        ParameterExpression index, Expression? first, Expression count, LabelTarget end, List<Expression> body, IReadOnlyList<Expression> starts, int step = 1, Expression? limit = null) =>
    [
        .. first is null ? [] : _bounds.Hoist(index, first, count, step, end, body),
        .. starts,
        .. first is null ? [] : new[] { Expression.Assign(index, first) },
        Expression.Loop(
            Expression.Block(
            [
                Expression.IfThen(Expression.GreaterThanOrEqual(index, limit ?? count), Expression.Break(end)),
                .. ListScheduling.Arrange(body),
                Expression.Assign(index, Expression.Add(index, Expression.Constant(step))),
            ]),
            end),
    ];

    private void EmitNest(EmissionContext at, Block block)
    {
        if (!DeepStack.IsNearlyFull)
        {
            EmitItems(at, block);
            return;
        }

        DeepStack.Continue(() =>
        {
            EmitItems(at, block);
            return true;
        });
    }

    private void EmitBranch(BranchItem branch, EmissionContext at)
    {
        if (Varies(branch.Predicate))
        {
            EmitLaneBranch(branch, at);
            return;
        }

        var predicate = Value(branch.Predicate, at);
        var arms = new[] { branch.Then, branch.Else }.Select(block =>
        {
            var arm = new EmissionContext(at, block);
            EmitNest(arm, block);
            return arm.Code;
        }).ToArray();

        var (then, otherwise) = (arms[0], arms[1]);
        if (then.Count > 0 && otherwise.Count > 0) at.Code.Add(Expression.IfThenElse(predicate, Void(then), Void(otherwise)));
        else if (then.Count > 0) at.Code.Add(Expression.IfThen(predicate, Void(then)));
        else if (otherwise.Count > 0) at.Code.Add(Expression.IfThen(Expression.Not(predicate), Void(otherwise)));
    }

    // A block asks what is last in it for its type, and a conditional its arms: behind one stands what has a type of its own, or each of nested conditionals would ask all those inside of it.
    private static BlockExpression Void(List<Expression> code)
    {
        var arranged = ListScheduling.Arrange(code);
        return Expression.Block(typeof(void), arranged[^1] is ConditionalExpression ? [.. arranged, Expression.Empty()] : arranged);
    }

    private void EmitStatement(Statement statement, EmissionContext at)
    {
        if (_lanes is not null && !IsUniform(statement))
        {
            EmitInLanes(statement, at);
            return;
        }

        switch (statement)
        {
            case Compute { Node: var node } when _schedule.Facts.IsFloating(node):
                Value(node, at);
                break;
            case Compute { Node: var node } when IsNested(node):
                _nestedFormulas.Add(node, Compute(node, at));
                break;
            case Compute { Node: Apply check } when _schedule.Facts.IsCheck(check):
                at.Code.Add(Compute(check, at));
                break;
            case Compute { Node: var node }:
                at.Code.Add(Assign(node, WithoutSubnormals(node, Compute(node, at))));
                break;
            case AssignArm arm when IsMadeInPlace(_schedule.Placements[arm.Choice]):
                var chosen = Buffer(_schedule.Placements[arm.Choice]);
                at.Code.Add(WriteCurrent(chosen, _form.Lift(Value(arm.Value, at), chosen.ElementType), at));
                break;
            case AssignArm arm:
                at.Code.Add(Assign(arm.Choice, Value(arm.Value, at)));
                break;
            case Accumulate accumulate:
                EmitAccumulate(accumulate.Reduction, at);
                break;
            case ScatterAdd scatter:
                EmitScatter(scatter, at);
                break;
            case MultiplyMatrices product:
                EmitProduct(product, at);
                break;
        }
    }

    private void EmitScatter(ScatterAdd scatter, EmissionContext at)
    {
        var indices = scatter.Contribution.Indices;
        if (scatter.Output is { } output)
        {
            var contribution = Signed(scatter.Contribution.Value, at);
            if (_windows.TryGetValue(output, out var window))
            {
                AddToWindow(window, indices[0], contribution, at);
                return;
            }

            (var access, indices) = RowOf(output.Of, indices, at);
            Expression[] place = [.. indices.Select(index => Value(index, at))];
            at.Code.Add(IfChecked(output.Stores ? access.Write(place, contribution) : access.Add(place, contribution), scatter.Contribution.Indices, at));
            return;
        }

        var target = scatter.Target!;
        var buffer = Buffer(_schedule.Placements[target]);
        var element = Position(buffer, at, AxisSet.Empty, axis => Array.IndexOf(target.ResultAxes, axis) is var position and >= 0 ? indices[position] : null);
        var value = _form.Lift(Value(scatter.Contribution.Value, at), buffer.ElementType);
        at.Code.Add(target.Stores ? buffer.Write(element, value)
            : buffer.ElementType == typeof(TapeDouble) && scatter.Contribution.Value.Type == typeof(float) ? buffer.Write(element, _form.ToSingle(Expression.Add(buffer.Read(element), value)))
            : buffer.Add(element, value));
    }

    // A negation that has no place of its own is left to what takes the value, which may subtract instead.
    private Expression Signed(Node node, EmissionContext at) =>
        node is Apply { Primitive: var primitive } negation && primitive == Primitives.Negate && _schedule.Facts.IsFloating(node) && !_schedule.Program.Expansions.ContainsKey(node)
            ? Expression.Negate(Value(negation.Operands[0], at))
            : Value(node, at);

    private void EmitAccumulate(Reduce reduction, EmissionContext at)
    {
        var value = Value(reduction.Body, at);
        var number = _form.Number(value);
        var placement = _schedule.Placements[reduction];
        if (IsMadeInPlace(placement))
        {
            if (reduction.Kind != ReductionKind.Sum) throw new InvalidOperationException($"A reduction to {reduction.Kind} has the loops of its elements inside.");
            var buffer = Buffer(placement);
            at.Code.Add(buffer.Add(Position(buffer, at), _form.Lift(value, buffer.ElementType)));
            return;
        }

        var total = _partialSums.GetValueOrDefault(reduction) ?? Total(reduction);
        switch (reduction.Kind)
        {
            case ReductionKind.Sum:
                at.Code.Add(Expression.Assign(total, Expression.Add(total, Converted(_form.Lift(value, total.Type), total.Type))));
                break;
            case ReductionKind.CheckedSum:
                at.Code.Add(Expression.Assign(total, Expression.AddChecked(total, value)));
                break;
            case ReductionKind.Max or ReductionKind.Min:
                at.Code.Add(Expression.IfThen(Beats(reduction.Kind, number, _form.Number(total)), Assign(reduction, value)));
                break;
            case ReductionKind.ArgMax or ReductionKind.ArgMin:
                var best = Best(reduction);
                var isBetter = Expression.OrElse(
                    Expression.LessThan(total, Expression.Constant(0)),
                    Beats(reduction.Kind == ReductionKind.ArgMax ? ReductionKind.Max : ReductionKind.Min, number, best));
                var loop = reduction.Reduced.Last(axis => !axis.IsGuard);
                at.Code.Add(Expression.IfThen(isBetter, Void([Expression.Assign(best, number), Expression.Assign(total, at.Index(loop))])));
                break;
            case ReductionKind.Find:
                // The loop is this search's own: it ends here, after everything else in the iteration.
                at.End.Add(Expression.IfThen(value, Void([Expression.Assign(total, at.Index(reduction.Reduced[^1])), Expression.Break(at.Break!)])));
                break;
        }
    }

    private readonly Dictionary<Reduce, ParameterExpression> _best = [];

    private ParameterExpression Best(Reduce reduction)
    {
        if (!_best.TryGetValue(reduction, out var best)) _best.Add(reduction, best = Variable(_form.Number(Expression.Default(_form.TypeOf(reduction.Body))).Type, "best"));
        return best;
    }

    // LINQ's order: Max prefers any number to NaN, Min prefers NaN to any number; of equals the first stays.
    private static BinaryExpression Beats(ReductionKind kind, Expression value, Expression best)
    {
        var isReal = value.Type == typeof(double) || value.Type == typeof(float);
        var comparison = kind == ReductionKind.Max ? Expression.GreaterThan(value, best) : Expression.LessThan(value, best);
        if (!isReal) return comparison;
        var (nan, number) = kind == ReductionKind.Max ? (best, value) : (value, best);
        return Expression.OrElse(comparison, Expression.AndAlso(Expression.NotEqual(nan, nan), Expression.Equal(number, number)));
    }

    /// <summary>Before a value starts to be made: an accumulator or an array is set to its start.</summary>
    private void Begin(Placement placement, EmissionContext at)
    {
        // Of an array whose elements are stored, those that nothing is stored to (tangents that are zero) stay zero.
        if (Varies(placement.Node) && !IsMadeInPlace(placement))
        {
            BeginInLanes(placement.Node, at);
        }
        else if (IsMadeInPlace(placement))
        {
            if (placement.Node is Reduce or Scatter && _schedule.Facts.ContractionOf(placement.Node) is not { IsWhole: true })
            {
                var (buffer, part) = (Buffer(placement), CurrentPart(Buffer(placement), LoopsAround(placement), at));
                at.Code.Add(placement.Node is Reduce { IsFromFirst: true } sum
                    ? Expression.Call(part, nameof(Span<int>.Fill), null, _form.Lift(Start(sum), buffer.ElementType))
                    : Expression.Call(part, nameof(Span<int>.Clear), null));
            }
        }
        else if (placement.Node is Reduce reduction)
        {
            var total = Total(reduction);
            at.Starts.Add(Expression.Assign(total, _form.Lift(StartOfTotal(reduction), total.Type)));
        }
    }

    // The loops around the home; the other axes of the buffer are made inside.
    private static int LoopsAround(Placement placement) => placement.Layout!.Axes.Count - BufferLayout.Inner(placement).Count;

    private static Expression Start(Reduce reduction) => reduction.Kind switch
    {
        ReductionKind.ArgMax or ReductionKind.ArgMin or ReductionKind.Find => Expression.Constant(-1),
        ReductionKind.Max => Expression.Constant(
            reduction.Type == typeof(double) ? double.NaN : reduction.Type == typeof(float) ? float.NaN : reduction.Type.GetField("MinValue")!.GetValue(null), reduction.Type),
        ReductionKind.Min => Expression.Constant(
            reduction.Type == typeof(double) ? double.PositiveInfinity
            : reduction.Type == typeof(float) ? float.PositiveInfinity
            : reduction.Type.GetField("MaxValue")!.GetValue(null), reduction.Type),
        _ when reduction.IsFromFirst => Expression.Constant(-0.0),
        _ => Expression.Constant(Activator.CreateInstance(reduction.Type)),
    };

    /// <summary>Once a value is complete: it is stored if it is used elsewhere.</summary>
    private void Complete(Placement placement, EmissionContext at)
    {
        if (placement.Node is Reduce { IsSumOfFloats: true } sum && !IsMadeInPlace(placement)) Round(sum, at);
        if (placement.Layout is not null && !IsMadeInPlace(placement) && placement.Node is not Carry)
            Store(placement.Node, Buffer(placement), at);
    }

    private void Store(Node node, BufferAccess buffer, EmissionContext at)
    {
        if (IsInLanes(buffer)) ForEachVector(() => at.Code.Add(WriteLaneElement(buffer, LaneElement(buffer, at), _lanes!.Form.Broadcast(Local(node)), at)));
        else at.Code.Add(WriteCurrent(buffer, Local(node), at));
    }
}
