using ExprGrad.Ir;

namespace ExprGrad.Simplification;

/// <summary>
/// Gradients of which no element is added to twice: what is contributed to an element is stored there. Each loop must go through one dimension by itself, in steps that no other iteration repeats:
/// <c>x[n - 1 - i]</c>, <c>x[2 * i + 1]</c>, <c>a[j, i]</c>. Several contributions must be to elements apart, as columns with numbers are: <c>p[i, 0]</c>, <c>p[i, 1]</c>.
/// </summary>
internal static class InjectiveGradients
{
    public static Program Run(Program program) => program with { Arrays = [.. program.Arrays.Select(output => IsInjective(output) ? output with { Stores = true } : output)] };

    private static bool IsInjective(ArrayOutput output) => output is { Lengths: null, Contributions.Length: > 0 }
        && Array.TrueForAll(output.Contributions, IsInjective) && AreApart(output.Contributions);

    private static bool IsInjective(Contribution contribution)
    {
        var loops = contribution.Domain.Loops;
        var left = loops;
        foreach (var index in contribution.Indices.Select(Load.Unchecked))
        {
            var steps = loops.Intersect(index.Axes).Select(loop => (Loop: loop, Step: IndexSteps.Along(loop, index))).Where(one => one.Step != 0).ToList();
            if (steps is [(var own, { } step)] && IsInjective(step, own)) left = left.Except([own]);
        }

        return left.IsEmpty;
    }

    // Indices are computed modulo 2^32, and a loop has less than 2^31 iterations: of steps that are a multiple of four, some may lead to one element.
    private static bool IsInjective(int step, Axis loop) =>
        step % 4 != 0 || (step != 0 && loop.Bound is Constant { Value: int trips } && Math.Abs((long)step) * trips <= 1L << 32);

    // By the numbers that some of the indices are.
    private static bool AreApart(Contribution[] contributions)
    {
        if (contributions.Length == 1) return true;
        var dimensions = Enumerable.Range(0, contributions[0].Indices.Length).Where(i => Array.TrueForAll(contributions, one => Load.Unchecked(one.Indices[i]) is Constant)).ToArray();
        var places = new HashSet<Node[]>(EqualityComparer<Node[]>.Create((a, b) => a!.AsSpan().SequenceEqual(b), nodes => nodes.Aggregate(0, HashCode.Combine)));
        return Array.TrueForAll(contributions, one => places.Add(Array.ConvertAll(dimensions, i => Load.Unchecked(one.Indices[i]))));
    }
}
