using System.Linq.Expressions;
using ExprGrad.Benchmarks.GradBench.Plain;
using ExprGrad.GradBench.Functions;

namespace ExprGrad.Benchmarks.GradBench.Programs;

internal sealed class GmmProgram : GradBenchProgram<MixtureGradient>
{
    private static readonly Wishart s_wishart = new(1, 0);

    private readonly double[,] _x;
    private readonly double[,] _tapeX;
    private readonly Mixture _mixture;
    private readonly Mixture _gradient;
    private double[,] _points;

    /// <summary>Random normal numbers, but for uniform means. The tape may have fewer points, in proportion to which its time is.</summary>
    public GmmProgram(int dimensions, int components, int points, double bar, int? tapePoints = null)
        : base("gmm", $"d={dimensions} k={components} n={points}", bar)
    {
        var random = new RandomInputs(4);
        _points = _x = RandomInputs.Matrix(points, dimensions, random.Normal);
        _tapeX = tapePoints is { } fewer ? RandomInputs.Matrix(fewer, dimensions, random.Normal) : _x;
        TapeScale = points / (double)_tapeX.GetLength(0);
        _mixture = new(
            RandomInputs.Vector(components, random.Normal),
            RandomInputs.Matrix(components, dimensions, random.Uniform),
            RandomInputs.Matrix(components, dimensions, random.Normal),
            RandomInputs.Matrix(components, dimensions * (dimensions - 1) / 2, random.Normal));
        _gradient = Grad.ZerosLike(_mixture);
    }

    public override double TapeScale { get; }

    public override IReadOnlyList<Array> Variables => Arrays(_mixture);

    public override IReadOnlyList<Array> Outputs => Arrays(_gradient);

    public override LambdaExpression Function => Gmm.LogPosterior;

    public override double Tape(int count)
    {
        _points = _tapeX;
        var result = base.Tape(count);
        _points = _x;
        return result;
    }

    protected override double Primal() => PlainGmm.LogPosterior(_mixture, _x, s_wishart);

    protected override double Call(MixtureGradient gradient) => gradient(_mixture, _points, s_wishart, _gradient);

    private static Array[] Arrays(Mixture mixture) => [mixture.Alpha, mixture.Mu, mixture.Q, mixture.L];
}
