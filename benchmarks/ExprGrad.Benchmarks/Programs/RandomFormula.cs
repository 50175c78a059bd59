using System.Linq.Expressions;
using ExprGrad.Benchmarks.Generation;

namespace ExprGrad.Benchmarks.Programs;

internal delegate double RandomFunction(double a, double b, double c, double d, double e, double f, double g, double h);

internal delegate double RandomGradient(
    double a,
    double b,
    double c,
    double d,
    double e,
    double f,
    double g,
    double h,
    out double da,
    out double db,
    out double dc,
    out double dd,
    out double de,
    out double df,
    out double dg,
    out double dh);

/// <summary>A random formula of 100 operations on 8 variables; the generated half holds the formula itself.</summary>
internal sealed partial class RandomFormula() : BenchmarkProgram<RandomFunction, RandomGradient>("random", "100", Bars.Arithmetic with { CompileMs = 20 })
{
    private readonly double[] _at = RandomFormulaFile.At;
    private readonly double[] _gradient = new double[8];
    private readonly TapeDouble[] _variables = new TapeDouble[8];
    private readonly Tape _tape = new();

    public override IReadOnlyList<double[]> Outputs => [_gradient];

    protected override LambdaExpression Function => s_function;

    protected override double Repeat(RandomFunction value, int count)
    {
        double a = _at[0], b = _at[1], c = _at[2], d = _at[3], e = _at[4], f = _at[5], g = _at[6], h = _at[7], result = 0;
        for (int i = 0; i < count; i++)
            result = value(a, b, c, d, e, f, g, h);
        return result;
    }

    protected override double Repeat(RandomGradient gradient, int count)
    {
        double a = _at[0], b = _at[1], c = _at[2], d = _at[3], e = _at[4], f = _at[5], g = _at[6], h = _at[7], result = 0;
        double da = 0, db = 0, dc = 0, dd = 0, de = 0, df = 0, dg = 0, dh = 0;
        for (int i = 0; i < count; i++)
            result = gradient(a, b, c, d, e, f, g, h, out da, out db, out dc, out dd, out de, out df, out dg, out dh);
        (_gradient[0], _gradient[1], _gradient[2], _gradient[3]) = (da, db, dc, dd);
        (_gradient[4], _gradient[5], _gradient[6], _gradient[7]) = (de, df, dg, dh);
        return result;
    }

    public override double TapeByHand(int count)
    {
        double result = 0;
        var v = _variables;
        for (int i = 0; i < count; i++)
        {
            _tape.Reset();
            _tape.Variables(_at, v);
            var value = OnTape(v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]);
            _tape.Sweep(value);
            _tape.Adjoints(v, _gradient);
            result = value.Value;
        }

        return result;
    }

    public override void FiniteDifferences()
    {
        var value = CompiledValue;
        FiniteDifference.Gradient(at => value(at[0], at[1], at[2], at[3], at[4], at[5], at[6], at[7]), _at, _gradient);
    }
}
