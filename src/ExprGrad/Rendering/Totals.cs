using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>Sums of sums of reals in a program, as far as nothing else uses what they are made of: the terms of each.</summary>
internal sealed class Totals
{
    private readonly Node[] _live;
    private readonly Dictionary<Node, Node?> _onlyUser = [];

    public Totals(Program program)
    {
        _live = LiveNodes.Of(program);
        foreach (var node in _live)
        {
            foreach (var used in Dependencies.Of(node)) Use(used, node);
        }

        foreach (var root in program.Roots) Use(root, null);
    }

    /// <summary>The totals with several such terms that nothing else uses, all terms in their order, and those; then each other such node, as a total of its own.</summary>
    public IEnumerable<(Node Total, IReadOnlyList<Node> Terms, IReadOnlySet<Node> Such)> With(Func<Node, bool> isSuch)
    {
        var taken = new HashSet<Node>();
        foreach (var total in _live.Where(node => IsAddition(node) && !(_onlyUser[node] is { } user && IsPart(node, user))))
        {
            var terms = TermsOf(total);
            var such = terms.Where(term => isSuch(term) && _onlyUser[term] is not null).ToHashSet();
            if (such.Count < 2) continue;
            taken.UnionWith(such);
            yield return (total, terms, such);
        }

        foreach (var node in _live.Where(node => isSuch(node) && !taken.Contains(node))) yield return (node, [node], new HashSet<Node> { node });
    }

    private void Use(Node used, Node? by) => _onlyUser[used] = _onlyUser.ContainsKey(used) ? null : by;

    private List<Node> TermsOf(Node total)
    {
        var terms = new List<Node>();
        var pending = new Stack<Node>([total]);
        while (pending.TryPop(out var node))
        {
            if (node != total && !(_onlyUser[node] is { } user && IsPart(node, user)))
            {
                terms.Add(node);
                continue;
            }

            pending.Push(node.Operands[1]);
            pending.Push(node.Operands[0]);
        }

        return terms;
    }

    // An addition whose only use is another one in the same loops and branches.
    private static bool IsPart(Node node, Node user) => IsAddition(node) && IsAddition(user) && node.Axes == user.Axes;

    private static bool IsAddition(Node node) => node is Apply { IsReal: true } apply && apply.Primitive == Primitives.Add;
}
