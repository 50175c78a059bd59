using System.Linq.Expressions;
using ExprGrad.Diagnostics;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Rendering;

/// <summary>Derivatives of conditions are conditions, as one would write them: not sums of what each branch adds.</summary>
public sealed class BranchSumsGoldenTests
{
    private static readonly LambdaExpression[] s_lambdas =
    [
        (double x) => x > 0 ? Math.Sin(x) : x * x,
        (double x) => x > 0 ? x * x : 1,
        (double x) => Math.Exp(x > 0 ? x : 2),
        (double x) => x > 0 ? x > 5 ? x * x * x : Math.Exp(x) : x * x,
        (double x) => x > 0 && x < 3 ? Math.Sin(x) : x * x,
        (double x) => x < 0 || x > 3 ? Math.Sin(x) : x * x,
        (double x) => (x > 0 ? Math.Exp(x) : x) + (x < 3 ? Math.Sin(x) : x * x),
        (double x) => x * x + (x > 0 ? Math.Exp(x) : x) * x,
        (double[] x) => x.Select(v => v > 0 ? Math.Sin(v) : v * v).Sum(),
        (double[] x) => x[0] > 0 ? x[0] * x[0] : Math.Sin(x[0]),
        (double[] x) => x.Length > 2 ? x[2] > 0 ? x[2] * x[2] : Math.Sin(x[2]) : 1,
        (double[] x) => x.Length > 2 ? x[2] * x[2] : x[0],
        (double x, double[] y) => x > 0 ? y.Sum(v => v * x) : x,
        (float x) => x > 0 ? MathF.Sin(x) : x * x,
    ];

    [Fact]
    public void Of_conditions_they_are_conditions()
    {
        var texts = s_lambdas.Select(lambda => $"{CSharpWriter.Write(lambda)}\n  {CSharpWriter.Write(Grad.Derivative(lambda, lambda.Parameters[0].Name!))}\n");
        GoldenFile.Verify("tests/ExprGrad.Tests/Golden/Derivatives.txt", string.Join('\n', texts));
    }
}
