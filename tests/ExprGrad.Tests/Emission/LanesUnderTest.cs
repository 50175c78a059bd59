using System.Linq.Expressions;
using ExprGrad.Tests.Language;

namespace ExprGrad.Tests.Emission;

/// <summary>What tests of lanes run with.</summary>
internal static class LanesUnderTest
{
    /// <summary>No lanes, and each width: one of these is what the machine has.</summary>
    public static IReadOnlyList<int?> Widths { get; } = [0, 128, 256, 512];

    /// <summary>Numbers of iterations that fill vectors of doubles and leave some over.</summary>
    public static IReadOnlyList<int> Lengths { get; } = [0, 1, 7, 8, 9, 17];

    /// <summary>Each width, and each way to choose the loop of a nest that runs in lanes, in both modes and on several threads; with and without rounds of whole vectors, and then with two iterations of inner loops at once.</summary>
    public static IReadOnlyList<GradOptions> Ways { get; } =
    [
        .. Widths.Select(width => new GradOptions { VectorBits = width }),
        new() { FloatMode = FloatMode.Strict },
        new() { OuterLanes = true }, new() { OuterLanes = false }, new() { OuterLanes = false, VectorBits = 128 },
        new() { OuterLanes = true, VectorBits = 256, FloatMode = FloatMode.Strict }, new() { OuterLanes = false, VectorBits = 256, FloatMode = FloatMode.Strict },
        new() { Threads = 2, SmallestBlock = 0 }, new() { Threads = 3, SmallestBlock = 0, OuterLanes = true },
        new() { Threads = 2, SmallestBlock = 0, OuterLanes = false }, new() { Threads = 3, SmallestBlock = 0, OuterLanes = false },
        new() { MostInRound = 0, FewestShared = 0, OuterLanes = true }, new() { MostInRound = 0, FewestShared = 0, OuterLanes = false, VectorBits = 128 }, new() { MostInRound = 0, FewestShared = 0, OuterLanes = true, VectorBits = 256 },
        new() { MostInRound = 0, FewestShared = 0, Threads = 3, SmallestBlock = 0 },
    ];

    /// <summary>A loss of numbers, three weights and a number of steps, by all executors in every width.</summary>
    public static void InEveryWidth(Expression<Func<double[], double[], int, double>> loss, params IReadOnlyList<int> steps)
    {
        foreach (var width in Widths)
        {
            var agreement = Agreement.Of(loss, GradOptions.Default with { VectorBits = width });
            foreach (var length in Lengths)
            {
                foreach (var count in steps) agreement.At(Sample.Numbers(length), new[] { 0.4, -0.7, 0.6 }, count);
            }
        }
    }
}
