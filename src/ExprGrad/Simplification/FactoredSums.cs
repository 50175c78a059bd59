using ExprGrad.Ir;

namespace ExprGrad.Simplification;

/// <summary>
/// What is added to gradients in a loop, <c>w[r, c] * g(n, r)</c> to column c for each n, is added up first where that takes fewer loops, and then multiplied: <c>w[r, c] * (sum of g(n, r) over n)</c>.
/// Such are the gradients of what linear maps are given: means, offsets, centers. The distributive law: the same for finite numbers but for the order of operations.
/// </summary>
internal sealed class FactoredSums
{
    // Longer products are not what this is about, and each of them is looked into for each loop.
    private const int DeepestProduct = 8;

    private readonly Graph _graph;
    private readonly TameNodes _tame;
    private readonly HashSet<Node> _usedOnce;
    private readonly HashSet<Node> _summands = [];

    private FactoredSums(Program program)
    {
        (_graph, _tame) = (program.Graph, new TameNodes(program.Graph));
        var contributed = program.Arrays.SelectMany(output => output.Contributions).Select(contribution => contribution.Value);
        _usedOnce = [.. LiveNodes.Of(program).SelectMany(program.DependenciesOf).Concat(contributed).GroupBy(node => node).Where(uses => !uses.Skip(1).Any()).Select(uses => uses.Key)];
    }

    public static Program Run(Program program)
    {
        if (!program.Arrays.Any(output => output.Contributions.Any(contribution => contribution.Domain.Loops.Count > 1))) return program;
        var sums = new FactoredSums(program);
        var factored = sums.Replace(program, isShared: false);

        // What is added up now may serve others as well, even where they take as many loops.
        return sums._summands.Count == 0 ? program : sums.Replace(factored, isShared: true);
    }

    private Program Replace(Program program, bool isShared) => program with
    {
        Arrays = [.. program.Arrays.Select(output => output.Lengths is null ? output with { Contributions = Array.ConvertAll(output.Contributions, one => Factored(one, isShared)) } : output)],
    };

    private Contribution Factored(Contribution contribution, bool isShared)
    {
        while (Candidates(contribution).Select(summed => Factored(contribution, summed, isShared)).FirstOrDefault(factored => factored is not null) is { } next) contribution = next;
        return contribution;
    }

    // The loops that no index varies over, each with the loops and branches that it decides on.
    private static IEnumerable<AxisSet> Candidates(Contribution contribution)
    {
        var varied = contribution.Indices.Aggregate(AxisSet.Empty, (axes, index) => axes.Union(index.Axes));
        return contribution.Domain.Except(varied).Loops.Select(loop => Around(loop, contribution.Domain))
            .Where(summed => summed.Intersect(varied).IsEmpty && summed.All(axis => axis.Kind != AxisKind.Sequential && !axis.EndsEarly));
    }

    private static AxisSet Around(Axis loop, AxisSet domain) => [.. domain.Where(axis => axis == loop || axis.Bound.Axes.Contains(loop))];

    private Contribution? Factored(Contribution contribution, AxisSet summed, bool isShared)
    {
        if (Split(contribution.Value, summed, contribution.Domain) is not { Varied: { } varied, Same: { } same, Reduced: var reduced }) return null;
        var domain = contribution.Domain.Except(summed);
        var left = domain.Union(reduced);
        var needed = varied.Axes.Union(summed.Closed).Except(summed);
        var summand = _graph.In(varied, summed);
        if (!left.ContainsAll(needed) || (isShared ? !_summands.Contains(summand) : left.Loops.Count == needed.Loops.Count)) return null;
        _summands.Add(summand);
        return contribution with { Value = _graph.Sum(reduced, _graph.In(StrongProduct(same, _graph.Sum(summed, summand)), left)), Domain = domain };
    }

    /// <summary>The value as a product of what varies over the loops that are summed over and of what does not, where it is one.</summary>
    private Factors Split(Node node, AxisSet summed, AxisSet domain, int depth = 0)
    {
        Factors Of(Node factor) => Split(factor, summed, domain, depth + 1);
        if (node.Axes.Intersect(summed).IsEmpty) return new(null, node);
        if (depth == DeepestProduct) return new(node, null);
        switch (node)
        {
            case In entered:
                return Of(entered.Value);
            case Apply { Primitive: var primitive, Operands: [var operand] } when primitive == Primitives.Negate:
                return Of(operand) is { Same: { } same } negated ? negated with { Same = _graph.Apply(Primitives.Negate, same) } : new(node, null);
            case Apply { Primitive: var primitive, Operands: [var a, var b] } when primitive == Primitives.Multiply:
                var (p, q) = (Of(a), Of(b));
                return p.Same is null && q.Same is null || !(p.Reduced.IsEmpty || q.Reduced.IsEmpty) ? new(node, null) : new(Product(p.Varied, q.Varied), Product(p.Same, q.Same)) { Reduced = p.Reduced.Union(q.Reduced) };

            // A product in which a zero stays one, as the sum of all does.
            case Apply { Primitive: var primitive, Operands: [Apply { Primitive: var comparison, Operands: [var bar, var zero] }, var nothing, var taken] }
                when primitive == Primitives.Select && comparison == Primitives.Equal && nothing == zero && CotangentAlgebra.IsConstant(zero, 0):
                return Of(taken) is { Varied: { } varied, Same: not null } strong && varied == bar ? strong : new(node, null);

            // A sum that nothing else has use for is one of products too.
            case Reduce { Kind: ReductionKind.Sum, IsFromFirst: false, Reduced: var reduced } sum when _usedOnce.Contains(sum) && reduced.Closed.Intersect(summed).IsEmpty && reduced.Intersect(domain).IsEmpty:
                return Of(sum.Body) is { Varied: not null, Same: not null, Reduced.IsEmpty: true } product ? product with { Reduced = reduced } : new(node, null);
            default:
                return new(node, null);
        }
    }

    // Nothing that was added up stays nothing, times whatever it is.
    private Node StrongProduct(Node factor, Node sum)
    {
        var product = Product(factor, sum);
        return _tame.Contains(factor) ? product : new CotangentAlgebra(_graph).ZeroWith(sum, product);
    }

    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(a)), System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(b))]
    private Node? Product(Node? a, Node? b) => a is null ? b : b is null ? a : _graph.Apply(Primitives.Multiply, a, b);

    /// <summary>A product, summed over the loops that are reduced.</summary>
    private sealed record Factors(Node? Varied, Node? Same)
    {
        public AxisSet Reduced { get; init; } = AxisSet.Empty;
    }
}
