using ExprGrad.Ir;

namespace ExprGrad.Differentiation;

/// <summary>
/// The derivatives of all numbers of an array by all elements of an input, in forward mode: the directions are an axis. It is the innermost one, so that what
/// does not depend on the direction is computed outside of it, and the columns of a row lie side by side; but for what loops carry, which can't vary over
/// an inner axis, and for sums, which would be arrays with an element for each direction: then it is the outermost one.
/// </summary>
internal static class Jacobian
{
    /// <summary>The Jacobian, as an array that is given out.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="rules">The primitives' rules.</param>
    /// <param name="value">The numbers, as the only output of a program.</param>
    /// <param name="input">What they are differentiated by, an array.</param>
    /// <param name="outermost">An axis over the elements of the input, made before all others.</param>
    /// <param name="of">What the Jacobian is given out as.</param>
    public static ArrayOutput Of(Graph graph, RuleLowering rules, Program value, Parameter input, Axis outermost, Slot of)
    {
        var numbers = value.Arrays[0];
        var accumulates = LiveNodes.Of(value).Any(node => node is Carry or Recurrence or Reduce && node.IsReal);
        var directions = accumulates ? outermost : graph.Loop(outermost.Bound, AxisSet.Empty, fresh: true);
        var seeds = new Dictionary<Slot, Seed> { [input.Slot] = Seed.Basis(graph, directions, input.Type.GetElementType()!) };
        var sweep = new ForwardSweep(graph, rules, seeds, [directions]);
        sweep.Run(value);
        return new ArrayOutput(of, [.. numbers.Contributions.Select(Row)]) { Lengths = [numbers.Lengths![0], outermost.Bound], Stores = true };

        Contribution Row(Contribution number)
        {
            var domain = number.Domain.Union([directions]);
            return new([number.Indices[0], graph.Add(new IndexOf(directions))], graph.In(sweep.Tangent(number.Value), domain), domain);
        }
    }
}
