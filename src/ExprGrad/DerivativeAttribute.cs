namespace ExprGrad;

/// <summary>
/// Gives a static method of numbers its derivative: <c>[Derivative(nameof(CubeDx))] static double Cube(double x) => x * x * x;</c> beside
/// <c>static Expression&lt;Func&lt;double, double, double>> CubeDx => (x, y) => 3 * x * x;</c>.
/// </summary>
/// <remarks>
/// A rule takes the method's arguments and then its result, and gives the partial derivative with respect to one argument. It may call what
/// any differentiable lambda may, and is itself differentiated for second derivatives.
/// </remarks>
/// <param name="rules">
/// Names of static fields, properties or parameterless methods of the same class, one for each floating-point argument in order.
/// Each holds an expression lambda, or several in an array.
/// </param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DerivativeAttribute(params string[] rules) : Attribute
{
    /// <summary>The names of the members that hold the rules.</summary>
    public IReadOnlyList<string> Rules { get; } = rules;
}
