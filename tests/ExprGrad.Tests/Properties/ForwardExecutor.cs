using System.Globalization;
using System.Linq.Expressions;
using ExprGrad.Ir;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Properties;

/// <summary>
/// Forward mode: the tangent of the graph for each leaf's own direction, computed node by node. Has the rules in common with reverse mode,
/// but not the sweep.
/// </summary>
internal sealed class ForwardExecutor : IExecutor
{
    public string Name => "forward";

    public bool IsStrict => true;

    public Func<object?[], Evaluation> Compile(LambdaExpression lambda)
    {
        var lowered = TestPrograms.Lower(lambda, Request.ActiveCount(lambda));
        var seeds = lowered.Seeds();
        var tangent = lowered.Tangent(lowered.Value, seeds);
        var sources = seeds.ToDictionary(seed => seed.Value, seed => seed.Key);
        return arguments =>
        {
            double value = Number(GraphEvaluator.Evaluate(lowered.Value, lowered.Read(arguments)));
            var leaves = new LeafPositions(lowered, arguments);
            return new(value, [.. Enumerable.Range(0, leaves.Count).Select(Partial)]);

            double Partial(int leaf)
            {
                var direction = new double[leaves.Count];
                direction[leaf] = 1;
                var (read, along) = (lowered.Read(arguments), leaves.Read(direction));
                return Number(GraphEvaluator.Evaluate(tangent, slot => sources.TryGetValue(slot, out var source) ? along(source) : read(slot)));
            }
        };
    }

    private static double Number(EvaluatedProgram evaluated) => Convert.ToDouble(evaluated.Value, CultureInfo.InvariantCulture);
}
