using System.Linq.Expressions;
using ExprGrad.Benchmarks.GradBench.Plain;
using ExprGrad.GradBench.Functions;

namespace ExprGrad.Benchmarks.GradBench.Programs;

internal sealed class LogSumExpProgram(int length, double bar) : GradBenchProgram<VectorGradient>("lse", $"n={length}", bar)
{
    private readonly double[] _x = RandomInputs.Vector(length, new RandomInputs(1).Uniform);
    private readonly double[] _gradient = new double[length];

    public override IReadOnlyList<Array> Variables => [_x];

    public override IReadOnlyList<Array> Outputs => [_gradient];

    public override LambdaExpression Function => LogSumExp.Function;

    protected override double Primal() => PlainLogSumExp.Value(_x);

    protected override double Call(VectorGradient gradient) => gradient(_x, _gradient);
}
