using ExprGrad.Ir;
using ExprGrad.Scheduling;

namespace ExprGrad.Emission;

/// <summary>
/// Products and sums in a vectorised loop that are used once, in the block that computes them: they are computed where they are used, which may be a sum that takes them as they
/// are, a product in one operation.
/// </summary>
internal sealed partial class Emitter
{
    // Of each node that is used once, the statement that does so; null where there are more uses, or others.
    private Dictionary<Node, Item?>? _onlyUses;

    // The nodes that are used once, by a statement or by a node that has no place.
    private NodeSet _usedOnce = new();

    private bool IsDeferred(Node node)
    {
        if (!_reassociates || _lanes is null || node is not Apply apply || !(apply.Primitive == Primitives.Multiply || apply.Primitive == Primitives.Negate || IsSum(apply))) return false;
        if (!Varies(node) || _schedule.Facts.IsFloating(node) || _schedule.Placements[node] is not { Layout: null } placement) return false;
        return (_onlyUses ??= OnlyUses()).GetValueOrDefault(node) is { } user && user.Parent == placement.Home;
    }

    private bool IsUsedOnce(Node node)
    {
        _onlyUses ??= OnlyUses();
        return _usedOnce.Contains(node);
    }

    private Dictionary<Node, Item?> OnlyUses()
    {
        var uses = new Dictionary<Node, Item?>();
        _usedOnce = new NodeSet();
        void Use(Node node, Item? user)
        {
            var isFirst = uses.TryAdd(node, user);
            if (isFirst)
            {
                _usedOnce.Add(node);
                return;
            }

            uses[node] = null;
            _usedOnce.Remove(node);
        }

        var pending = new Stack<Block>([_schedule.Root]);
        while (pending.TryPop(out var block))
        {
            foreach (var item in block.Items)
            {
                switch (item)
                {
                    case LoopItem loop:
                        foreach (var state in loop.States)
                        {
                            Use(state.Initial, null);
                            Use(state.Next, null);
                        }

                        pending.Push(loop.Body);
                        break;
                    case BranchItem branch:
                        pending.Push(branch.Then);
                        pending.Push(branch.Else);
                        break;
                    case Compute { Node: var node } when !_schedule.Facts.IsFloating(node):
                        foreach (var part in _schedule.PartsOf(node)) Use(part, item);
                        break;
                    case Accumulate accumulate:
                        Use(accumulate.Reduction.Body, item);
                        break;
                    case AssignArm arm:
                        Use(arm.Value, item);
                        break;
                    case ScatterAdd scatter:
                        foreach (var part in scatter.Contribution.Indices.Append(scatter.Contribution.Value)) Use(part, item);
                        break;
                }
            }
        }

        // A floating value uses its operands wherever it is used itself; users before what they use.
        foreach (var floating in _schedule.Facts.Ordered.Where(_schedule.Facts.IsFloating).Reverse())
        {
            var user = uses.GetValueOrDefault(floating);
            foreach (var part in _schedule.PartsOf(floating)) Use(part, floating is Apply apply && part.Axes == floating.Axes && (apply.Primitive == Primitives.Negate || IsSum(apply)) ? user : null);
        }

        return uses;
    }
}
