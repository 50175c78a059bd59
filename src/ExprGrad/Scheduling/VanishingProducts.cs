using ExprGrad.Ir;

namespace ExprGrad.Scheduling;

/// <summary>
/// Products of the reverse sweep, with an exponential among their factors, that are kept for loops or in arrays: where one is smaller than any normal number, <see cref="FloatMode.Fast"/> takes it for 0. Weights of a softmax are
/// exponentials of anything down to minus thousands; a subnormal one costs some processors a hundred times the time of others in each product that it goes on into, and those are all of an inner loop's.
/// </summary>
/// <remarks>
/// The function's own values stay as they are: <c>Math.Log(Math.Exp(-740))</c> is -740. So do exponentials that something is divided by, and all of forward mode: its tangent of that exponential is a product that the logarithm
/// divides by the exponential again, where the reverse sweep multiplies with the exponential last.
/// </remarks>
internal sealed class VanishingProducts
{
    // So many factors are looked at, so that long products of products take no longer than others.
    private const int MostFactors = 64;

    private readonly Schedule _schedule;
    private readonly Func<Node, bool> _isPlaced;
    private readonly bool _haveExponentials;
    private readonly NodeSet _ofValue = new();
    private readonly HashSet<Node> _dividedBy = [];
    private readonly Dictionary<Node, bool> _known = [];

    // Of the blocks with loops, or with branches around loops, the last such item.
    private readonly Dictionary<Block, int> _lastLoops = [];

    /// <summary>Those of a schedule.</summary>
    /// <param name="schedule">The schedule that they are placed in.</param>
    /// <param name="isPlaced">Whether a statement computes the value, and not each one that uses it.</param>
    public VanishingProducts(Schedule schedule, Func<Node, bool> isPlaced)
    {
        (_schedule, _isPlaced) = (schedule, isPlaced);
        _haveExponentials = !schedule.Program.HasTangents && schedule.Facts.Ordered.Any(IsExponential);
        if (!_haveExponentials) return;
        FindValue(schedule.Program);
        foreach (var quotient in schedule.Facts.Ordered.OfType<Apply>().Where(node => node.Primitive == Primitives.Divide)) _dividedBy.UnionWith(ExponentialsIn(quotient.Operands[1]));
        FindLoops(schedule.Root);
    }

    /// <summary>Asked in the order of their statements: what a product is made of first.</summary>
    public bool Contains(Node node)
    {
        if (!_haveExponentials || !IsProduct(node) || _ofValue.Contains(node) || !_isPlaced(node) || !IsKept(node)) return false;
        if (!_known.TryGetValue(node, out var isOne)) _known.Add(node, isOne = HasExponential(node));
        return isOne;
    }

    // In an array, or for a loop that follows.
    private bool IsKept(Node product) =>
        _schedule.Placements.TryGetValue(product, out var placement) && (placement.Layout is not null || (_lastLoops.TryGetValue(placement.Home, out var last) && last > placement.Last.Index));

    private static bool IsExponential(Node node) =>
        node is Apply { Primitive: var primitive } && (primitive == Primitives.Exp || primitive == Primitives.Exp2 || primitive == Primitives.Exp10);

    private static bool IsProduct(Node node) =>
        node is Apply { IsReal: true, Primitive: var primitive } && (primitive == Primitives.Multiply || primitive == Primitives.Divide || primitive == Primitives.Negate);

    // But for products that are in the set, which are normal numbers or 0.
    private bool HasExponential(Node product) => Array.Exists(product.Operands, operand => ExponentialsIn(operand).Any(factor => !_dividedBy.Contains(factor)));

    private IEnumerable<Node> ExponentialsIn(Node product)
    {
        var (seen, pending) = (new NodeSet(), new Stack<Node>([product]));
        for (var count = 0; count < MostFactors && pending.TryPop(out var factor); count++)
        {
            factor = In.Through(factor is At read ? _schedule.SourceOf(read) : factor);
            if (IsExponential(factor)) yield return factor;
            if (!seen.Add(factor) || !IsProduct(factor) || _known.GetValueOrDefault(factor)) continue;
            foreach (var operand in factor.Operands) pending.Push(operand);
        }
    }

    // All that what the function returns, or may throw, is made of.
    private void FindValue(Program program)
    {
        var pending = new Stack<Node>(program.Effects);
        if (program.Value is { } value) pending.Push(value);
        foreach (var contribution in program.Arrays.Where(output => output.Lengths is not null).SelectMany(output => output.Contributions)) pending.Push(contribution.Value);
        while (pending.TryPop(out var node))
        {
            if (!_ofValue.Add(node)) continue;
            foreach (var needed in program.DependenciesOf(node)) pending.Push(needed);
        }
    }

    private void FindLoops(Block root)
    {
        var pending = new Stack<Block>([root]);
        while (pending.TryPop(out var block))
        {
            foreach (var item in block.Items)
            {
                if (item is BranchItem branch)
                {
                    pending.Push(branch.Then);
                    pending.Push(branch.Else);
                }
                else if (item is LoopItem loop)
                {
                    pending.Push(loop.Body);
                    NoteLoop(loop);
                }
            }
        }
    }

    private void NoteLoop(Item item)
    {
        do
        {
            if (_lastLoops.TryGetValue(item.Parent, out var last) && last >= item.Index) return;
            _lastLoops[item.Parent] = item.Index;
            item = item.Parent.Owner!;
        }
        while (item is BranchItem);
    }
}
