using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Contractions;

/// <summary>Products and sums as lists of their factors and terms.</summary>
internal static class Factors
{
    // More than that are no product or sum that a person has written.
    public const int Most = 8;

    /// <summary>The factors of a product, and whether it is negated; none if there are too many.</summary>
    public static (IReadOnlyList<Node> Factors, bool IsNegated) Of(Node product, Program program)
    {
        var (factors, isNegated) = (new List<Node>(), false);
        var pending = new Stack<Node>([product]);
        while (pending.TryPop(out var node))
        {
            if (factors.Count + pending.Count > Most) return ([], false);
            if (program.Expansions.TryGetValue(node, out var expansion) && IsOf(expansion, Primitives.Multiply)) node = expansion;
            if (IsOf(node, Primitives.Multiply))
            {
                pending.Push(node.Operands[1]);
                pending.Push(node.Operands[0]);
            }
            else if (IsOf(node, Primitives.Negate))
            {
                isNegated = !isNegated;
                pending.Push(node.Operands[0]);
            }
            else
            {
                factors.Add(node);
            }
        }

        return (factors, isNegated);
    }

    /// <summary>All ways to put each factor on one of two sides, neither of which is empty; the first factor is on the left.</summary>
    public static IEnumerable<(Node[] Left, Node[] Right)> Sides(IReadOnlyList<Node> factors)
    {
        for (var sides = 1; sides < 1 << (factors.Count - 1); sides++)
        {
            bool IsRight(int i) => i > 0 && (sides >> (i - 1) & 1) == 1;
            yield return ([.. factors.Where((_, i) => !IsRight(i))], [.. factors.Where((_, i) => IsRight(i))]);
        }
    }

    /// <summary>The terms of a sum; itself if there are too many.</summary>
    public static IReadOnlyList<(Node Node, bool IsNegated)> Terms(Node sum)
    {
        var terms = new List<(Node Node, bool IsNegated)>();
        var pending = new Stack<(Node Node, bool IsNegated)>([(sum, false)]);
        while (pending.TryPop(out var term))
        {
            if (terms.Count + pending.Count > Most) return [(sum, false)];
            var isDifference = IsOf(term.Node, Primitives.Subtract);
            if (isDifference || IsOf(term.Node, Primitives.Add))
            {
                pending.Push((term.Node.Operands[1], term.IsNegated != isDifference));
                pending.Push((term.Node.Operands[0], term.IsNegated));
            }
            else if (IsOf(term.Node, Primitives.Negate))
            {
                pending.Push((term.Node.Operands[0], !term.IsNegated));
            }
            else
            {
                terms.Add(term);
            }
        }

        return terms;
    }

    private static bool IsOf(Node node, Primitive primitive) => node is Apply apply && apply.Primitive == primitive;
}
