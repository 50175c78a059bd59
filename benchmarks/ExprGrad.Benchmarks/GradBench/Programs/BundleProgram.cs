using System.Linq.Expressions;
using ExprGrad.Benchmarks.GradBench.Plain;
using ExprGrad.GradBench.Evals;
using ExprGrad.GradBench.Functions;

namespace ExprGrad.Benchmarks.GradBench.Programs;

/// <summary>All errors of a bundle problem and their sparse Jacobian, its structure included.</summary>
internal sealed class BundleProgram : JacobianProgram
{
    private const int TapeObservations = 300;

    private readonly BundleProblem _problem;
    private readonly SparseJacobian _jacobian;
    private readonly double[] _errors;
    private readonly double[] _weightErrors;
    private readonly double[] _step = new double[BundleAdjustment.Step];
    private readonly double[] _row = new double[BundleAdjustment.Step];
    private BundleErrors? _compiledErrors;
    private BundleJacobian? _compiledJacobian;
    private ReprojectionGradient? _onTape;

    public BundleProgram(int cameras, int points, int observations, double bar)
        : base("ba", $"{observations} observations", bar)
    {
        var one = CaseFile.Input<BundleAdjustmentEval.Input>("ba", "");
        _problem = BundleProblem.Of(cameras, points, observations, one.Cam, one.X, one.W, one.Feat);
        _jacobian = new(_problem);
        (_errors, _weightErrors) = (new double[2 * observations], new double[observations]);
        TapeScale = Math.Max(1, observations / (double)TapeObservations);
    }

    public override LambdaExpression Function => BundleAdjustment.Error;

    public override IReadOnlyList<Array> Variables => [_problem.Cameras, _problem.Points, _problem.Weights];

    public override double TapeScale { get; }

    protected override double[] Values => _errors;

    protected override double[] Jacobian => _jacobian.Values;

    protected override int Columns => BundleAdjustment.Step;

    public override void CompileGradientAndCall()
    {
        _compiledJacobian = new();
        _compiledJacobian.Write(_problem, _jacobian);
    }

    public override void CompileTape() => _onTape = ExprGrad.Tape.Compile<ReprojectionGradient>(BundleAdjustment.Error);

    public override double Primal(int count)
    {
        for (var i = 0; i < count; i++) PlainBundle.Errors(_problem, _errors, _weightErrors);
        return _errors[0];
    }

    public override double Gradient(int count)
    {
        for (var i = 0; i < count; i++) _compiledJacobian!.Write(_problem, _jacobian);
        return _jacobian.Values[0];
    }

    public override double Tape(int count)
    {
        var result = double.NaN;
        for (var repeated = 0; repeated < count; repeated++)
        {
            for (var i = 0; i < TapeObservations && i < _problem.Count; i++)
            {
                TapeRow(i, 0);
                result = TapeRow(i, 1);
            }
        }

        return result;
    }

    protected override double[] CompiledValues()
    {
        var (errors, weightErrors) = (new double[_errors.Length], new double[_weightErrors.Length]);
        _compiledErrors = new();
        _compiledErrors.Write(_problem, errors, weightErrors);
        return errors;
    }

    protected override IEnumerable<(int Row, double[] Elements)> TapeRows()
    {
        for (var row = 0; row < 2 * Math.Min(TapeObservations, _problem.Count); row++)
        {
            TapeRow(row / 2, row % 2);
            yield return (row, _row);
        }
    }

    protected override void Move(double[] direction, double distance)
    {
        Add(_problem.Cameras, direction.AsSpan(0, 11), distance);
        Add(_problem.Points, direction.AsSpan(11, 3), distance);
        for (var i = 0; i < _problem.Count; i++) _problem.Weights[i] += distance * direction[14];
    }

    // All of the sparse matrix, the rows of weights and the structure included, times a direction of all variables.
    protected override void CheckRest(Random random)
    {
        var (errors, weightErrors) = (new double[_errors.Length], new double[_weightErrors.Length]);
        _compiledErrors!.Write(_problem, errors, weightErrors);
        Primal(1);
        CheckClose("the error of a weight", _weightErrors, weightErrors, Exact);

        double[] direction = [.. Enumerable.Range(0, Variables.Sum(array => array.Length)).Select(_ => random.NextDouble() - 0.5)];
        Array.Fill(_jacobian.Rows, -1);
        Array.Fill(_jacobian.Columns, -1);
        Gradient(1);
        var (rows, columns, values) = (_jacobian.Rows, _jacobian.Columns, _jacobian.Values);
        double[] slopes = [.. Enumerable.Range(0, rows.Length - 1).Select(row => Enumerable.Range(rows[row], rows[row + 1] - rows[row]).Sum(i => values[i] * direction[columns[i]]))];

        const double step = 1e-6;
        double[] after = ErrorsAt(step), before = ErrorsAt(-step);
        CheckClose("a slope of all variables", [.. after.Zip(before, (a, b) => (a - b) / (2 * step))], slopes, Differences);

        double[] ErrorsAt(double distance)
        {
            MoveAll(distance);
            Primal(1);
            double[] all = [.. _errors, .. _weightErrors];
            MoveAll(-distance);
            return all;
        }

        void MoveAll(double distance)
        {
            var first = 0;
            Move(_problem.Cameras.Rows());
            Move(_problem.Points.Rows());
            Move(_problem.Weights);

            void Move(Span<double> variables)
            {
                for (var i = 0; i < variables.Length; i++) variables[i] += distance * direction[first + i];
                first += variables.Length;
            }
        }
    }

    private static void Add(double[,] rows, ReadOnlySpan<double> direction, double distance)
    {
        for (var i = 0; i < rows.GetLength(0); i++)
        {
            for (var j = 0; j < direction.Length; j++) rows[i, j] += distance * direction[j];
        }
    }

    private double TapeRow(int observation, int row) => _onTape!(
        _step, _problem.Cameras, _problem.Points, _problem.Weights, _problem.Features, _problem.CameraOf, _problem.PointOf, observation, row, _row);
}
