using System.Linq.Expressions;

namespace ExprGrad.Benchmarks.Programs;

internal delegate double CallPrice(double spot, double strike, double rate, double volatility, double time);

internal delegate double CallPriceAndGreeks(
    double spot,
    double strike,
    double rate,
    double volatility,
    double time,
    out double dspot,
    out double dstrike,
    out double drate,
    out double dvolatility,
    out double dtime);

/// <summary>The price of a European call by Black and Scholes, with its first-order greeks.</summary>
internal sealed class BlackScholes() : BenchmarkProgram<CallPrice, CallPriceAndGreeks>("black-scholes", "5", Bars.Elementary)
{
    private const double OneOverSqrtTwoPi = 0.39894228040143267794;

    private static readonly Expression<Func<double, double, double, double, double, double>> s_function = (spot, strike, rate, volatility, time) =>
        Ad.Let(volatility * Math.Sqrt(time), width =>
        Ad.Let((Math.Log(spot / strike) + (rate + 0.5 * volatility * volatility) * time) / width, d1 =>
            spot * Ad.NormalCdf(d1) - strike * Math.Exp(-rate * time) * Ad.NormalCdf(d1 - width)));

    private readonly double[] _at = [100, 105, 0.03, 0.2, 1.5];
    private readonly double[] _gradient = new double[5];
    private readonly Tape _tape = new();

    public override IReadOnlyList<double[]> Outputs => [_gradient];

    // The textbook's greeks: spot n(d1) = strike e^(-rate time) n(d2) leaves one density to compute.
    protected override CallPriceAndGreeks ByHand { get; } = (
        double spot,
        double strike,
        double rate,
        double volatility,
        double time,
        out double dspot,
        out double dstrike,
        out double drate,
        out double dvolatility,
        out double dtime) =>
    {
        double root = Math.Sqrt(time);
        double width = volatility * root;
        double d1 = (Math.Log(spot / strike) + (rate + 0.5 * volatility * volatility) * time) / width;
        double discount = Math.Exp(-rate * time);
        double exercise = discount * Ad.NormalCdf(d1 - width);
        double paid = strike * exercise;
        double density = spot * OneOverSqrtTwoPi * Math.Exp(-0.5 * d1 * d1);
        dspot = Ad.NormalCdf(d1);
        dstrike = -exercise;
        drate = time * paid;
        dvolatility = density * root;
        dtime = 0.5 * density * volatility / root + rate * paid;
        return spot * dspot - paid;
    };

    protected override LambdaExpression Function => s_function;

    protected override double Repeat(CallPrice value, int count)
    {
        double spot = _at[0], strike = _at[1], rate = _at[2], volatility = _at[3], time = _at[4], result = 0;
        for (int i = 0; i < count; i++)
            result = value(spot, strike, rate, volatility, time);
        return result;
    }

    protected override double Repeat(CallPriceAndGreeks gradient, int count)
    {
        double spot = _at[0], strike = _at[1], rate = _at[2], volatility = _at[3], time = _at[4], result = 0;
        double dspot = 0, dstrike = 0, drate = 0, dvolatility = 0, dtime = 0;
        for (int i = 0; i < count; i++)
            result = gradient(spot, strike, rate, volatility, time, out dspot, out dstrike, out drate, out dvolatility, out dtime);
        (_gradient[0], _gradient[1], _gradient[2], _gradient[3], _gradient[4]) = (dspot, dstrike, drate, dvolatility, dtime);
        return result;
    }

    public override double TapeByHand(int count)
    {
        double result = 0;
        for (int i = 0; i < count; i++)
        {
            _tape.Reset();
            TapeDouble spot = _tape.Variable(_at[0]), strike = _tape.Variable(_at[1]), rate = _tape.Variable(_at[2]);
            TapeDouble volatility = _tape.Variable(_at[3]), time = _tape.Variable(_at[4]);
            var width = volatility * TapeMath.Sqrt(time);
            var d1 = (TapeMath.Log(spot / strike) + (rate + 0.5 * (volatility * volatility)) * time) / width;
            var value = spot * TapeMath.NormalCdf(d1) - strike * TapeMath.Exp(-(rate * time)) * TapeMath.NormalCdf(d1 - width);
            _tape.Sweep(value);
            _gradient[0] = _tape.Adjoint(spot);
            _gradient[1] = _tape.Adjoint(strike);
            _gradient[2] = _tape.Adjoint(rate);
            _gradient[3] = _tape.Adjoint(volatility);
            _gradient[4] = _tape.Adjoint(time);
            result = value.Value;
        }

        return result;
    }

    public override void FiniteDifferences()
    {
        var value = CompiledValue;
        FiniteDifference.Gradient(at => value(at[0], at[1], at[2], at[3], at[4]), _at, _gradient);
    }
}
