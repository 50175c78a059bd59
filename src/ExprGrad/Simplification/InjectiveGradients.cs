using System.Numerics;
using ExprGrad.Ir;

namespace ExprGrad.Simplification;

/// <summary>
/// Gradients of which no element is added to twice: what is contributed to an element is stored there. Each contribution must go to each of its elements once (<see cref="ContributedPlaces"/>),
/// and several must go to elements apart: those of columns with numbers, <c>p[i, 0]</c> and <c>p[i, 1]</c>, of numbers of steps, <c>x[3 * i]</c> and <c>x[3 * i + 1]</c>, or of blocks behind one another,
/// <c>x[i * n + j]</c> for <c>i &lt; m</c> and <c>x[m * n + i]</c>.
/// </summary>
internal static class InjectiveGradients
{
    private const int MostBlocks = 64;

    public static Program Run(Program program)
    {
        var forms = new IndexForms(program.Graph);
        var counts = program.Effects.Where(effect => effect is Apply { Primitive: var check } && check == Primitives.CheckCount).Select(Load.Unchecked).ToHashSet();
        bool IsInjective(ArrayOutput output)
        {
            if (output is not { Lengths: null, Contributions.Length: > 0 }) return false;
            var places = Array.ConvertAll(output.Contributions, contribution => new ContributedPlaces(contribution, forms, counts));
            return Array.TrueForAll(places, one => one.AreDistinct()) && AreApart(places);
        }

        return program with { Arrays = [.. program.Arrays.Select(output => IsInjective(output) ? output with { Stores = true } : output)] };
    }

    private static bool AreApart(ContributedPlaces[] all) => all.Length == 1 || HaveRemaindersOfTheirOwn(all) || (all.Length <= MostBlocks && Enumerable.Range(0, all[0].Dimensions).Any(i => AreBlocks(all, i)));

    // By the remainders that the indices leave when they are divided by what all steps along a dimension are multiples of; by the indices themselves where there are no steps.
    private static bool HaveRemaindersOfTheirOwn(ContributedPlaces[] all)
    {
        var remainders = Enumerable.Range(0, all[0].Dimensions).Select(i => Remainders(all, i)).OfType<long[]>().ToArray();
        var seen = new HashSet<long[]>(EqualityComparer<long[]>.Create((a, b) => a!.AsSpan().SequenceEqual(b), numbers => numbers.Aggregate(0, HashCode.Combine)));
        return Enumerable.Range(0, all.Length).All(one => seen.Add(Array.ConvertAll(remainders, of => of[one])));
    }

    private static long[]? Remainders(ContributedPlaces[] all, int dimension)
    {
        const int LargestOffset = 1 << 30;
        var (divisor, offsets) = (BigInteger.Zero, new long[all.Length]);
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i].CommonStep(dimension) is not { } step || Polynomial.Sum(all[i].Start(dimension), all[0].Start(dimension), -1) is not { IsConstant: true, Offset: > -LargestOffset and < LargestOffset and var offset }) return null;
            (divisor, offsets[i]) = (BigInteger.GreatestCommonDivisor(divisor, step), offset);
        }

        var of = (long)divisor;
        return of == 0 ? offsets : Array.ConvertAll(offsets, offset => ((offset % of) + of) % of);
    }

    // One after the other, with room between them or without: each begins a constant after the end of another.
    private static bool AreBlocks(ContributedPlaces[] all, int dimension)
    {
        var left = all.Select(one => one.Block(dimension)).OfType<ContributedBlock>().ToList();
        if (left.Count < all.Length) return false;
        if (left.FindAll(block => !left.Exists(other => block != other && block.DistanceBehind(other) is not null)) is not [var last]) return false;
        for (left.Remove(last); left.Count > 0; left.Remove(last))
        {
            var end = last;
            if (left.Where(block => block.DistanceBehind(end) is not null).MinBy(block => block.DistanceBehind(end)) is not { } next) return false;
            last = next;
        }

        return true;
    }
}
