using System.Linq.Expressions;
using System.Reflection;
using Expansion1 = System.Func<System.Linq.Expressions.Expression<System.Func<double, double>>>;
using Expansion2 = System.Func<System.Linq.Expressions.Expression<System.Func<double, double, double>>>;
using Expansion3 = System.Func<System.Linq.Expressions.Expression<System.Func<double, double, double, double>>>;
using Rule1 = System.Func<System.Linq.Expressions.Expression<System.Func<double, double, double>>>;
using Rule1Int = System.Func<System.Linq.Expressions.Expression<System.Func<double, int, double, double>>>;
using Rule2 = System.Func<System.Linq.Expressions.Expression<System.Func<double, double, double, double>>>;
using Rule3 = System.Func<System.Linq.Expressions.Expression<System.Func<double, double, double, double, double>>>;
using RuleInt1 = System.Func<System.Linq.Expressions.Expression<System.Func<int, double, double, double>>>;
using Selective1 = System.Func<System.Linq.Expressions.Expression<System.Func<double, double, double, double>>>;
using Selective2 = System.Func<System.Linq.Expressions.Expression<System.Func<double, double, double, double, double>>>;
using Selective3 = System.Func<System.Linq.Expressions.Expression<System.Func<double, double, double, double, double, double>>>;

namespace ExprGrad.Ir.Families;

/// <summary>
/// The vocabulary of the tables: an operator or a method, and a rule for each real operand. A method stands for its twins in Math, MathF,
/// double, float and Ad. Rules stand behind <c>() =></c> so that only those that are used are ever built.
/// </summary>
internal static class Declarations
{
    // Costs are in additions.
    private const int ElementaryFunction = 20;

    public static Primitive Operator(string name, ExpressionType type, Rule1 dx, int cost = 1) =>
        new OperatorPrimitive(name, type, 1) { Class = DerivativeClass.Elementwise, Cost = cost, Rules = [new(dx)] };

    public static Primitive Operator(string name, ExpressionType type, Rule2 da, Rule2 db, int cost = 1, bool commutative = false) =>
        new OperatorPrimitive(name, type, 2)
        {
            Class = DerivativeClass.Elementwise,
            Cost = cost,
            IsCommutative = commutative,
            Rules = [new(da), new(db)],
        };

    /// <summary>An operator whose result is an integer or a boolean.</summary>
    public static Primitive Discrete(
        string name, ExpressionType type, int arity = 2, int cost = 1, bool total = true, bool commutative = false) =>
        new OperatorPrimitive(name, type, arity) { Cost = cost, IsTotal = total, IsCommutative = commutative };

    public static Primitive Elementwise(Func<double, double> f, Rule1 dx, int cost = ElementaryFunction, Expansion1? expansion = null) =>
        Real(f, DerivativeClass.Elementwise, [dx], cost, expansion: expansion);

    public static Primitive Elementwise(
        Func<double, double, double> f, Rule2 da, Rule2 db, int cost = ElementaryFunction, string? name = null, string? synonym = null, Expansion2? expansion = null) =>
        Real(f, DerivativeClass.Elementwise, [da, db], cost, name, synonym, expansion: expansion);

    public static Primitive Elementwise(Func<double, double, double, double> f, Rule3 da, Rule3 db, Rule3 dc, int cost, Expansion3? expansion = null) =>
        Real(f, DerivativeClass.Elementwise, [da, db, dc], cost, expansion: expansion);

    public static Primitive Elementwise(Func<double, int, double> f, Rule1Int dx, int cost = ElementaryFunction) =>
        Real(f, DerivativeClass.Elementwise, [dx, null], cost);

    public static Primitive Elementwise(Func<int, double, double> f, RuleInt1 dx, int cost = ElementaryFunction) =>
        Real(f, DerivativeClass.Elementwise, [null, dx], cost);

    public static Primitive Selective(Func<double, double> f, Selective1 dx, int cost = 1, Expansion1? expansion = null) =>
        Real(f, DerivativeClass.Selective, [dx], cost, expansion: expansion);

    public static Primitive Selective(
        Func<double, double, double> f, Selective2 da, Selective2 db, int cost = 2, bool commutative = false) =>
        Real(f, DerivativeClass.Selective, [da, db], cost, commutative: commutative);

    public static Primitive Selective(
        Func<double, double, double, double> f, Selective3 da, Selective3 db, Selective3 dc, int cost, bool total = true) =>
        Real(f, DerivativeClass.Selective, [da, db, dc], cost, total: total);

    public static Primitive ZeroDerivative(Func<double, double> f) => ZeroDerivative((Delegate)f);

    public static Primitive ZeroDerivative(Delegate f, int cost = 1, string? name = null, bool total = true) =>
        Real(f, DerivativeClass.ZeroDerivative, [], cost, name, total: total);

    /// <summary>A question about a real number.</summary>
    public static Primitive Test(Func<double, bool> f) => Real(f, DerivativeClass.NotReal, [], cost: 1);

    public static string NameOf(MethodInfo method) => char.ToLowerInvariant(method.Name[0]) + method.Name[1..];

    private static MethodPrimitive Real(
        Delegate f,
        DerivativeClass derivativeClass,
        Func<LambdaExpression>?[] rules,
        int cost,
        string? name = null,
        string? synonym = null,
        bool total = true,
        bool commutative = false,
        Func<LambdaExpression>? expansion = null)
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
            IsCommutative = commutative,
            Rules = Array.ConvertAll(rules, rule => rule is null ? null : new Formula(rule)),
            Expansion = expansion is null ? null : new Formula(expansion),
        };
    }
}
