using System.Globalization;
using System.Linq.Expressions;
using ExprGrad.Ir;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Properties;

/// <summary>
/// The lowered graph and its reverse sweep, computed node by node: says whether a fault is made before or after scheduling and emission,
/// in which it has no part.
/// </summary>
internal sealed class GraphExecutor : IExecutor
{
    public string Name => "graph";

    public bool IsStrict => true;

    public Func<object?[], Evaluation> Compile(LambdaExpression lambda)
    {
        var lowered = LoweredLambda.Of(lambda);
        var program = lowered.WithGradient();
        return arguments =>
        {
            var evaluated = GraphEvaluator.Evaluate(program, lowered.Read(arguments));
            double value = Convert.ToDouble(evaluated.Value, CultureInfo.InvariantCulture);
            return new(value, new LeafPositions(lowered, arguments).Gradient(evaluated));
        };
    }
}
