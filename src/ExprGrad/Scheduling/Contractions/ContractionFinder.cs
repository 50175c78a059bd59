using ExprGrad.Ir;

namespace ExprGrad.Scheduling.Contractions;

/// <summary>
/// Finds the sums of a function that are products of matrices. A gradient is a list of contributions to its elements: those that several iterations make to the same
/// element are summed first, and that sum is a product again, X' dC or dC W'.
/// </summary>
internal sealed class ContractionFinder
{
    private readonly Program _program;
    private readonly Graph _graph;
    private readonly BareValues _bare;
    private readonly ContractionShape _shape;
    private readonly ContractionObstacles _obstacles;
    private readonly Dictionary<Node, Contraction> _sums = [];
    private readonly List<OutputProduct> _outputs = [];
    private readonly List<LoopSum> _others = [];
    private readonly string? _obstacle;

    private ContractionFinder(Program program, NodeFacts facts, IReadOnlySet<Node> checks, ContractionSize size, string? obstacle)
    {
        (_program, _graph, _bare, _obstacle) = (program, program.Graph, new BareValues(program.Graph, checks.Contains), obstacle);
        _shape = new ContractionShape(program, facts, _bare, size);
        _obstacles = new ContractionObstacles(_shape, size, obstacle);
    }

    /// <summary>The function with what is left to the kernel, null if that is nothing; and the sums that might have been.</summary>
    /// <param name="program">The function.</param>
    /// <param name="facts">What is known of its nodes.</param>
    /// <param name="checks">What is checked before anything is computed.</param>
    /// <param name="options">What computes them, and from which size on.</param>
    /// <param name="obstacle">Why there is no kernel, as the end of a sentence; null if there is one.</param>
    public static (ContractedProgram? Contracted, IReadOnlyList<LoopSum> Others) Run(Program program, NodeFacts facts, IReadOnlySet<Node> checks, GradOptions options, string? obstacle)
    {
        var size = ContractionSize.Of(options);
        var finder = new ContractionFinder(program, facts, checks, size, obstacle);
        foreach (var sum in facts.Ordered.OfType<Reduce>())
        {
            if (!finder.Find(sum)) finder.Note(sum, sum);
        }

        var scatters = new Dictionary<Node, Contribution[]>();
        foreach (var scatter in facts.Ordered.OfType<Scatter>().Where(scatter => !scatter.Stores && scatter.Recurrence is null))
        {
            if (finder.Summed(scatter.Contributions, scatter.Outer, scatter, output: null) is { } summed) scatters.Add(scatter, summed);
        }

        ArrayOutput[] outputs =
        [
            .. program.Arrays.Select(output => output.Lengths is null && finder.Summed(output.Contributions, AxisSet.Empty, target: null, output.Of) is { } summed ? output with { Contributions = summed } : output),
        ];
        if (finder._sums.Count + finder._outputs.Count == 0) return (null, finder._others);
        return (new ContractedProgram(program with { Arrays = outputs }, finder._sums, scatters, finder._outputs, size, options.MatrixKernel), finder._others);
    }

    private void Note(Reduce sum, Node? of, Slot? gradient = null)
    {
        if (_obstacles.Of(sum) is var (reason, axis)) _others.Add(new LoopSum(of, gradient, reason, axis));
    }

    private bool Find(Reduce sum)
    {
        if (_sums.ContainsKey(sum)) return true;
        if (_obstacle is not null || _shape.Of(sum) is not { } contraction) return false;
        _sums.Add(sum, contraction);
        return true;
    }

    // The contributions with sums in them, or without those that the kernel adds to an output; null if no sum is a product of matrices.
    private Contribution[]? Summed(Contribution[] contributions, AxisSet outer, Scatter? target, Slot? output)
    {
        var summed = contributions.SelectMany(contribution => Summed(contribution, outer, target, output)).ToArray();
        return summed.AsSpan().SequenceEqual(contributions) ? null : summed;
    }

    private IEnumerable<Contribution> Summed(Contribution contribution, AxisSet outer, Scatter? target, Slot? output)
    {
        Node[] indices = Array.ConvertAll(contribution.Indices, _bare.Of);
        var kept = indices.Aggregate(outer, (axes, index) => axes.Union(index.Axes));
        var reduced = contribution.Domain.Except(kept);
        var rest = contribution.Domain.Except(reduced);
        if (reduced.IsEmpty || reduced.Any(axis => axis.Kind != AxisKind.Loop) || rest.Any(axis => !axis.Bound.Axes.Intersect(reduced).IsEmpty)) return [contribution];

        var (products, found) = (new List<Contribution>(), false);
        Node? others = null;
        foreach (var (term, isNegated) in Factors.Terms(contribution.Value))
        {
            var sum = (Reduce)_graph.Sum(reduced, _bare.Of(term));
            if (output is not null && AddedTo(output, sum, isNegated, indices))
            {
                found = true;
            }
            else if (Find(sum))
            {
                found = true;
                var value = _graph.In(sum, rest);
                products.Add(new Contribution(indices, isNegated ? _graph.Apply(Primitives.Negate, value) : value, rest));
            }
            else
            {
                Note(sum, target, output);
                others = others is null ? isNegated ? _graph.Apply(Primitives.Negate, term) : term : _graph.Apply(isNegated ? Primitives.Subtract : Primitives.Add, others, term);
            }
        }

        if (!found) return [contribution];
        return others is null ? products : [.. products, contribution with { Value = _graph.In(others, contribution.Domain) }];
    }

    private bool AddedTo(Slot output, Reduce sum, bool isNegated, Node[] indices)
    {
        if (_obstacle is not null || _sums.ContainsKey(sum) || _shape.Of(sum) is not { } product) return false;
        if (OutputProduct.Create(_graph, output, product with { IsNegated = product.IsNegated != isNegated }, indices) is not { } added) return false;
        _outputs.Add(added);
        return true;
    }
}
