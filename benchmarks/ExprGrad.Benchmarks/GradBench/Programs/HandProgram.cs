using System.Linq.Expressions;
using ExprGrad.Benchmarks.GradBench.Plain;
using ExprGrad.GradBench.Evals;
using ExprGrad.GradBench.Functions;

namespace ExprGrad.Benchmarks.GradBench.Programs;

/// <summary>The errors of a hand's pose at the first points of the largest case, and their dense Jacobian.</summary>
internal sealed class HandProgram : JacobianProgram
{
    private const int TapePoints = 10;

    private readonly Hand _hand;
    private readonly Sight _sight;
    private readonly double[] _pose;
    private readonly double[] _errors;
    private readonly double[] _jacobian;
    private readonly double[] _row;
    private HandJacobian? _compiled;
    private HandGradient? _onTape;

    public HandProgram(int points, double bar)
        : base("ht", $"simple, {points} points", bar)
    {
        var input = CaseFile.Input<HandTrackingEval.Input>("ht", "c1600");
        var all = input.Sight;
        var seen = new double[points, 3];
        Array.Copy(all.Points, seen, seen.Length);
        (_hand, _sight, _pose) = (input.Hand, new(all.Places[..points], all.Coordinates, seen), input.At);
        (_errors, _jacobian, _row) = (new double[3 * points], new double[3 * points * _pose.Length], new double[_pose.Length]);
        TapeScale = Math.Max(1, points / (double)TapePoints);
    }

    public override LambdaExpression Function => HandTracking.AtVertices;

    public override IReadOnlyList<Array> Variables => [_pose];

    public override double TapeScale { get; }

    protected override double[] Values => _errors;

    protected override double[] Jacobian => _jacobian;

    protected override int Columns => _pose.Length;

    public override void CompileGradientAndCall()
    {
        _compiled = Grad.Compile<HandJacobian>(HandTracking.AtVertices, Options);
        _compiled(_pose, _hand, _sight, _jacobian);
    }

    public override void CompileTape() => _onTape = ExprGrad.Tape.Compile<HandGradient>(HandTracking.AtVertex);

    public override double Primal(int count)
    {
        for (var i = 0; i < count; i++) PlainHand.Errors(_pose, _hand, _sight, _errors);
        return _errors[0];
    }

    public override double Gradient(int count)
    {
        for (var i = 0; i < count; i++) _compiled!(_pose, _hand, _sight, _jacobian);
        return _jacobian[0];
    }

    public override double Tape(int count)
    {
        var result = double.NaN;
        for (var repeated = 0; repeated < count; repeated++)
        {
            for (var row = 0; row < 3 * Math.Min(TapePoints, _sight.Places.Length); row++) result = _onTape!(_pose, _hand, _sight, row / 3, row % 3, _row);
        }

        return result;
    }

    protected override double[] CompiledValues()
    {
        var errors = new double[_errors.Length];
        Grad.Compile<HandErrors>(HandTracking.AtVertices)(_pose, _hand, _sight, errors);
        return errors;
    }

    protected override IEnumerable<(int Row, double[] Elements)> TapeRows()
    {
        for (var row = 0; row < 3 * Math.Min(TapePoints, _sight.Places.Length); row++)
        {
            _onTape!(_pose, _hand, _sight, row / 3, row % 3, _row);
            yield return (row, _row);
        }
    }

    protected override void Move(double[] direction, double distance)
    {
        for (var i = 0; i < _pose.Length; i++) _pose[i] += distance * direction[i];
    }
}
