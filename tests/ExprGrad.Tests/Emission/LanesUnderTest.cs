using System.Linq.Expressions;
using ExprGrad.Tests.Language;

namespace ExprGrad.Tests.Emission;

/// <summary>What tests of lanes run with.</summary>
internal static class LanesUnderTest
{
    /// <summary>No lanes, each width, and what the machine has.</summary>
    public static IReadOnlyList<int?> Widths { get; } = [0, 128, 256, 512, null];

    /// <summary>Numbers of iterations that fill vectors of doubles and leave some over.</summary>
    public static IReadOnlyList<int> Lengths { get; } = [0, 1, 7, 8, 9, 17];

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
