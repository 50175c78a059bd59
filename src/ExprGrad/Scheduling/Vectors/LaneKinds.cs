using ExprGrad.Ir;
using ExprGrad.Simplification;

namespace ExprGrad.Scheduling.Vectors;

/// <summary>What each value inside a loop is, in lanes along the loop's axis.</summary>
internal sealed class LaneKinds(Schedule schedule, LoopItem loop, Type scalar, VectorTarget target)
{
    // Of more columns a tile would be larger than what is read again and again.
    private const int MostColumns = 64;

    private readonly Dictionary<Node, LaneKind?> _kinds = [];
    private readonly HashSet<Node> _repeated = [];
    private readonly IndexForms _forms = new(schedule.Program.Graph);
    private Dictionary<(Node Array, Node Row, int? Length), (int First, int Count)>? _knownColumns;

    /// <summary>The type of the numbers in the lanes.</summary>
    public Type Scalar => scalar;

    public Axis Axis => loop.Axis;

    /// <summary>The first value that was found to have no form in lanes.</summary>
    public Node? Stranger { get; private set; }

    /// <summary>Whether floats are among what has been found.</summary>
    public bool HasSingles => _kinds.ContainsValue(LaneKind.Single);

    /// <summary>What has been found of the values that differ from lane to lane.</summary>
    public IReadOnlyDictionary<Node, LaneKind?> Varying => _kinds;

    /// <summary>Whether a function is computed one lane after the other.</summary>
    public bool IsOneByOne(Primitive primitive) => SingleLanes.Has(primitive.Name, isExact: !target.Reassociates);

    /// <summary>Whether the value differs from lane to lane.</summary>
    public bool Varies(Node node) => Of(node) != LaneKind.Uniform;

    /// <summary>Whether the index goes to a neighbour from one lane to the next. By another step, which may be a number of columns, elements are not side by side.</summary>
    public bool IsNext(Node index) => Of(index) == LaneKind.Affine && _forms.Stride(_forms.Of(Load.Unchecked(index)), Axis) is { IsConstant: true, Offset: 1 or -1 };

    /// <summary>What a value is; null if it has no form in lanes.</summary>
    public LaneKind? Of(Node root)
    {
        if (!root.Axes.Contains(Axis)) return LaneKind.Uniform;
        if (_kinds.TryGetValue(root, out var known)) return known;
        var pending = new Stack<Node>([root]);
        while (pending.TryPeek(out var node))
        {
            var waiting = pending.Count;
            if (!_kinds.ContainsKey(node))
            {
                foreach (var part in PartsOf(node))
                {
                    if (part.Axes.Contains(Axis) && !_kinds.ContainsKey(part)) pending.Push(part);
                }
            }

            if (pending.Count > waiting) continue;
            pending.Pop();
            if (_kinds.ContainsKey(node)) continue;
            var kind = Find(node);
            if (kind == LaneKind.Uniform && IsStoredForEach(node))
            {
                _repeated.Add(node);
                kind = OfNumber(node);
            }

            if (kind is null) Stranger ??= node;
            _kinds.Add(node, kind);
        }

        return _kinds[root];
    }

    /// <summary>Whether a value is kept for each lane, in the one place where its loops put it, because it is made and used in the same iteration.</summary>
    public bool IsLaneBuffer(Placement placement) =>
        placement.Layout is { } layout && IsInside(placement.Home) && placement.Shared.IsInside(loop.Body) && !layout.Axes.Contains(Axis) && Varies(placement.Node);

    public bool IsInside(Block block) => block.IsInside(loop.Body);

    /// <summary>Whether a value that is the same in all lanes is kept for each of them, because an array has it for each iteration.</summary>
    public bool IsRepeated(Node node) => _repeated.Contains(node);

    private bool IsStoredForEach(Node node) => schedule.Placements.TryGetValue(node, out var placement) && placement.Layout is { } layout && layout.Axes.Contains(Axis);

    private IEnumerable<Node> PartsOf(Node node)
    {
        if (IsFromOutside(node)) return [];
        if (schedule.Program.Expansions.TryGetValue(node, out var expansion)) return [expansion];
        return node switch
        {
            Carry or Scatter or Call => [],
            _ when schedule.Facts.ContractionOf(node) is not null => [],
            IndexOf index when index.Axis != Axis => [index.Axis.Bound],
            At at => schedule.Placements.TryGetValue(schedule.SourceOf(at), out var placement) && placement.Layout is not null ? at.Indices.ToArray() : [schedule.SourceOf(at), .. at.Indices.ToArray()],
            Choose choose => [choose.Guard.Bound, choose.WhenTrue, choose.WhenFalse],
            Reduce reduce => [reduce.Body, .. reduce.Reduced.Guards.Select(guard => guard.Bound)],
            _ => node.Operands,
        };
    }

    // What other loops over the same axis have stored.
    private bool IsFromOutside(Node node) => schedule.Placements.TryGetValue(node, out var placement) && !IsInside(placement.Home);

    private LaneKind? Find(Node node)
    {
        if (IsFromOutside(node)) return Stored(node);
        if (schedule.Program.Expansions.TryGetValue(node, out var expansion)) return Of(expansion);
        return node switch
        {
            IndexOf index => index.Axis == Axis ? LaneKind.Affine : Of(index.Axis.Bound) == LaneKind.Uniform ? LaneKind.Uniform : null,
            In entered => Of(entered.Value),
            Apply apply => OfApply(apply),
            Load load => OfLoad(load),
            At at => OfAt(at),
            Member when SharedAngles.IsShared(node) => Of(node.Operands[0]),
            RangeChecked checkedRow when Of(checkedRow.Array) == LaneKind.Row => checkedRow.Operands.Skip(1).All(operand => Of(operand) == LaneKind.Uniform) ? LaneKind.Row : null,
            Length or Member or RangeChecked => node.Operands.All(operand => Of(operand) == LaneKind.Uniform) ? LaneKind.Uniform : null,
            Reduce reduce => schedule.Facts.ContractionOf(reduce) is null ? OfReduce(reduce) : null,
            Choose choose => OfChoose(choose),
            Carry or Scatter => OfNumber(node),
            Final final => Of(final.Carry),
            _ => null,
        };
    }

    private LaneKind? OfNumber(Node node) => node.Type == scalar ? LaneKind.Real : null;

    // An element of a rectangle for each lane, or of rows that don't begin anew with each lane.
    private LaneKind? Stored(Node node) =>
        schedule.Placements[node].Layout is { } layout && IsReached(layout) ? OfNumber(node) : null;

    /// <summary>Whether elements that differ along the axis lie at equal distances.</summary>
    public bool IsReached(BufferLayout layout)
    {
        var place = layout.Axes.TakeWhile(axis => axis != Axis).Count();
        return place >= layout.OuterCount && place < layout.Axes.Count && layout.Sizes.All(size => Of(size) == LaneKind.Uniform);
    }

    private LaneKind? OfApply(Apply apply)
    {
        var kinds = new LaneKind?[apply.Operands.Length];
        for (var i = 0; i < kinds.Length; i++) kinds[i] = Of(apply.Operands[i]);
        if (Array.Exists(kinds, kind => kind is null)) return null;
        if (Array.TrueForAll(kinds, kind => kind == LaneKind.Uniform)) return LaneKind.Uniform;
        if (Load.RunsOf(apply) is not null) return kinds[1] == LaneKind.Uniform ? kinds[0] : null;
        var primitive = apply.Primitive;
        if (primitive is ConversionPrimitive conversion) return OfConversion(conversion, apply.Operands[0], kinds[0]!.Value);
        if (primitive == Primitives.Select) return OfSelect(apply, kinds);
        if (SharedAngles.IsShared(apply)) return kinds[0] == LaneKind.Real && apply.Operands[0].Type == scalar ? LaneKind.Real : null;
        if (apply.Type == typeof(bool)) return OfCondition(apply, kinds);
        if (apply.Type == typeof(int) || apply.Type == typeof(long)) return OfInteger(apply, kinds);

        // A sum, difference, product or quotient of floats is that of doubles, rounded: 53 bits are more than 2 * 24 + 1 (S. Figueroa, When is double rounding innocuous?, 1995).
        if (HoldsSingles(apply)) return AreSingles(apply, kinds) && IsOperator(primitive) ? LaneKind.Single : null;
        return apply.Type == scalar && apply.Operands.Zip(kinds, (operand, kind) => AreNumbers(operand, kind, primitive)).All(are => are)
            && (IsOperator(primitive) || ((Totality.IsTotal(apply) || RefusedOperands.Tell(primitive)) && target.HasForm(primitive, scalar)))
                ? LaneKind.Real
                : null;
    }

    // Numbers of the lanes' type, or integers that those hold as closely as the primitive needs them.
    private bool AreNumbers(Node operand, LaneKind? kind, Primitive primitive) =>
        operand.Type == scalar ? kind is LaneKind.Real or LaneKind.Uniform
        : HoldsIntegers(operand) ? kind is LaneKind.Integer or LaneKind.Affine or LaneKind.Uniform
        : kind == LaneKind.Uniform && (SmallIntegers.Bound(operand) is not null || (operand.Type == typeof(int) && SmallIntegers.MayBeRounded(primitive)));

    private static bool IsOperator(Primitive primitive) =>
        primitive == Primitives.Add || primitive == Primitives.Subtract || primitive == Primitives.Multiply || primitive == Primitives.Divide || primitive == Primitives.Negate
        || primitive == Primitives.StopGradient;

    private LaneKind? OfConversion(ConversionPrimitive conversion, Node operand, LaneKind kind) =>
        conversion.Target == scalar ? operand.Type == scalar || kind == LaneKind.Single || (kind is LaneKind.Affine or LaneKind.Integer && HoldsIntegers(operand)) ? LaneKind.Real : null
        : conversion.Target == typeof(float) ? kind is LaneKind.Real or LaneKind.Single || HoldsIntegers(operand) ? LaneKind.Single : null
        : kind == LaneKind.Affine && (conversion.Target == typeof(long) || conversion.Target == operand.Type) ? LaneKind.Affine
        : kind == LaneKind.Integer && conversion.Target == operand.Type ? LaneKind.Integer
        : kind == LaneKind.Real && conversion.Target == typeof(int) && scalar == typeof(double) && conversion.IsTotal ? LaneKind.Integer
        : null;

    // A float holds the integers up to 2^24 only.
    private bool HoldsIntegers(Node operand) => scalar == typeof(double) && operand.Type == typeof(int);

    private bool HoldsSingles(Node node) => scalar == typeof(double) && node.Type == typeof(float);

    private bool AreSingles(Apply apply, LaneKind?[] kinds) => apply.Operands.All(HoldsSingles) && Array.TrueForAll(kinds, kind => kind is LaneKind.Single or LaneKind.Uniform);

    private LaneKind? OfSelect(Apply apply, LaneKind?[] kinds)
    {
        if (kinds[0] is not (LaneKind.Mask or LaneKind.Uniform)) return null;
        if (apply.Type == scalar) return LaneKind.Real;
        if (apply.Type == typeof(bool)) return LaneKind.Mask;
        return HoldsIntegers(apply) ? LaneKind.Integer : HoldsSingles(apply) ? LaneKind.Single : null;
    }

    private LaneKind? OfCondition(Apply apply, LaneKind?[] kinds)
    {
        if (apply.Operands[0].Type == typeof(bool)) return IsLogic(apply.Primitive) ? LaneKind.Mask : null;
        if (apply.Primitive == Primitives.IsFinite || apply.Primitive == Primitives.IsNaN) return kinds[0] is LaneKind.Real or LaneKind.Single ? LaneKind.Mask : null;
        var isComparison = apply.Primitive is OperatorPrimitive && apply.Operands.Length == 2;
        return isComparison && (apply.Operands[0].Type == scalar || apply.Operands.All(HoldsIntegers) || apply.Operands.All(HoldsSingles)) && kinds[0] != LaneKind.Mask ? LaneKind.Mask : null;
    }

    private static bool IsLogic(Primitive primitive) =>
        primitive == Primitives.And || primitive == Primitives.Or || primitive == Primitives.ExclusiveOr || primitive == Primitives.Not
        || primitive == Primitives.Equal || primitive == Primitives.NotEqual;

    private LaneKind? OfInteger(Apply apply, LaneKind?[] kinds)
    {
        var primitive = apply.Primitive;
        var isLinear = Array.TrueForAll(kinds, kind => kind is LaneKind.Affine or LaneKind.Uniform);
        if (isLinear && IsLinear(primitive)) return LaneKind.Affine;
        if (isLinear && primitive == Primitives.Multiply && kinds.Contains(LaneKind.Uniform)) return LaneKind.Affine;

        // The ends of the lanes tell for all of them.
        if (primitive == Primitives.CheckIndex && kinds is [LaneKind.Affine, LaneKind.Uniform]) return LaneKind.Affine;
        if (!HoldsIntegers(apply)) return null;
        if (primitive == Primitives.Sign) return apply.Operands[0].Type == scalar ? LaneKind.Integer : null;
        if (primitive == Primitives.CheckIndex || primitive == Primitives.CheckElementAt) return kinds[1] == LaneKind.Uniform ? LaneKind.Integer : null;
        return IsExact(primitive) && apply.Operands.All(HoldsIntegers) ? LaneKind.Integer : null;
    }

    private static bool IsExact(Primitive primitive) =>
        IsLinear(primitive) || primitive == Primitives.Multiply || primitive == Primitives.IntegerMax || primitive == Primitives.IntegerMin
        || primitive == Primitives.IntegerDivide || primitive == Primitives.IntegerRemainder;

    private static bool IsLinear(Primitive primitive) => primitive == Primitives.Add || primitive == Primitives.Subtract || primitive == Primitives.Negate;

    private LaneKind? OfLoad(Load load)
    {
        if (Of(load.Array) == LaneKind.Row) return load.Type == scalar && RowsOf(load) is not null ? LaneKind.Real : null;
        if (Of(load.Array) != LaneKind.Uniform) return null;
        var kinds = load.Indices.ToArray().Select(Of).ToArray();
        if (Array.TrueForAll(kinds, kind => kind == LaneKind.Uniform)) return LaneKind.Uniform;
        if (load.IsReference) return load.Type.IsSZArray && load.Type.GetElementType() == scalar && kinds is [LaneKind.Affine or LaneKind.Integer] && In.Through(load.Array) is Parameter ? LaneKind.Row : null;
        return !Array.TrueForAll(kinds, IsIndex) ? null : HoldsIntegers(load) ? LaneKind.Integer : HoldsSingles(load) ? LaneKind.Single : OfNumber(load);
    }

    /// <summary>The rows that an element is read of, one for each lane; null if it is read from anything else.</summary>
    public LaneRows? RowsOf(Load load) => LaneRows.Of(load, loop.Body, this);

    /// <summary>The numbers of columns that the loops which read elements of rows stay below.</summary>
    public IReadOnlyList<Node> ColumnsOf(LaneRows rows) => [.. ReadsOf(rows).Select(other => other.Columns).Distinct()];

    /// <summary>Whether branches may read nothing of some of the rows.</summary>
    public bool MayMiss(LaneRows rows) => ReadsOf(rows).Any(other => other.MayMiss);

    private IEnumerable<LaneRows> ReadsOf(LaneRows rows) => _kinds.Keys.OfType<Load>().ToList().Select(RowsOf).OfType<LaneRows>().Where(other => other.AreOf(rows));

    /// <summary>
    /// The columns, two or more side by side, that every iteration reads of the row of an input of two dimensions, or of a flat one, that an element is read of, where they are literals or follow from loops of literal
    /// extents: <c>k[c, 3 * p + q]</c>. Null if it is read otherwise.
    /// </summary>
    public (int First, int Count)? KnownColumnsOf(Load load)
    {
        if (KnownColumns(load) is not var (from, to)) return null;
        if (_knownColumns is null)
        {
            _knownColumns = [];
            foreach (var row in _kinds.Keys.OfType<Load>().ToList().Where(other => KnownColumns(other) is not null).GroupBy(RowOf))
            {
                var columns = row.Select(other => KnownColumns(other)!.Value).OrderBy(columns => columns.First).ToList();
                var (first, last) = columns[0];
                var isWhole = true;
                foreach (var next in columns)
                {
                    isWhole &= next.First <= last + 1L;
                    last = Math.Max(last, next.Last);
                }

                if (isWhole && last > first && last - first < MostColumns) _knownColumns.Add(row.Key, (first, last - first + 1));
            }
        }

        return _knownColumns.TryGetValue(RowOf(load), out var known) && known.First <= from && to < known.First + known.Count ? known : null;
    }

    private static (Node Array, Node Row, int? Length) RowOf(Load load) => RowElement.Of(load.Indices) is var (row, _, length) ? (In.Through(load.Array), row, length) : default;

    private (int First, int Last)? KnownColumns(Load load)
    {
        if (RowElement.Of(load.Indices) is not { } place || load.Type != scalar || place.KnownColumns is not { } columns || In.Through(load.Array) is not Parameter) return null;
        var isInEach = load.Axes.Guards.IsEmpty && loop.Body.Axes.ContainsAll(place.Row.Axes) && Array.TrueForAll(load.Indices.ToArray(), index => Load.RunsOf(index) is not { } runs || Load.IsInside(runs, loop.Body.Axes));
        return isInEach && Of(place.Row) == LaneKind.Affine && !Varies(place.Column) ? columns : null;
    }

    /// <summary>Whether an index of this kind tells where each lane's element is.</summary>
    public static bool IsIndex(LaneKind? kind) => kind is LaneKind.Uniform or LaneKind.Affine or LaneKind.Integer;

    private LaneKind? OfAt(At read)
    {
        var placement = schedule.Placements[schedule.SourceOf(read)];
        if (placement.Layout is not { } layout) return Of(placement.Node);

        var places = layout.Axes.Select(axis => Array.IndexOf(read.Replaced, axis) is var i and >= 0 ? Of(read.Indices[i]) : axis == Axis ? LaneKind.Affine : LaneKind.Uniform).ToArray();
        if (!Array.TrueForAll(places, IsIndex) || places.Take(layout.OuterCount).Any(kind => kind != LaneKind.Uniform)) return null;
        if (layout.Axes.Where((axis, i) => axis == layout.Folded && places[i] != LaneKind.Uniform).Any()) return null;
        var isUniform = Array.TrueForAll(places, kind => kind == LaneKind.Uniform);
        if (IsLaneBuffer(placement)) return isUniform ? Of(placement.Node) is LaneKind.Real or null ? OfNumber(read) : Of(placement.Node) : null;
        if (isUniform) return LaneKind.Uniform;
        return layout.Sizes.All(size => Of(size) == LaneKind.Uniform) ? OfNumber(read) : null;
    }

    private LaneKind? OfReduce(Reduce reduce)
    {
        var body = Of(reduce.Body);
        if (body is null) return null;
        var branches = reduce.Reduced.Guards.Any(guard => Of(guard.Bound) != LaneKind.Uniform);
        if (body == LaneKind.Uniform && !branches) return LaneKind.Uniform;
        return reduce.Kind switch
        {
            ReductionKind.Sum when HoldsSingles(reduce) => LaneKind.Single,
            ReductionKind.Sum or ReductionKind.Max or ReductionKind.Min => OfNumber(reduce),
            ReductionKind.ArgMax or ReductionKind.ArgMin when reduce.Body.Type == scalar && HoldsIntegers(reduce) => LaneKind.Integer,
            _ => null,
        };
    }

    private LaneKind? OfChoose(Choose choose)
    {
        var (predicate, whenTrue, whenFalse) = (Of(choose.Guard.Bound), Of(choose.WhenTrue), Of(choose.WhenFalse));
        if (predicate is not (LaneKind.Uniform or LaneKind.Mask) || whenTrue is null || whenFalse is null) return null;
        if (predicate == LaneKind.Uniform && whenTrue == LaneKind.Uniform && whenFalse == LaneKind.Uniform) return LaneKind.Uniform;
        if (choose.Type == scalar) return LaneKind.Real;
        if (choose.Type == typeof(bool)) return LaneKind.Mask;
        return HoldsIntegers(choose) ? LaneKind.Integer : HoldsSingles(choose) ? LaneKind.Single : null;
    }
}
