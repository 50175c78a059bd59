using System.Linq.Expressions;
using ExprGrad.Diagnostics;

namespace ExprGrad.Compilation;

/// <summary>Makes containers of zeros.</summary>
internal static class Zeros
{
    /// <summary>Refuses types that no gradient is taken of.</summary>
    public static void Check(Type type, CallerSource source)
    {
        var refusals = new RefusalList(source);
        var example = Expression.Parameter(type, "example");
        ParameterTypes.Check(example, refusals);
        refusals.ThrowIfAny();
        if (!ParameterTypes.IsRefused(example, refusals)) ParameterTypes.CheckGradient(example, refusals);
        ContainerConstruction.Check(type, refusals);
        refusals.ThrowIfAny();
    }

    /// <summary>The zeros.</summary>
    /// <exception cref="ArgumentNullException">Something in the example that holds real numbers is null.</exception>
    public static object Like(object example, Type type) => new ContainerNumbers(nameof(example), (_, _) => 0).Map(example, type);
}
