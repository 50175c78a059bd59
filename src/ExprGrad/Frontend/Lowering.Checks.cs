using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>
/// Checks of indices and counts. What is known before anything is computed is checked before anything is written, once for the loops that it varies over, if those that
/// it doesn't vary over run at all; what is checked so is then used as it is, and leaves loops freely. The rest is checked where C# would, at each use.
/// </summary>
internal sealed partial class Lowering
{
    private readonly Dictionary<(Node Index, Node Length), bool> _inRange = [];

    // The scopes in which it is known of what may be null that it is not.
    private readonly Dictionary<Node, List<AxisSet>> _notNull = [];

    private void CheckNotNull(Node reference) => CheckNotNull(Primitives.CheckNotNull, reference);

    // As an operator that takes its elements from the array, which throws when it is called.
    private void CheckSource(Node array, string parameter) => CheckNotNull(Primitives.CheckSource, In.Through(array), Graph.Constant(parameter));

    /// <summary>Checks that the arrays are there which the computed one stands for, for an access to them.</summary>
    public void CheckThere(DefinedArray array) => CheckThere(array, CheckNotNull);

    private void CheckThere(DefinedArray array, Action<Node> check)
    {
        foreach (var standsFor in array.StandsFor)
        {
            var (reference, under) = standsFor;
            Scoped(() =>
            {
                if (!IsInEachStep(standsFor.Steps) && !Array.TrueForAll(under, arm => EnterArm(arm.Condition, arm.Holds))) return false;
                check(reference);
                return true;
            });
        }
    }

    // Whether what is evaluated in one step of the loop is so in all of them.
    private bool IsInEachStep(Axis? steps)
    {
        if (steps is null) return false;
        for (var scope = _scope; scope.Innermost != steps; scope = scope.Outer)
        {
            if (scope.IsEmpty || scope.Innermost is { IsGuard: true } or { EndsEarly: true } || scope.Innermost.Bound.Axes.Contains(steps)) return false;
        }

        return true;
    }

    private static bool MayBeNull(Node reference) => reference.IsReference && reference is not Parameter { Slot: { MayBeNull: false, Type.IsArray: true } };

    private void CheckNotNull(Primitive check, params Node[] operands)
    {
        var reference = operands[0];
        if (!MayBeNull(reference)) return;
        if (!_notNull.TryGetValue(reference, out var known)) _notNull.Add(reference, known = []);
        if (known.Exists(_scope.ContainsAll)) return;
        known.Add(_scope);
        if (!IsCheckedBeforeNest(check, reference, operands)) Checked(check, operands);
    }

    private Node CheckedIndex(Node index, Node length) => CheckedIndex(index, length, out _);

    /// <summary>The index, checked unless it is proven to be in range; that of a row or of one of its elements where it is used.</summary>
    private Node CheckedIndex(Node index, Node length, out bool isProven, bool isRow = false)
    {
        isProven = IsInRange(index, length) || IsAskedFor(index, length);
        if (isProven) return index;

        // One check of the smallest and the largest index serves all iterations of the loops inside of that which picks the array.
        if (RunsBefore(length) && InnerLoops(length.Axes) is { IsEmpty: false } loops && EarlyExtremes(index, loops) is var (low, high))
        {
            return Scoped(() =>
            {
                _scope = _scope.Except(loops);
                Checked(Primitives.CheckRange, low, high, length);
                return index;
            });
        }

        if (!isRow && IsCheckedBeforeNest(index, length)) return index;
        return isRow ? Apply(Primitives.CheckIndex, index, length) : Checked(Primitives.CheckIndex, index, length);
    }

    // Whether a branch around asks whether the index is below the length.
    private bool IsAskedFor(Node index, Node length) => !_scope.Guards.IsEmpty && IndexRange.IsNonNegative(index)
        && (Entered(new Apply(Primitives.LessThan, [index, length])) ?? Entered(new Apply(Primitives.GreaterThan, [length, index]))) is { IsNegated: false };

    private bool IsInRange(Node index, Node length)
    {
        if (!_inRange.TryGetValue((index, length), out var isInRange)) _inRange.Add((index, length), isInRange = IndexRange.IsInRange(index, length));
        return isInRange;
    }

    /// <summary>The first operand once the check has passed: itself if that is before anything is computed.</summary>
    private Node Checked(Primitive check, params Node[] operands)
    {
        if (!RunsBefore(operands)) return Apply(check, operands);
        Require(operands.Aggregate(AxisSet.Empty, (axes, operand) => axes.Union(operand.Axes)), domain => Graph.Apply(check, [Graph.In(operands[0], domain), .. operands[1..]]));
        return operands[0];
    }

    /// <summary>
    /// The same where the operand decides which element is read. Where the loops around don't run nothing was checked, so that it stays in them, unless that is no matter to the elements.
    /// </summary>
    private Node CheckedFor(IndexedSequence items, Primitive check, params Node[] operands) =>
        items.IsLenient ? Checked(check, operands) : WhereChecked(Checked(check, operands), _scope);

    /// <summary>Whether what is read of the array where nothing was checked is a zero, or null: it is there before anything is computed.</summary>
    public bool IsLenient(ArrayValue array) => array switch
    {
        ReferencedArray { Array: var node } => _earliness.IsEarly(node),
        ContainerArray { Shape: var shape } => _earliness.IsEarly(shape),
        _ => false,
    };

    // Whether what is made of the nodes in the current scope can be evaluated before anything is computed. Branches and searches are left to where they are.
    private bool RunsBefore(params ReadOnlySpan<Node> nodes) => _scope.Guards.IsEmpty && IsEarly(nodes);

    // The same where it is in branches.
    private bool IsEarly(params ReadOnlySpan<Node> nodes)
    {
        foreach (var node in nodes)
        {
            if (!_earliness.IsEarly(node)) return false;
        }

        return !_scope.EndsEarly && _scope.All(axis => _earliness.IsEarly(axis.Bound));
    }

    // Evaluates what may throw in the loops that it varies over, if all others run.
    private Node Require(AxisSet axes, Func<AxisSet, Node> make)
    {
        var (around, runs) = Without(axes);
        return Effect(make(runs is Constant ? around : around.Union([Graph.Guard(runs, around)])));
    }

    // The loops of the scope without those that the axes don't need, and whether all of the latter run.
    private (AxisSet Around, Node Runs) Without(AxisSet axes)
    {
        var around = axes.Intersect(_scope);
        Node runs = Graph.Constant(true);
        for (var scope = _scope; !scope.IsEmpty; scope = scope.Outer)
        {
            var axis = scope.Innermost;
            if (axis.IsGuard) around = around.Union([axis]);
            if (around.Contains(axis)) continue;
            runs = Runs(runs, axis);
            around = around.Union(axis.Bound.Axes);
        }

        return (around, runs);
    }

    /// <summary>
    /// The indices of a load, which may be evaluated in fewer loops than the current scope. If those that it leaves don't run, nothing was checked, and it is not to throw.
    /// </summary>
    private Node[] Lenient(Node array, Node[] indices, Node? shape = null)
    {
        var axes = indices.Aggregate(array.Axes, (union, index) => union.Union(index.Axes));
        if (axes.ContainsAll(_scope) || array.Type.GetElementType()!.IsArray || !_earliness.IsEarly(array)) return indices;
        var unproven = 0;
        while (unproven < indices.Length && IsInRange(indices[unproven], Graph.Add(new Length(shape ?? array, unproven)))) unproven++;
        if (unproven == indices.Length) return indices;

        var (_, runs) = Without(axes);
        if (runs is Constant) return indices;
        indices[unproven] = _earliness.IsEarly(runs)
            ? Graph.Apply(Primitives.CheckedIf, indices[unproven], runs)
            : WhereChecked(indices[unproven], _scope);
        return indices;
    }

    // Where one of the loops does not run nothing was checked: an index that doesn't vary over it must not leave it.
    private Node WhereChecked(Node index, AxisSet loops)
    {
        foreach (var axis in loops)
        {
            if (!RunsAlways(axis)) index = Graph.In(index, axis);
        }

        return index;
    }

    // Of a row that isn't known before anything is computed the indices are checked once for all iterations of the loops inside the one that picks it.
    private Value? RowCheckedBefore(ReferencedArray row, Node index)
    {
        var loops = InnerLoops(row.Array.Axes);
        if (loops.IsEmpty || IsInRange(index, Graph.Add(new Length(row.Array, dimension: 0))) || IndexRange.Extremes(index, loops) is not { } range) return null;
        var outer = _scope;
        try
        {
            _scope = _scope.Except(loops);
            var (low, high) = Bounds(range, loops);
            var isChecked = (RangeChecked)Effect(Graph.Add(new RangeChecked(Pinned(row.Array), low, high)));
            _scope = outer;
            return ValueOf(Graph.Add(new Load(Enter(isChecked), [Enter(WhereChecked(index, loops))])));
        }
        finally
        {
            _scope = outer;
        }
    }
}
