using System.Globalization;
using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>
/// Writes the gradients of a program as one expression in the language that the frontend reads: Ad.Let for what is shared, LINQ for loops, conditions
/// for branches, Ad.ScatterAdd for sums at computed places. Lowering it again gives the same graph, with choices for sums over branches (<see cref="BranchSums"/>). Two things have no form that would: an extreme's search
/// that may find nothing, which comes back in a branch; and an array that a filter fills together with the number of its elements. Where there are opaque calls, which are made
/// once each, what a backward loop computes beside its state is read off the states of Ad.Scan in a loop of its own.
/// </summary>
internal static class Renderer
{
    /// <summary>The expression that <paramref name="compose"/> makes of the gradients, with what they share around it.</summary>
    public static Expression Run(Program program, Func<IReadOnlyDictionary<Slot, Expression>, Expression> compose)
    {
        program = program with { Value = null, Effects = [], Arrays = [.. program.Arrays.Select(output => output with { Contributions = Array.ConvertAll(output.Contributions, part => WhereChecked(program.Graph, part)) })] };
        program = BranchSums.Run(program);
        var items = new Items(program);
        var gradients = new Gradients(program, compose);
        var ordered = items.Order(gradients);
        ordered.Remove(gradients);

        var root = new Place(parent: null, axis: null);
        gradients.Begin(root);
        for (var i = ordered.Count - 1; i >= 0; i--)
        {
            if (ordered[i].IsUsed) ordered[i].Settle(items);
        }

        var used = ordered.FindAll(item => item.IsUsed);
        var names = 0;
        foreach (var item in used) item.Name(() => string.Create(CultureInfo.InvariantCulture, $"v{++names}"));
        foreach (var chain in items.Chains) chain.Pack();
        foreach (var item in used) item.Render();
        return gradients.Finish(root);
    }

    // Where loops don't run in which an index was to be checked, there is nothing to add.
    private static Contribution WhereChecked(Graph graph, Contribution contribution)
    {
        var outside = contribution.Indices.Select(Load.RunsOf).OfType<Node>().Where(runs => !Load.IsInside(runs, contribution.Domain)).ToArray();
        contribution = contribution with { Indices = Array.ConvertAll(contribution.Indices, index => Load.RunsOf(index) is null ? index : index.Operands[0]) };
        foreach (var runs in outside)
        {
            var guard = graph.Guard(runs, contribution.Domain);
            contribution = new Contribution(
                Array.ConvertAll(contribution.Indices, index => graph.In(index, guard)), graph.In(contribution.Value, guard), contribution.Domain.Union([guard]));
        }

        return contribution;
    }
}
