using System.Linq.Expressions;
using ExprGrad.Benchmarks.GradBench.Plain;
using ExprGrad.GradBench.Functions;

namespace ExprGrad.Benchmarks.GradBench.Programs;

internal sealed class LeastSquaresProgram(int points, int coefficients, double bar)
    : GradBenchProgram<FitErrorGradient>("llsq", $"n={points} m={coefficients}", bar)
{
    private readonly double[] _x = RandomInputs.Vector(coefficients, new RandomInputs(2).Uniform);
    private readonly double[] _gradient = new double[coefficients];

    public override IReadOnlyList<Array> Variables => [_x];

    public override IReadOnlyList<Array> Outputs => [_gradient];

    public override LambdaExpression Function => LeastSquares.Function;

    protected override double Primal() => PlainLeastSquares.Value(_x, points);

    protected override double Call(FitErrorGradient gradient) => gradient(_x, points, _gradient);
}
