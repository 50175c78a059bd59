using System.Linq.Expressions;

namespace ExprGrad.GradBench.Functions;

internal delegate double VectorFunction(double[] x);

internal delegate double VectorGradient(double[] x, double[] dx);

/// <summary>ln of the sum of the exponentials.</summary>
internal static class LogSumExp
{
    public static readonly Expression<Func<double[], double>> Function = x => Ad.LogSumExp(x);
}
