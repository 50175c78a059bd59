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
        var lowered = LoweredLambda.Of(lambda);
        var seeds = lowered.Seeds();
        var tangent = lowered.Tangent(lowered.Value, seeds);
        var sources = seeds.ToDictionary(seed => seed.Value, seed => seed.Key);
        return arguments =>
        {
            var read = lowered.Read(arguments);
            double value = Number(GraphEvaluator.Evaluate(lowered.Value, read));
            var leaves = new LeafPositions(lowered, arguments);
            return new(value, [.. GraphEvaluator.EvaluateEach(tangent, sources.Keys, Enumerable.Range(0, leaves.Count).Select(Along)).Select(Number)]);

            Func<Slot, object?> Along(int leaf)
            {
                var direction = new double[leaves.Count];
                direction[leaf] = 1;
                var along = leaves.Read(direction);
                return slot => sources.TryGetValue(slot, out var source) ? along(source) : read(slot);
            }
        };
    }

    private static double Number(EvaluatedProgram evaluated) => Convert.ToDouble(evaluated.Value, CultureInfo.InvariantCulture);
}
