using System.Linq.Expressions;
using ExprGrad.Diagnostics;
using ExprGrad.Emission.Threads;
using ExprGrad.Ir;
using ExprGrad.Ir.Families;
using ExprGrad.Runtime;
using ExprGrad.Scheduling;

namespace ExprGrad.Emission;

/// <summary>
/// Reading nodes. Floating ones are computed in the outermost block in which all their axes are entered: that is all the invariant motion there is.
/// </summary>
internal sealed partial class Emitter
{
    // Of the long block that is being written; null in others.
    private NestedValues? _nestedValues;

    /// <summary>The fewest statements of a block whose values are nested.</summary>
    private int FewestNested { get; init; } = int.MaxValue;

    // Formulas of values that the statement which uses them has still to take.
    private readonly Dictionary<Node, Expression> _nestedFormulas = [];

    private Expression Value(Node node, EmissionContext at)
    {
        if (node is Constant constant) return Expression.Constant(constant.Value, constant.Type);
        var replica = Replica(node);
        if (at.Find(node, replica) is { } known) return known;
        if (DeepStack.IsNearlyFull) return DeepStack.Continue(Value, node, at);
        if (!_schedule.Facts.IsFloating(node)) return PlacedValue(node, at);

        var home = at.Outermost(node.Axes);
        if (node is In entered)
        {
            var value = Value(entered.Value, at);
            home.Know(node, value, replica);
            return value;
        }

        var expression = Compute(node, home);
        return Keep(node, expression, home);
    }

    private Expression[] Values(ReadOnlySpan<Node> nodes, EmissionContext at)
    {
        var values = new Expression[nodes.Length];
        for (var i = 0; i < values.Length; i++) values[i] = Value(nodes[i], at);
        return values;
    }

    private Expression Keep(Node node, Expression expression, EmissionContext home)
    {
        if (IsNested(node)) return expression;
        if (expression is not (ParameterExpression or ConstantExpression))
        {
            var variable = Variable(expression.Type, Name(node));
            home.Code.Add(Expression.Assign(variable, expression));
            expression = variable;
        }

        home.Know(node, expression, Replica(node));
        return expression;
    }

    private bool IsNested(Node node) => _nestedValues is { } nested && nested.Contains(node);

    private Expression PlacedValue(Node node, EmissionContext at)
    {
        if (_nestedFormulas.Remove(node, out var formula)) return formula;
        var placement = _schedule.Placements[node];
        if (IsDeferred(node)) return Keep(node, Compute(node, at), at);
        if (placement.Layout is null || IsCurrent(placement, at)) return Local(node);

        var home = at.Outermost(node.Axes);
        var buffer = Buffer(placement);
        return Keep(node, Read(buffer, home, node.Axes.Guards, _ => null), home);
    }

    // Inside the loop that makes the value, and in the branches in which there is one, its variable holds that of this iteration.
    private static bool IsCurrent(Placement placement, EmissionContext at) =>
        !IsMadeInPlace(placement) && Block.CommonAncestor(at.Block, placement.Home).Axes.Loops == placement.Home.Axes.Loops;

    /// <summary>Whether the value is an array that is made as a whole, element by element, rather than a variable that is stored.</summary>
    private static bool IsMadeInPlace(Placement placement) => BufferLayout.Inner(placement).Count > 0;

    private Expression Compute(Node node, EmissionContext at)
    {
        if (Varies(node) && !_lanes!.Kinds.IsRepeated(node)) return ComputeLanes(node, at);
        if (_schedule.Program.Expansions.TryGetValue(node, out var expansion)) return Value(expansion, at);
        Expression Operand(int i) => Value(node.Operands[i], at);
        switch (node)
        {
            case Apply when Ir.Load.RunsOf(node) is not null:
                return Operand(0);
            case Apply apply:
                return _form.Apply(apply, Values(apply.Operands, at));
            case IndexOf index:
                return at.Index(index.Axis);
            case In:
                return Operand(0);
            case Load load:
                return Load(load, at);
            case Length length:
                return Root(length.Array) is { } access ? access.Length(length.Dimension) : ArrayAccess.LengthOf(Operand(0), length.Dimension);
            case RangeChecked:
                return Expression.Call(typeof(CheckFunctions), nameof(CheckFunctions.CheckRow), [Operand(0).Type.GetElementType()!], Operand(0), Operand(1), Operand(2));
            case Member member:
                return Read(member, Operand(0));
            case At read:
                return ReadArray(read, at);
            case Call call:
                return call.Of(Values(call.Operands, at));
            default:
                throw new InvalidOperationException($"{node.GetType().Name} is not computed by an expression.");
        }
    }

    private Expression Load(Load load, EmissionContext at)
    {
        var indices = Values(load.Indices, at);
        if (Root(load.Array) is { } access) return OrNothing(access.Read(indices), load.Indices, at);
        var array = Value(load.Array, at);
        return OrNothing(load.IsReference ? ArrayAccess.Item(array, indices) : Row(load.Array, load.Array.Axes, _ => array, at).Read(indices), load.Indices, at);
    }

    // What an object that is not there would hold is never used: that there is one is checked where the lambda reads it.
    private static Expression Read(Member member, Expression owner)
    {
        var value = Expression.MakeMemberAccess(owner, member.Info);
        return owner.Type.IsValueType || !Totality.IsTotal(member) ? value
            : Expression.Condition(Expression.ReferenceEqual(owner, Expression.Constant(null)), Expression.Default(value.Type), value);
    }

    /// <summary>What is read at the indices; a zero where they were not checked.</summary>
    private Expression OrNothing(Expression element, ReadOnlySpan<Node> indices, EmissionContext at, Expression? nothing = null) =>
        Runs(indices, at) is { } runs ? Expression.Condition(runs, element, nothing ?? Expression.Default(element.Type)) : element;

    /// <summary>What is done at the indices, where they were checked.</summary>
    private Expression IfChecked(Expression statement, ReadOnlySpan<Node> indices, EmissionContext at) =>
        Runs(indices, at) is { } runs ? Expression.IfThen(runs, statement) : statement;

    // Whether all loops run in which indices were to be checked; null if they are in range wherever they are used.
    private Expression? Runs(ReadOnlySpan<Node> indices, EmissionContext at)
    {
        Expression? all = null;
        foreach (var index in indices)
        {
            if (Ir.Load.RunsOf(index) is not { } node || Ir.Load.IsInside(node, at.Axes)) continue;
            var runs = Value(node, at);
            all = all is null ? runs : Expression.And(all, runs);
        }

        return all;
    }

    /// <summary>An array in another one, made ready in the outermost block in which it is known which one it is.</summary>
    private ArrayAccess Row(object key, AxisSet axes, Func<EmissionContext, Expression> row, EmissionContext at)
    {
        var home = at.Outermost(axes);
        if (home.Rows.TryGetValue(key, out var known)) return known;
        var access = EmitRow(row(home), home.Code);
        home.Rows.Add(key, access);
        return access;
    }

    private ArrayAccess EmitRow(Expression array, List<Expression> code)
    {
        if (Threads > 0 || !array.Type.IsSZArray || array.Type.GetElementType()!.IsArray) return EmitArray(Stored(array, "rowArray", code), "row", isChecked: false, code);
        var span = Variable(typeof(Span<>).MakeGenericType(array.Type.GetElementType()!), "row");
        code.Add(Expression.Assign(span, Expression.New(span.Type.GetConstructor([array.Type])!, array)));
        return new ArrayAccess(span, null, []);
    }

    /// <summary>The innermost array that an element of an output is in, and the element's indices in that.</summary>
    private (ArrayAccess Row, Node[] Indices) RowOf(Slot output, Node[] indices, EmissionContext at)
    {
        var access = _outputs[output];
        object key = output;
        var picked = 0;
        while (access.Span is null)
        {
            var (outer, rank) = (access, access.Reference!.Type.GetArrayRank());
            var own = indices[picked..(picked + rank)];
            picked += rank;
            var all = indices[..picked];
            key = own.Aggregate(key, (of, index) => (of, index));
            var axes = all.Aggregate(AxisSet.Empty, (union, index) => union.Union(index.Axes));
            access = Row(key, axes, home => OrNothing(outer.Read([.. own.Select(index => Value(index, home))]), all, home), at);
        }

        return (access, indices[picked..]);
    }

    // The input that an array node is, seen through the branches and loops that it enters.
    private ArrayAccess? Root(Node array) => In.Through(array) is Parameter parameter ? Input(parameter.Slot) : null;

    private Expression ReadArray(At read, EmissionContext at)
    {
        var source = _schedule.SourceOf(read);
        // What varies over branches only is a variable.
        if (_schedule.Placements[source].Layout is null) return Local(source);

        var buffer = Buffer(_schedule.Placements[source]);
        var indices = read.Indices.ToArray();
        return Read(buffer, at, read.Axes.Guards, axis => Array.IndexOf(read.Replaced, axis) is var position and >= 0 ? indices[position] : null);
    }
}
