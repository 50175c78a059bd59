using System.Linq.Expressions;
using System.Reflection;
using Partial1 = System.Func<System.Linq.Expressions.Expression<System.Func<double, double, double>>>;
using Partial2 = System.Func<System.Linq.Expressions.Expression<System.Func<double, double, double, double>>>;
using Partial3 = System.Func<System.Linq.Expressions.Expression<System.Func<double, double, double, double, double>>>;
using PartialInt = System.Func<System.Linq.Expressions.Expression<System.Func<double, int, double, double>>>;
using Passed1 = System.Func<System.Linq.Expressions.Expression<System.Func<double, double, double, double>>>;
using Passed2 = System.Func<System.Linq.Expressions.Expression<System.Func<double, double, double, double, double>>>;
using Passed3 = System.Func<System.Linq.Expressions.Expression<System.Func<double, double, double, double, double, double>>>;

namespace ExprGrad.Ir.Families;

/// <summary>
/// The vocabulary of the tables: a method, and a rule for each real operand. A method stands for its twins in Math, MathF, double, float and Ad.
/// Rules are wrapped in <c>() =></c> so that only those that are used are ever built.
/// </summary>
internal static class Declarations
{
    /// <summary>Cost of an elementary function in additions.</summary>
    private const int Function = 20;

    public static Primitive Operator(string name, ExpressionType type, Partial1 dx, int cost = 1) =>
        new OperatorPrimitive(name, type, 1) { Class = DerivativeClass.Elementwise, Cost = cost, Rules = [new(dx)] };

    public static Primitive Operator(string name, ExpressionType type, Partial2 da, Partial2 db, int cost = 1, bool commutative = false) =>
        new OperatorPrimitive(name, type, 2) { Class = DerivativeClass.Elementwise, Cost = cost, IsCommutative = commutative, Rules = [new(da), new(db)] };

    /// <summary>An operator on integers or booleans, or one that makes them.</summary>
    public static Primitive Discrete(string name, ExpressionType type, int arity = 2, int cost = 1, bool total = true, bool commutative = false) =>
        new OperatorPrimitive(name, type, arity) { Cost = cost, IsTotal = total, IsCommutative = commutative };

    public static Primitive Elementwise(Func<double, double> f, Partial1 dx, int cost = Function) =>
        Real(f, DerivativeClass.Elementwise, cost, [dx]);

    public static Primitive Elementwise(Func<double, double, double> f, Partial2 da, Partial2 db, int cost = Function, string? synonym = null) =>
        Real(f, DerivativeClass.Elementwise, cost, [da, db], synonym: synonym);

    public static Primitive Elementwise(Func<double, double, double, double> f, Partial3 da, Partial3 db, Partial3 dc, int cost = 2) =>
        Real(f, DerivativeClass.Elementwise, cost, [da, db, dc]);

    /// <summary>Of a real and an integer operand.</summary>
    public static Primitive Elementwise(Func<double, int, double> f, PartialInt dx, int cost = Function) =>
        Real(f, DerivativeClass.Elementwise, cost, [dx, null]);

    public static Primitive Selective(Func<double, double> f, Passed1 dx, bool total = true) =>
        Real(f, DerivativeClass.Selective, 2, [dx], total);

    public static Primitive Selective(Func<double, double, double> f, Passed2 da, Passed2 db, int cost = 2) =>
        Real(f, DerivativeClass.Selective, cost, [da, db]);

    public static Primitive Selective(Func<double, double, double, double> f, Passed3 da, Passed3 db, Passed3 dc, bool total = true) =>
        Real(f, DerivativeClass.Selective, 4, [da, db, dc], total);

    public static Primitive ZeroDerivative(Delegate f, int cost = 4, bool total = true, string? name = null) =>
        Real(f, DerivativeClass.ZeroDerivative, cost, [], total, name: name);

    public static Primitive NotReal(Delegate f, int cost = 1, bool total = true) =>
        Real(f, DerivativeClass.NotReal, cost, [], total);

    public static string NameOf(MethodInfo method) => char.ToLowerInvariant(method.Name[0]) + method.Name[1..];

    public static OperandRule Rule(Partial1 dx) => new(dx);

    private static OperandRule? RuleOf(Func<LambdaExpression>? build) => build is null ? null : new OperandRule(build);

    private static MethodPrimitive Real(
        Delegate f, DerivativeClass derivativeClass, int cost, Func<LambdaExpression>?[] rules, bool total = true, string? name = null, string? synonym = null)
    {
        var method = f.Method;
        string[] names = synonym is null ? [method.Name] : [method.Name, synonym];
        Type[] signature = [.. method.GetParameters().Select(parameter => parameter.ParameterType)];
        return new MethodPrimitive(name ?? NameOf(method), signature.Length, () => RealMethods.FindTwins(names, signature))
        {
            MethodNames = names,
            Class = derivativeClass,
            Cost = cost,
            IsTotal = total,
            Rules = Array.ConvertAll(rules, RuleOf),
        };
    }
}
