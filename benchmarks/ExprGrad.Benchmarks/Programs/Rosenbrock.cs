using System.Linq.Expressions;

namespace ExprGrad.Benchmarks.Programs;

internal delegate double VectorFunction(ReadOnlySpan<double> x);

internal delegate double VectorGradient(ReadOnlySpan<double> x, Span<double> dx);

/// <summary>Rosenbrock's valley in any number of dimensions.</summary>
internal sealed class Rosenbrock : BenchmarkProgram<VectorFunction, VectorGradient>
{
    private static readonly Expression<Func<double[], double>> s_function = x => Enumerable.Range(0, x.Length - 1)
        .Sum(i => 100 * (x[i + 1] - x[i] * x[i]) * (x[i + 1] - x[i] * x[i]) + (1 - x[i]) * (1 - x[i]));

    private readonly double[] _at;
    private readonly double[] _gradient;
    private readonly TapeDouble[] _variables;
    private readonly Tape _tape = new();

    public Rosenbrock(int dimensions)
        : base("rosenbrock", $"{dimensions}", Bars.Arithmetic)
    {
        _at = [.. Enumerable.Range(0, dimensions).Select(i => 0.3 + 0.9 * i / (dimensions - 1))];
        _gradient = new double[dimensions];
        _variables = new TapeDouble[dimensions];
    }

    public override IReadOnlyList<double[]> Outputs => [_gradient];

    protected override VectorGradient ByHand { get; } = (x, dx) =>
    {
        double sum = 0;
        double bar = 0; // of x[i], from the term before
        int last = x.Length - 1;
        for (int i = 0; i < last && i < dx.Length; i++)
        {
            double xi = x[i];
            double a = 1 - xi;
            double b = x[i + 1] - xi * xi;
            double c = 100 * b;
            double d = 2 * c;
            dx[i] = bar - 2 * (a + d * xi);
            bar = d;
            sum += a * a + c * b;
        }

        dx[last] = bar;
        return sum;
    };

    protected override LambdaExpression Function => s_function;

    protected override double Repeat(VectorFunction value, int count)
    {
        double result = 0;
        for (int i = 0; i < count; i++)
            result = value(_at);
        return result;
    }

    protected override double Repeat(VectorGradient gradient, int count)
    {
        double result = 0;
        for (int i = 0; i < count; i++)
            result = gradient(_at, _gradient);
        return result;
    }

    public override double TapeByHand(int count)
    {
        double result = 0;
        for (int i = 0; i < count; i++)
        {
            _tape.Reset();
            _tape.Variables(_at, _variables);
            var value = OnTape(_variables);
            _tape.Sweep(value);
            _tape.Adjoints(_variables, _gradient);
            result = value.Value;
        }

        return result;
    }

    private static TapeDouble OnTape(TapeDouble[] x)
    {
        TapeDouble sum = 0;
        for (int i = 0; i + 1 < x.Length; i++)
        {
            var a = 1 - x[i];
            var b = x[i + 1] - x[i] * x[i];
            sum += a * a + 100 * (b * b);
        }

        return sum;
    }

    public override void FiniteDifferences()
    {
        var value = CompiledValue;
        FiniteDifference.Gradient(at => value(at), _at, _gradient);
    }
}
