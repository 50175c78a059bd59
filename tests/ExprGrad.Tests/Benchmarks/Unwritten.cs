using System.Linq.Expressions;
using ExprGrad.Benchmarks.Programs;

namespace ExprGrad.Tests.Benchmarks;

/// <summary>A program with a mistake: its tape never writes the gradient.</summary>
internal sealed class Unwritten() : BenchmarkProgram<VectorFunction, VectorGradient>("square", "1", bars: null)
{
    private readonly double[] _at = [3];
    private readonly double[] _gradient = new double[1];

    public override IReadOnlyList<double[]> Outputs => [_gradient];

    protected override LambdaExpression Function { get; } = (Expression<Func<double[], double>>)(x => x[0] * x[0]);

    protected override VectorGradient ByHand { get; } = (x, dx) =>
    {
        dx[0] = 2 * x[0];
        return x[0] * x[0];
    };

    protected override double Repeat(VectorFunction value, int count) => value(_at);

    protected override double Repeat(VectorGradient gradient, int count) => gradient(_at, _gradient);

    public override double TapeByHand(int count) => 9;

    public override void FiniteDifferences() => FiniteDifference.Gradient(at => CompiledValue(at), _at, _gradient);
}
