using System.Linq.Expressions;
using System.Reflection;
using ExprGrad.Ir.Families;

namespace ExprGrad.Ir;

/// <summary>
/// Which methods and operators are primitives. Immutable; each family of primitives is made when it is first asked for, the more usual ones before others,
/// because a program uses few of them and its first gradient should not wait for all.
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

    public static PrimitiveRegistry Default { get; } = new();

    private PrimitiveRegistry()
    {
    }

    /// <summary>All primitives.</summary>
    public IEnumerable<Primitive> All => [.. Operators.SelectMany(table => table()), .. Functions.SelectMany(family => family.Members)];

    /// <summary>The primitive that the method is, if it is one.</summary>
    public Primitive? Find(MethodInfo method)
    {
        if (!RealMethods.IsHome(method.DeclaringType!)) return null;
        foreach (var family in Functions)
        {
            if (family.Find(method) is { } primitive) return primitive;
        }

        return null;
    }

    /// <summary>The primitive of an operator without a method, by the type of its (left) operand; conversions are <see cref="Primitives.Convert"/>.</summary>
    public Primitive? Find(ExpressionType operation, Type operandType) => OperatorTable.Find(operation, operandType);

    private sealed class Family(Func<Primitive[]> table)
    {
        private readonly Lazy<Primitive[]> members = new(table);

        public IReadOnlyList<Primitive> Members => members.Value;

        public Primitive? Find(MethodInfo method)
        {
            foreach (var member in members.Value)
            {
                if (member is MethodPrimitive candidate && candidate.IsCalled(method.Name) && candidate.Overloads.Contains(method)) return candidate;
            }

            return null;
        }
    }
}
