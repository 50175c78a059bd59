using System.Linq.Expressions;

namespace ExprGrad.Benchmarks.Programs;

internal delegate double Rosenbrock2Gradient(double x, double y, out double dx, out double dy);

/// <summary>Rosenbrock's valley in two dimensions.</summary>
internal sealed class Rosenbrock2() : BenchmarkProgram<Func<double, double, double>, Rosenbrock2Gradient>("rosenbrock", "2", Bars.Arithmetic)
{
    private static readonly Expression<Func<double, double, double>> s_function = (x, y) => (1 - x) * (1 - x) + 100 * (y - x * x) * (y - x * x);

    private readonly double[] _at = [0.3, 1.2];
    private readonly double[] _gradient = new double[2];
    private readonly Tape _tape = new();

    public override IReadOnlyList<double[]> Outputs => [_gradient];

    protected override Rosenbrock2Gradient ByHand { get; } = (double x, double y, out double dx, out double dy) =>
    {
        double a = 1 - x;
        double b = y - x * x;
        double c = 100 * b;
        dy = 2 * c;
        dx = -2 * (a + dy * x);
        return a * a + c * b;
    };

    protected override LambdaExpression Function => s_function;

    protected override double Repeat(Func<double, double, double> value, int count)
    {
        double x = _at[0], y = _at[1], result = 0;
        for (int i = 0; i < count; i++)
            result = value(x, y);
        return result;
    }

    protected override double Repeat(Rosenbrock2Gradient gradient, int count)
    {
        double x = _at[0], y = _at[1], dx = 0, dy = 0, result = 0;
        for (int i = 0; i < count; i++)
            result = gradient(x, y, out dx, out dy);
        (_gradient[0], _gradient[1]) = (dx, dy);
        return result;
    }

    public override double TapeByHand(int count)
    {
        double result = 0;
        for (int i = 0; i < count; i++)
        {
            _tape.Reset();
            var x = _tape.Variable(_at[0]);
            var y = _tape.Variable(_at[1]);
            var a = 1 - x;
            var b = y - x * x;
            var value = a * a + 100 * (b * b);
            _tape.Sweep(value);
            _gradient[0] = _tape.Adjoint(x);
            _gradient[1] = _tape.Adjoint(y);
            result = value.Value;
        }

        return result;
    }

    public override void FiniteDifferences()
    {
        var value = CompiledValue;
        FiniteDifference.Gradient(at => value(at[0], at[1]), _at, _gradient);
    }
}
