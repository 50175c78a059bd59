using System.Linq.Expressions;
using System.Reflection;
using ExprGrad.Diagnostics;
using ExprGrad.Ir.Families;

namespace ExprGrad.Ir;

/// <summary>
/// Which methods and operators are primitives. Immutable; each family of primitives is made when it is first asked for, the more usual ones
/// before others, because a program uses few of them and its first gradient should not wait for all.
/// </summary>
internal sealed class PrimitiveRegistry
{
    private static readonly Family[] Functions =
    [
        new(Exponentials.Table), new(Powers.Table), new(Logarithms.Table), new(Extrema.Table), new(Trigonometric.Table), new(Special.Table),
        new(Hyperbolic.Table), new(Rounding.Table), new(Classification.Table), new(Integers.Functions),
    ];

    private static readonly Func<Primitive[]>[] Operators =
        [Arithmetic.Table, Integers.Operators, Logic.Table, Comparisons.Table, Conversions.Table, Checks.Table];

    private readonly Dictionary<MethodInfo, Primitive> _userDefined = [];
    private readonly HashSet<MethodInfo> _ruled = [];
    private readonly RefusalList? _refusals;

    private PrimitiveRegistry(RefusalList? refusals) => _refusals = refusals;

    /// <summary>
    /// The library's primitives, and those that attributes declare: without a list to report to, faulty ones are as if they were not there.
    /// </summary>
    public static PrimitiveRegistry Default { get; } = new(refusals: null);

    /// <summary>All primitives but those that attributes declare.</summary>
    public IEnumerable<Primitive> All =>
        [.. Operators.SelectMany(table => table()), .. Functions.SelectMany(family => family.Members), .. _userDefined.Values];

    /// <summary>
    /// A registry that knows the rules too; they go before the library's own. What is wrong with them, or with attributes, is refused.
    /// </summary>
    public static PrimitiveRegistry With(IEnumerable<DerivativeRule> rules, RefusalList refusals)
    {
        var registry = new PrimitiveRegistry(refusals);
        foreach (var rule in rules)
        {
            registry._ruled.Add(rule.Method);
            if (UserRules.FromOptions(rule, refusals) is not { } primitive) continue;
            if (!registry._userDefined.TryAdd(rule.Method, primitive))
                refusals.Add(Refusals.RuleTwice, at: null, UserRules.NameOf(rule.Method));
        }

        return registry;
    }

    /// <summary>The primitive that the method is, if it is one.</summary>
    public Primitive? Find(MethodInfo method)
    {
        if (_userDefined.TryGetValue(method, out var own)) return own;
        return RealMethods.IsHome(method.DeclaringType!)
            ? FindFunction(method)
            : UserRules.FromAttribute(method, _refusals ?? new RefusalList(CallerSource.Unknown));
    }

    /// <summary>Whether somebody gave the method a rule, be it a faulty one that was refused.</summary>
    public bool HasRule(MethodInfo method) => _ruled.Contains(method) || method.IsDefined(typeof(DerivativeAttribute));

    /// <summary>
    /// The primitive of an operator without a method, by the type of its (left) operand; conversions are <see cref="Primitives.Convert"/>.
    /// </summary>
    public Primitive? Find(ExpressionType operation, Type operandType) => OperatorTable.Find(operation, operandType);

    private static Primitive? FindFunction(MethodInfo method)
    {
        foreach (var family in Functions)
        {
            if (family.Find(method) is { } primitive) return primitive;
        }

        return null;
    }

    private sealed class Family(Func<Primitive[]> table)
    {
        private readonly Lazy<Primitive[]> _members = new(table);

        public IReadOnlyList<Primitive> Members => _members.Value;

        public Primitive? Find(MethodInfo method)
        {
            foreach (var member in _members.Value)
            {
                if (member is MethodPrimitive candidate && candidate.Is(method)) return candidate;
            }

            return null;
        }
    }
}
