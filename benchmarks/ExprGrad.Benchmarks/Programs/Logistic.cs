using System.Linq.Expressions;

namespace ExprGrad.Benchmarks.Programs;

internal delegate double LogisticLoss(ReadOnlySpan<double> w, double[][] x, ReadOnlySpan<double> y);

internal delegate double LogisticLossGradient(ReadOnlySpan<double> w, double[][] x, ReadOnlySpan<double> y, Span<double> dw);

/// <summary>The mean loss of logistic regression; labels are 1 and -1.</summary>
internal sealed class Logistic : BenchmarkProgram<LogisticLoss, LogisticLossGradient>
{
    private static readonly Expression<Func<double[], double[][], double[], double>> s_function = (w, x, y) =>
        Enumerable.Range(0, x.Length).Average(i => Ad.Softplus(-y[i] * Enumerable.Range(0, w.Length).Sum(j => w[j] * x[i][j])));

    private readonly double[] _weights;
    private readonly double[][] _samples;
    private readonly double[] _labels;
    private readonly double[] _gradient;
    private readonly TapeDouble[] _variables;
    private readonly Tape _tape = new();

    public Logistic(int samples, int features, Bars? bars)
        : base("logistic", $"{samples} x {features}", bars)
    {
        var random = new Random(20);
        _weights = [.. Enumerable.Range(0, features).Select(_ => (random.NextDouble() - 0.5) * Math.Min(1, 20.0 / features))];
        _gradient = new double[features];
        _variables = new TapeDouble[features];
        _samples = [.. Enumerable.Range(0, samples).Select(_ => Enumerable.Range(0, features).Select(_ => 2 * random.NextDouble() - 1).ToArray())];
        _labels = [.. Enumerable.Range(0, samples).Select(_ => random.Next(2) == 0 ? -1.0 : 1.0)];
    }

    public override IReadOnlyList<double[]> Outputs => [_gradient];

    protected override LogisticLossGradient ByHand { get; } = (w, x, y, dw) =>
    {
        double sum = 0;
        dw.Clear();
        double weight = 1.0 / x.Length;
        for (int i = 0; i < x.Length; i++)
        {
            var row = x[i].AsSpan(0, w.Length);
            double score = 0;
            for (int j = 0; j < row.Length; j++)
                score += w[j] * row[j];

            double margin = -y[i] * score;
            double small = Math.Exp(-Math.Abs(margin));
            double one = 1 + small;
            sum += Math.Max(margin, 0) + Math.Log(one) + (small - (one - 1)) / one;
            double bar = -y[i] * weight * ((margin >= 0 ? 1 : small) / one);
            for (int j = 0; j < row.Length; j++)
                dw[j] += bar * row[j];
        }

        return sum * weight;
    };

    protected override LambdaExpression Function => s_function;

    protected override double Repeat(LogisticLoss value, int count)
    {
        double result = 0;
        for (int i = 0; i < count; i++)
            result = value(_weights, _samples, _labels);
        return result;
    }

    protected override double Repeat(LogisticLossGradient gradient, int count)
    {
        double result = 0;
        for (int i = 0; i < count; i++)
            result = gradient(_weights, _samples, _labels, _gradient);
        return result;
    }

    public override double TapeByHand(int count)
    {
        double result = 0;
        for (int i = 0; i < count; i++)
        {
            _tape.Reset();
            _tape.Variables(_weights, _variables);
            var value = OnTape();
            _tape.Sweep(value);
            _tape.Adjoints(_variables, _gradient);
            result = value.Value;
        }

        return result;
    }

    private TapeDouble OnTape()
    {
        TapeDouble sum = 0;
        for (int i = 0; i < _samples.Length; i++)
        {
            double[] row = _samples[i];
            TapeDouble score = 0;
            for (int j = 0; j < row.Length; j++)
                score += _variables[j] * row[j];
            sum += TapeMath.Softplus(-_labels[i] * score);
        }

        return sum / _samples.Length;
    }

    public override void FiniteDifferences()
    {
        var value = CompiledValue;
        FiniteDifference.Gradient(at => value(at, _samples, _labels), _weights, _gradient);
    }
}
