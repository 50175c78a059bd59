using System.Linq.Expressions;
using System.Reflection;

namespace ExprGrad;

/// <summary>
/// The derivative of a static method, for <c>GradOptions.Rules</c>:
/// <c>DerivativeRule.Elementwise((Func&lt;double, double>)My.Tanh, (x, y) => 1 - y * y)</c>.
/// </summary>
/// <remarks>
/// A partial derivative is a lambda of the method's arguments and then its result. It may call what any differentiable lambda may, and is
/// itself differentiated for second derivatives.
/// </remarks>
public sealed class DerivativeRule
{
    private DerivativeRule(Delegate method, params LambdaExpression[] partials)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentNullException.ThrowIfNull(partials);
        if (Array.IndexOf(partials, null) >= 0) throw new ArgumentException("A partial derivative is null.", nameof(partials));
        (Method, Partials) = (method.Method, partials);
    }

    /// <summary>The method that the rule is for.</summary>
    public MethodInfo Method { get; }

    /// <summary>The partial derivatives with respect to each floating-point argument; none where all are 0 everywhere.</summary>
    public IReadOnlyList<LambdaExpression> Partials { get; }

    /// <summary>Whether the method is piecewise constant.</summary>
    public bool IsZero => Partials.Count == 0;

    /// <summary>A method of one argument: <paramref name="dx"/> takes x and the result.</summary>
    public static DerivativeRule Elementwise(Func<double, double> method, Expression<Func<double, double, double>> dx) => new(method, dx);

    /// <summary>A method of two arguments: each partial derivative takes both and the result.</summary>
    public static DerivativeRule Elementwise(
        Func<double, double, double> method,
        Expression<Func<double, double, double, double>> da,
        Expression<Func<double, double, double, double>> db) =>
        new(method, da, db);

    /// <summary>A method of three arguments: each partial derivative takes all and the result.</summary>
    public static DerivativeRule Elementwise(
        Func<double, double, double, double> method,
        Expression<Func<double, double, double, double, double>> da,
        Expression<Func<double, double, double, double, double>> db,
        Expression<Func<double, double, double, double, double>> dc) =>
        new(method, da, db, dc);

    /// <inheritdoc cref="Elementwise(Func{double, double}, Expression{Func{double, double, double}})"/>
    public static DerivativeRule Elementwise(Func<float, float> method, Expression<Func<float, float, float>> dx) => new(method, dx);

    /// <summary>A method of two arguments: each partial derivative takes both and the result.</summary>
    public static DerivativeRule Elementwise(
        Func<float, float, float> method,
        Expression<Func<float, float, float, float>> da,
        Expression<Func<float, float, float, float>> db) =>
        new(method, da, db);

    /// <summary>A method of three arguments: each partial derivative takes all and the result.</summary>
    public static DerivativeRule Elementwise(
        Func<float, float, float, float> method,
        Expression<Func<float, float, float, float, float>> da,
        Expression<Func<float, float, float, float, float>> db,
        Expression<Func<float, float, float, float, float>> dc) =>
        new(method, da, db, dc);

    /// <summary>A method of any arguments, with a partial derivative for each that is a floating-point number.</summary>
    public static DerivativeRule Elementwise(Delegate method, params LambdaExpression[] partials)
    {
        ArgumentNullException.ThrowIfNull(partials);
        if (partials.Length == 0)
            throw new ArgumentException("A rule needs a partial derivative for each floating-point argument.", nameof(partials));
        return new DerivativeRule(method, [.. partials]);
    }

    /// <summary>A piecewise constant method, such as a step: its derivative counts as 0.</summary>
    public static DerivativeRule ZeroDerivative(Delegate method) => new(method);
}
