using System.Linq.Expressions;

namespace ExprGrad.GradBench.Functions;

/// <summary>The square of a number.</summary>
internal static class Hello
{
    public static readonly Expression<Func<double, double>> Square = x => x * x;
}
