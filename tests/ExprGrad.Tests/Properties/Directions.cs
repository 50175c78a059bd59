using System.Linq.Expressions;
using ExprGrad.Compilation;
using ExprGrad.Diagnostics;

namespace ExprGrad.Tests.Properties;

/// <summary>Derivatives along a direction of the first parameter: how they are compiled, and what they are held against.</summary>
internal static class Directions
{
    /// <summary>The value and its slope, or the gradient and its product with the Hessian; the direction comes behind the first argument.</summary>
    public static Delegate Compile(LambdaExpression lambda, bool isOfGradient, GradOptions options)
    {
        var (first, number) = (lambda.Parameters[0].Type, lambda.ReturnType);
        Type[] returned = isOfGradient ? [first, first] : [number, number];
        var type = Expression.GetFuncType([first, .. lambda.Parameters.Select(p => p.Type), typeof(ValueTuple<,>).MakeGenericType(returned)]);
        return Pipeline.Compile<Delegate>(lambda, options, CallerSource.Unknown, isOfGradient ? Requests.GradientAlongFirst(type) : Requests.AlongFirst(type));
    }

    /// <summary>What is wrong with a slope, or null.</summary>
    public static string? OfValue(double[] gradient, double[] direction, double slope, double tolerance)
    {
        double[] terms = [.. gradient.Zip(direction, (g, d) => g * d)];
        return Math.Abs(terms.Sum() - slope) <= tolerance * Math.Max(1, terms.Sum(Math.Abs)) ? null : $"slope {slope:R}, by the gradient {terms.Sum():R}";
    }

    /// <summary>What is wrong with a product with the Hessian, or null: by two steps of differences, which disagree where the gradient has a kink or a jump near by.</summary>
    public static string? OfGradient(double[] product, Func<double, double[]> gradientAt)
    {
        double[] Differences(double step) => [.. gradientAt(step).Zip(gradientAt(-step), (right, left) => (right - left) / (2 * step))];
        var (large, small) = (Differences(2e-5), Differences(1e-5));
        double scale = Comparison.Scale(small.Where(double.IsFinite));
        return Comparison.Worst(small, product, 1e-4, i => Math.Abs(large[i] - small[i]) <= 1e-5 * scale) is { } wrong ? $"product: {wrong}" : null;
    }
}
