using ExprGrad.Emission.Instructions;
using ExprGrad.Ir;
using ExprGrad.Scheduling;

namespace ExprGrad.Emission;

/// <summary>
/// The values in a long block that are used once, soon after they are made: they are written inside of the formula that uses them, and are no variables. The block becomes several methods, which
/// hold more for it and hand less to each other: splitting and compiling them takes less (docs/adr/0038-long-straight-code.md).
/// </summary>
/// <remarks>Short blocks have a better order of instructions if each is a statement of its own (<see cref="ListScheduling"/>).</remarks>
internal sealed class NestedValues
{
    // What is made long before it is used would keep its operands alive instead, which are often two.
    private const int Soon = 16;

    // Operations in a value that is nested: neither compilers nor readers get lost in such formulas.
    private const int LargestFormula = 8;

    private readonly NodeSet _nested = new();

    /// <summary>Finds the values of a block.</summary>
    public NestedValues(Schedule schedule, Block block)
    {
        var ordered = schedule.Facts.Ordered;
        var uses = Use.Of(schedule, block);
        var barriers = Barriers(block);
        var sizes = new int[uses.Length];
        foreach (var node in ordered)
        {
            sizes[node.Id] = 1;
            foreach (var operand in node.Operands) sizes[node.Id] += _nested.Contains(operand) ? sizes[operand.Id] : 0;
            var use = uses[node.Id];
            if (IsArithmetic(node) && node.Axes == block.Axes && use.By is { } user && IsArithmetic(user) && user.Axes == node.Axes && sizes[node.Id] <= LargestFormula && IsSoon(node, user)) _nested.Add(node);
        }

        // A value that has no place is made where it is used.
        bool IsSoon(Node node, Node user)
        {
            if (schedule.Facts.IsFloating(node)) return true;
            if (schedule.Facts.IsFloating(user) && uses[user.Id].IsMadeElsewhere) return false;
            var (made, used) = (uses[node.Id].Place, uses[user.Id].Place);
            return schedule.Placements[node].Layout is null && made < used && used < block.Items.Count && used - made <= Soon && barriers[used] == barriers[made];
        }
    }

    public bool Contains(Node node) => _nested.Contains(node);

    private static bool IsArithmetic(Node node) => node is Apply { IsReal: true, Primitive: var primitive }
        && (primitive == Primitives.Add || primitive == Primitives.Subtract || primitive == Primitives.Multiply || primitive == Primitives.Divide || primitive == Primitives.Negate);

    // How many statements before each one do anything else than compute a number.
    private static int[] Barriers(Block block)
    {
        var barriers = new int[block.Items.Count];
        for (var i = 1; i < barriers.Length; i++) barriers[i] = barriers[i - 1] + (block.Items[i - 1] is Compute { Node: var node } && IsArithmetic(node) ? 0 : 1);
        return barriers;
    }

    /// <summary>Of a node, by whom it is used and where it is made.</summary>
    private struct Use
    {
        private const int Elsewhere = int.MaxValue;

        private bool _isUsed;

        /// <summary>The only node that uses it, once; null if there are more, or none.</summary>
        public Node? By { get; private set; }

        /// <summary>The place in the block of the statement that makes it; of a node without a place, that of the first one that needs it.</summary>
        public int Place { get; private set; }

        /// <summary>Of a node without a place, whether it may be needed, and so made, in other blocks too.</summary>
        public bool IsMadeElsewhere { get; private set; }

        /// <summary>Those of all nodes, by their ids.</summary>
        public static Use[] Of(Schedule schedule, Block block)
        {
            var ordered = schedule.Facts.Ordered;
            var uses = new Use[ordered[^1].Id + 1];
            Array.Fill(uses, new Use { Place = Elsewhere });
            foreach (var root in schedule.Program.Roots) uses[root.Id].Add(user: null, Elsewhere, isElsewhere: true);
            foreach (var item in block.Items)
            {
                if (item is Compute { Node: var node } && !schedule.Facts.IsFloating(node)) uses[node.Id].Place = item.Index;
            }

            for (var i = ordered.Count - 1; i >= 0; i--)
            {
                var node = ordered[i];
                var (place, isElsewhere) = (uses[node.Id].Place, uses[node.Id].Place == Elsewhere || (schedule.Facts.IsFloating(node) && uses[node.Id].IsMadeElsewhere));
                foreach (var needed in schedule.Program.DependenciesOf(node)) uses[needed.Id].Add(node, schedule.Facts.IsFloating(needed) ? place : Elsewhere, isElsewhere);
            }

            return uses;
        }

        private void Add(Node? user, int place, bool isElsewhere)
        {
            IsMadeElsewhere |= isElsewhere;
            (By, _isUsed) = (_isUsed ? null : user, true);
            Place = Math.Min(Place, place);
        }
    }
}
