using System.Linq.Expressions;
using ExprGrad.Emission.Threads;
using ExprGrad.Emission.Vectors;
using ExprGrad.Ir;
using ExprGrad.Runtime;
using ExprGrad.Scheduling;
using ExprGrad.Scheduling.Vectors;

namespace ExprGrad.Emission;

/// <summary>Values that are kept in arrays: where rows begin, and where an element is.</summary>
internal sealed partial class Emitter
{
    private readonly Dictionary<Item, List<BufferAccess>> _firstRows = [];
    private readonly Dictionary<Item, List<BufferAccess>> _rows = [];
    private Dictionary<Node, BufferAccess> _buffers = [];
    private readonly Dictionary<(Placement First, Type? Element), int> _slots = [];
    private int _bufferCount;

    private BufferAccess Buffer(Placement placement) => _buffers[placement.Node];

    private void DeclareBuffers(Schedule schedule, EmissionContext root)
    {
        _buffers = [];
        _ofEither.Clear();
        var shared = new Dictionary<Type, SharedSpan>();
        foreach (var placement in schedule.Placements.Values)
        {
            if (placement.Layout is not { } layout) continue;
            var (lanes, either) = VectorLoopsOf(placement, schedule);
            if (either is not null) Note(_ofEither, either.Loop, (placement, lanes));
            else if (placement.Output is { } output) _buffers.Add(placement.Node, DeclareInOutput(layout, output));
            else _buffers.Add(placement.Node, ShareOf(layout, lanes, schedule) is { } size ? Share(placement, FormOf(lanes!).Vector, lanes!, size, shared) : Declare(placement, lanes));
        }

        foreach (var span in shared.Values) root.Code.Add(Expression.Assign(span.Variable, TakeSpan(span.Variable, span.Slot, Expression.Constant(span.Length), holdsNumbers: true)));
    }

    // In the array of the gradient which takes the buffer's place later.
    private BufferAccess DeclareInOutput(BufferLayout layout, ArrayOutput output)
    {
        Expression[] extents = [.. layout.Sizes.Select(_ => Variable(typeof(int), "extent"))];
        var buffer = new BufferAccess(layout, Slot: -1, _outputs[output.Of].Span!, extents, Count: null, RowStarts: null, new Dictionary<int, BufferAccess>()) { IsOutput = true };
        Note(_rows, layout.RowItem, buffer);
        return buffer;
    }

    // How many vectors a buffer of lanes has, if it is small and of one size always: these lie in one span, so that a loop that reads many of them needs the address of one.
    private static int? ShareOf(BufferLayout layout, VectorLoop? lanes, Schedule schedule)
    {
        const int Most = 1 << 10;
        if (lanes is null || layout.RowStarts is not null || schedule.BlockLoops.Count > 0) return null;
        var size = (long)lanes.Replicas;
        foreach (var extent in layout.Sizes)
        {
            if (extent is not Constant { Value: int and >= 0 and <= Most and var constant } || (size *= constant) > Most) return null;
        }

        return (int)size;
    }

    private BufferAccess Share(Placement placement, Type element, VectorLoop lanes, int size, Dictionary<Type, SharedSpan> shared)
    {
        if (!shared.TryGetValue(element, out var span))
        {
            var slot = _bufferCount++;
            shared.Add(element, span = new SharedSpan(Variable(typeof(Span<>).MakeGenericType(element), $"buffer{slot}"), slot));
            _spanSources.Add(span.Variable, new SpanSource(Array: null, slot, HoldsNumbers: true));
        }

        var layout = placement.Layout!;
        return new BufferAccess(
            layout, span.Slot, span.Variable, [.. layout.Sizes.Select(extent => Expression.Constant(((Constant)extent).Value))], Count: null, RowStarts: null,
            new Dictionary<int, BufferAccess>(), lanes, span.PlaceOf(placement, size));
    }

    // The vectorised loop whose lanes each have a buffer of their own; and the one around, where it is chosen whether they do, or its own lanes.
    private static (VectorLoop? Lanes, VectorLoop? Either) VectorLoopsOf(Placement placement, Schedule schedule)
    {
        (VectorLoop? Lanes, bool IsFound) inner = (null, false);
        for (var block = placement.Home; block is not null; block = block.Parent)
        {
            if (block.Owner is not LoopItem loop || !schedule.VectorLoops.TryGetValue(loop, out var vector)) continue;
            var own = vector.Kinds.IsLaneBuffer(placement) ? vector : null;
            if (vector.Where is not null) return own is null && inner.Lanes is null ? (null, null) : (inner.Lanes, vector);
            if (!inner.IsFound) inner = (own, true);
        }

        return (inner.Lanes, null);
    }

    private BufferAccess Declare(Placement placement, VectorLoop? lanes)
    {
        var element = lanes is null ? _form.TypeOf(placement.Node) : FormOf(lanes).Vector;
        return Declare(placement.Layout!, element, SlotFor(placement, element, lanes), lanes);
    }

    // A buffer has the slot of those that it follows: numbers of any type one after the other, references one for each type.
    private int SlotFor(Placement placement, Type element, VectorLoop? lanes)
    {
        if (_schedule.HasManyBuffers) return _bufferCount++;
        while (placement.Follows is { } before) placement = before;
        var key = (placement, BufferAccess.HoldsNumbersOf(element, lanes) ? null : element);
        if (!_slots.TryGetValue(key, out var slot)) _slots.Add(key, slot = _bufferCount++);
        return slot;
    }

    private BufferAccess Declare(BufferLayout layout, Type element, int slot, VectorLoop? lanes = null)
    {
        var starts = layout.RowStarts is { } rows ? Declare(rows, typeof(int), _bufferCount++) : null;
        var sizes = layout.VaryingSizes.ToDictionary(i => i, _ => Declare(layout.RowStarts!, typeof(int), _bufferCount++));
        var buffer = new BufferAccess(
            layout,
            slot,
            Variable(typeof(Span<>).MakeGenericType(element), $"buffer{slot}"),
            [.. layout.Sizes.Select(size => size is Constant { Value: int constant } ? (Expression)Expression.Constant(constant) : Variable(typeof(int), "extent"))],
            starts is null ? null : Variable(typeof(int), "count"),
            starts,
            sizes,
            lanes);
        _spanSources.Add(buffer.Span, new SpanSource(Array: null, slot, buffer.HoldsNumbers));
        Note(_rows, layout.RowItem, buffer);
        if (layout.FirstRowItem is { } first) Note(_firstRows, first, buffer);
        return buffer;
    }

    private void EmitFirstRows(Item item, EmissionContext at)
    {
        foreach (var buffer in NotesAt(_firstRows, item)) at.Code.Add(Expression.Assign(buffer.Count!, Expression.Constant(0)));
    }

    private void EmitRows(Item item, EmissionContext at)
    {
        foreach (var buffer in NotesAt(_rows, item)) EmitRow(buffer, at);
    }

    // The only row of a buffer is taken from the workspace outside of the loops that it is made in again and again; not outside of branches, which may not ask for it, nor of blocks.
    private static (EmissionContext At, List<Expression> Code) RowPlace(BufferAccess buffer, EmissionContext at)
    {
        if (buffer.Count is not null) return (at, at.Code);
        while (at is { Parent: { } parent, Block.Axis: { IsGuard: false } axis } && !buffer.Layout.Sizes.Any(size => size.Axes.Contains(axis)))
        {
            if (at.BlockStart is { } start) return (parent, start);
            at = parent;
        }

        return (at, at.Code);
    }

    private void EmitRow(BufferAccess buffer, EmissionContext current)
    {
        var (at, code) = RowPlace(buffer, current);
        foreach (var (extent, size) in buffer.Extents.Zip(buffer.Layout.Sizes))
        {
            if (extent is ParameterExpression) code.Add(Expression.Assign(extent, Value(size, at)));
        }

        if (buffer.IsOutput) return;
        Expression length = buffer.Extents.Length == 1
            ? Expression.Call(typeof(Math), nameof(Math.Max), null, buffer.Extents[0], Expression.Constant(0))
            : buffer.Extents.Aggregate((Expression)Expression.Constant(1), (size, extent) => Expression.Call(typeof(Workspace), nameof(Runtime.Workspace.Size), null, size, extent));
        var copies = buffer.Lanes?.Replicas ?? 1;
        if (buffer.Count is not { } count)
        {
            code.Add(Expression.Assign(buffer.Span, TakeSpan(buffer.Span, buffer.Slot, Times(length, copies), buffer.HoldsNumbers)));
            return;
        }

        at.Code.Add(WriteCurrent(buffer.RowStarts!, count, at));
        foreach (var (i, sizes) in buffer.RowSizes) at.Code.Add(WriteCurrent(sizes, buffer.Extents[i], at));
        var start = Variable(typeof(int), "start");
        at.Code.Add(Expression.Assign(start, count));
        at.RowStarts.Add(buffer, start);
        at.Code.Add(Expression.Assign(count, Expression.Call(typeof(Workspace), nameof(Runtime.Workspace.Append), null, count, length)));
        at.Code.Add(Expression.Assign(
            buffer.Span, Expression.Call(Workspace(), buffer.HoldsNumbers ? nameof(Runtime.Workspace.Grow) : nameof(Runtime.Workspace.GrowObjects), [buffer.ElementType], Expression.Constant(buffer.Slot), Times(count, copies))));
    }

    private MethodCallExpression TakeSpan(ParameterExpression span, int slot, Expression length, bool holdsNumbers) => Expression.Call(
        Workspace(), holdsNumbers ? nameof(Runtime.Workspace.Span) : nameof(Runtime.Workspace.Objects), span.Type.GetGenericArguments(), Expression.Constant(slot), length);

    private static Expression Times(Expression length, int copies) =>
        copies == 1 ? length : Expression.Call(typeof(Workspace), nameof(Runtime.Workspace.Size), null, length, Expression.Constant(copies));

    /// <summary>The element at the current iteration, or at the other indices that are given for some axes; in a vectorised loop, that of each lane.</summary>
    private Expression Read(BufferAccess buffer, EmissionContext at, AxisSet branches, Func<Axis, Node?> replaced) => IsInLanes(buffer, replaced)
        ? ReadLaneElement(buffer, LaneElement(buffer, at, branches, replaced), at)
        : buffer.Read(Position(buffer, at, branches, replaced));

    // Whether the element differs from lane to lane.
    private bool IsInLanes(BufferAccess buffer, Func<Axis, Node?>? replaced = null) => _lanes is { } lanes
        && (buffer.Lanes is not null || buffer.Layout.Axes.Any(axis => replaced?.Invoke(axis) is { } index ? Varies(index) : axis == lanes.Axis));

    private LanePosition LaneElement(BufferAccess buffer, EmissionContext at) => LaneElement(buffer, at, AxisSet.Empty, _ => null);

    private LanePosition LaneElement(BufferAccess buffer, EmissionContext at, AxisSet branches, Func<Axis, Node?> replaced)
    {
        LanePosition Index(Axis axis) => axis == buffer.Layout.Folded ? Folded(replaced(axis)!, at)
            : replaced(axis) is { } index ? LaneIndex(index, at)
            : axis == _lanes!.Axis ? new LanePosition(_lanes.Index, One)
            : new LanePosition(at.Index(axis), None);
        Expression Extent(int i) => buffer.RowSizes.TryGetValue(i, out var sizes) ? sizes.Read(Position(sizes, at, branches, replaced)) : buffer.Extents[i];
        var position = Flat([.. buffer.Layout.Axes.Skip(buffer.Layout.OuterCount).Select(Index)], Extent);
        if (buffer.RowStarts is null) return position;
        var start = RowStart(buffer, at, branches, replaced);
        return position.Each is { } each ? position with { Each = _lanes!.Form.Call("Add", each, _lanes.Form.Broadcast(start)) } : position with { First = Integers.Sum(start, position.First) };
    }

    // Rows are read at indices that are given, and all lanes are at the same step.
    private LanePosition Folded(Node row, EmissionContext at) => LaneIndex(row, at) is { IsUniform: true } index
        ? index with { First = Expression.And(index.First, One) }
        : throw new InvalidOperationException($"The lanes of a loop read several rows at a time, {row}.");

    private Expression ReadLaneElement(BufferAccess buffer, LanePosition position, EmissionContext at) =>
        buffer.Lanes is null ? ReadLanes(buffer.Span, position, at) : buffer.Read(InCopies(buffer, position));

    private Expression WriteLaneElement(BufferAccess buffer, LanePosition position, Expression value, EmissionContext at) =>
        buffer.Lanes is null ? WriteLanes(buffer.Span, position, value, at) : buffer.Write(InCopies(buffer, position), value);

    // The vectors of a round lie side by side.
    private Expression InCopies(BufferAccess buffer, LanePosition position) =>
        Integers.Sum(Integers.Product(position.First, Expression.Constant(buffer.Lanes!.Replicas)), Expression.Constant(_lanes!.Replica));

    private Expression WriteCurrent(BufferAccess buffer, Expression value, EmissionContext at) => buffer.Write(Position(buffer, at), value);

    /// <summary>The element of the current iteration.</summary>
    private Expression Position(BufferAccess buffer, EmissionContext at) => Position(buffer, at, AxisSet.Empty, _ => null);

    /// <summary>The element at the current iteration, or at the other indices that are given for some axes.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="at">Where the element is used.</param>
    /// <param name="branches">The branches in which the element is known to exist.</param>
    /// <param name="replaced">The index along an axis, if it is not the current one.</param>
    private Expression Position(BufferAccess buffer, EmissionContext at, AxisSet branches, Func<Axis, Node?> replaced)
    {
        Expression Index(Axis axis) => axis == buffer.Layout.Folded ? Expression.And(Value(replaced(axis)!, at), One) : replaced(axis) is { } index ? Value(index, at) : at.Index(axis);
        Expression Extent(int i) => buffer.RowSizes.TryGetValue(i, out var sizes) ? sizes.Read(Position(sizes, at, branches, replaced)) : buffer.Extents[i];
        var (axes, outer) = (buffer.Layout.Axes, buffer.Layout.OuterCount);
        var position = Index(axes[outer]);
        for (var i = 1; outer + i < axes.Count; i++) position = Expression.Add(Expression.Multiply(position, Extent(i)), Index(axes[outer + i]));
        return buffer.RowStarts is null ? position : Expression.Add(RowStart(buffer, at, branches, replaced), position);
    }

    // Where the row begins; read in the outermost block in which it is known which row it is.
    private Expression RowStart(BufferAccess buffer, EmissionContext at, AxisSet branches, Func<Axis, Node?> replaced)
    {
        var outer = buffer.Layout.Axes.Take(buffer.Layout.OuterCount).ToArray();
        if (Array.Exists(outer, axis => replaced(axis) is not null)) return buffer.RowStarts!.Read(Position(buffer.RowStarts, at, branches, replaced));

        for (var context = at; context is not null; context = context.Parent)
        {
            if (context.RowStarts.TryGetValue(buffer, out var known)) return known;
        }

        var home = at.Outermost(branches.Union([.. outer]));
        var start = Variable(typeof(int), "start");
        home.Code.Add(Expression.Assign(start, buffer.RowStarts!.Read(Position(buffer.RowStarts, home, branches, _ => null))));
        home.RowStarts.Add(buffer, start);
        return start;
    }

    /// <summary>The part of an array made as a whole that belongs to the current iteration of the loops around it.</summary>
    private Expression CurrentPart(BufferAccess buffer, int loopsAround, EmissionContext at)
    {
        var inRow = loopsAround - buffer.Layout.OuterCount;
        if (inRow == 0 && buffer is { RowStarts: null, IsShared: false }) return buffer.Span;
        var copies = buffer.Lanes?.Replicas ?? 1;
        Expression length = Expression.Constant(1);
        for (var i = inRow; i < buffer.Extents.Length; i++) length = Expression.Multiply(length, buffer.Extents[i]);
        Expression start = Expression.Constant(0);
        for (var i = 0; i < inRow; i++) start = Expression.Add(Expression.Multiply(start, buffer.Extents[i]), at.Index(buffer.Layout.Axes[buffer.Layout.OuterCount + i]));
        start = Expression.Multiply(start, length);
        if (buffer.RowStarts is not null) start = Expression.Add(RowStart(buffer, at, AxisSet.Empty, _ => null), start);
        return Expression.Call(buffer.Span, nameof(Span<int>.Slice), null, Integers.Sum(Integers.Product(start, Expression.Constant(copies)), Expression.Constant(buffer.Offset ?? 0)), Integers.Product(length, Expression.Constant(copies)));
    }
}
