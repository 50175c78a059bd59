using static ExprGrad.Ir.GraphVerifier;

namespace ExprGrad.Ir;

/// <summary>The rules of legality for what a program gives out.</summary>
internal static class ProgramRules
{
    public static void Check(Program program)
    {
        if (program.Value is { } value) Require(value.Axes.IsEmpty, value, "the program's value is one value");
        foreach (var output in program.Scalars)
        {
            Require(output.Value.Axes.IsEmpty, output.Value, $"the gradient of {output.Of} is one value");
            Require(output.Value.Type == output.Of.Type, output.Value, $"the gradient of {output.Of} has its type");
        }

        foreach (var output in program.Arrays)
        {
            var (rank, element) = (ArrayTypes.Dimensions(output.Of.Type), ArrayTypes.ElementOf(output.Of.Type));
            foreach (var length in output.Lengths ?? []) Require(length.Type == typeof(int) && length.Axes.IsEmpty, length, $"is a length of {output.Of}");
            foreach (var contribution in output.Contributions)
            {
                Require(contribution.Value.Type == element, contribution.Value, $"adds to elements of {output.Of}");
                Require(contribution.Indices.Length == rank, contribution.Value, $"adds to {output.Of} at {rank} indices");
                Require(Array.TrueForAll(contribution.Indices, index => index.Type == typeof(int)), contribution.Value, $"adds to {output.Of} at ints");
                CheckDomain(contribution.Value, contribution, AxisSet.Empty);
            }
        }
    }

    /// <summary>What is added varies over the domain and the axes around it, and the domain is one that can be run through there.</summary>
    public static void CheckDomain(Node at, Contribution contribution, AxisSet outer)
    {
        var around = outer.Union(contribution.Domain);
        Require(outer.Intersect(contribution.Domain).IsEmpty, at, $"the domain {contribution.Domain} is inside {outer}");
        Require(around.ContainsAll(contribution.Value.Axes), at, $"contribution {contribution.Value} {contribution.Value.Axes} varies over {around} only");
        foreach (var index in contribution.Indices) Require(around.ContainsAll(index.Axes), at, $"index {index} {index.Axes} varies over {around} only");
        foreach (var axis in contribution.Domain)
        {
            Require(around.ContainsAll(axis.Bound.Axes), at, $"runs through {axis} but not through all that bounds {axis}");
            Require(axis.Complement is not { } complement || !around.Contains(complement), at, $"runs through both branches of {axis.Bound}");
        }
    }
}
