using static ExprGrad.TapeMath;

namespace ExprGrad.TapeBenchmark;

/// <summary>A scalar function of several variables and the point at which it is differentiated.</summary>
internal sealed record TapeProgram(string Name, Func<TapeDouble[], TapeDouble> Function, double[] At);

/// <summary>The programs of the comparison; ../AdolC/adolc_benchmark.cpp has them operation for operation.</summary>
internal static class Programs
{
    public static readonly TapeProgram[] All =
    [
        new("rosenbrock-10", Rosenbrock, Ramp(10)),
        new("rosenbrock-1000", Rosenbrock, Ramp(1000)),
        new("chain", Chain, [0.5, 0.7, -0.3, 0.9]),
        new("black-scholes", BlackScholes, [100, 105, 0.03, 0.2, 1.5]),
        new("arm", Arm, [0.1, 0.2, 0.3, -0.2, 0.4, 0.15]),
    ];

    private static TapeDouble Rosenbrock(TapeDouble[] x)
    {
        TapeDouble sum = 0;
        for (int i = 0; i + 1 < x.Length; i++)
        {
            var a = x[i + 1] - x[i] * x[i];
            var b = 1 - x[i];
            sum += 100 * (a * a) + b * b;
        }

        return sum;
    }

    private static TapeDouble Chain(TapeDouble[] x)
    {
        TapeDouble a = x[0], b = x[1], c = x[2], d = x[3];
        for (int i = 0; i < 10; i++)
        {
            c = c / (1 + a * a);
            a = a * b + c;
            b = b - a * d;
            d = 0.3 * d - b * c;
        }

        return d;
    }

    private static TapeDouble BlackScholes(TapeDouble[] x)
    {
        TapeDouble spot = x[0], strike = x[1], rate = x[2], volatility = x[3], time = x[4];
        var width = volatility * Sqrt(time);
        var d1 = (Log(spot / strike) + (rate + 0.5 * (volatility * volatility)) * time) / width;
        var d2 = d1 - width;
        return spot * Normal(d1) - strike * Exp(-(rate * time)) * Normal(d2);

        // ADOL-C has erf only, so NormalCdf would not be the same operations.
        static TapeDouble Normal(TapeDouble z) => 0.5 + 0.5 * Erf(z * 0.7071067811865476);
    }

    private static TapeDouble Arm(TapeDouble[] x)
    {
        TapeDouble angle = x[0], right = Cos(angle), up = Sin(angle);
        for (int i = 1; i < x.Length; i++)
        {
            double length = 1 - 0.1 * i;
            angle = angle + x[i];
            right = right + length * Cos(angle);
            up = up + length * Sin(angle);
        }

        return (right - 1.5) * (right - 1.5) + (up - 2.0) * (up - 2.0);
    }

    // 0.3 to 1.2
    private static double[] Ramp(int length) => [.. Enumerable.Range(0, length).Select(i => 0.3 + (0.9 * i / (length - 1)))];
}
