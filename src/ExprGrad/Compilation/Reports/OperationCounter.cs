using ExprGrad.Ir;

namespace ExprGrad.Compilation.Reports;

/// <summary>Counts the operations on real numbers in a program.</summary>
internal static class OperationCounter
{
    /// <summary>What stems from the lambda itself, as far as it is computed: a gradient alone may not need all of it.</summary>
    public static OperationCounts Forward(CompiledFunction function)
    {
        var forward = ForwardNodes(function);
        return Count(function, function.Names.Live.Where(forward.Contains), []);
    }

    /// <summary>What is computed beyond that.</summary>
    public static OperationCounts Reverse(CompiledFunction function)
    {
        var forward = ForwardNodes(function);
        return Count(function, function.Names.Live.Where(node => !forward.Contains(node)), function.Program.Arrays.SelectMany(output => output.Contributions));
    }

    private static HashSet<Node> ForwardNodes(CompiledFunction function)
    {
        var nodes = function.Names.Live.Where(node => node.Id < function.LambdaNodes).ToHashSet();
        var pending = new Stack<Node>(nodes);
        while (pending.TryPop(out var node))
        {
            foreach (var part in function.Program.DependenciesOf(node).Where(nodes.Add)) pending.Push(part);
        }

        return nodes;
    }

    private static OperationCounts Count(CompiledFunction function, IEnumerable<Node> nodes, IEnumerable<Contribution> contributions)
    {
        var operations = nodes.Where(node => !function.Program.Expansions.ContainsKey(node)).SelectMany(Operations)
            .Concat(contributions.Select(contribution => (Name: "scatter", Axes: contribution.Domain)));
        return new OperationCounts([.. operations
            .CountBy(operation => (operation.Name, Axes: function.Names.Of(operation.Axes), operation.Axes.Count))
            .OrderBy(count => count.Key.Count).ThenBy(count => count.Key.Axes, StringComparer.Ordinal)
            .ThenByDescending(count => count.Value).ThenBy(count => count.Key.Name, StringComparer.Ordinal)
            .Select(count => new OperationCount(count.Key.Name, count.Key.Axes, count.Value))]);
    }

    private static IEnumerable<(string Name, AxisSet Axes)> Operations(Node node) => node switch
    {
        Apply apply when node.IsReal || apply.Operands.Any(operand => operand.IsReal) => [(apply.Primitive.Name, node.Axes)],
        Load when node.IsReal => [("load", node.Axes)],
        At when node.IsReal => [("at", node.Axes)],
        Reduce reduce when reduce.Body.IsReal => [(GraphNotation.Name(reduce.Kind), node.Axes.Union(reduce.Reduced))],
        Scatter scatter when node.IsReal => scatter.Contributions.Select(contribution => ("scatter", node.Axes.Except(AxisSet.Create(scatter.ResultAxes)).Union(contribution.Domain))),
        Call call => [($"call[{call.Method.Name}]", node.Axes)],
        _ => [],
    };
}
