using System.Reflection;

namespace ExprGrad.Ir;

/// <summary>
/// The same function has up to six methods: in Math, MathF, double and float, or in Ad, for double and for float operands.
/// </summary>
internal static class RealMethods
{
    // Exact, because a float would also do for a double parameter.
    private const BindingFlags Exact = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.ExactBinding;

    // In the order in which they are preferred for emission. Math before MathF only matters for the few that Math has for float too.
    private static readonly Type[] Homes = [typeof(Math), typeof(MathF), typeof(double), typeof(float), typeof(Ad)];

    /// <summary>Whether methods of the type are worth a search by name: these, or the integers' own.</summary>
    public static bool IsHome(Type type) => type.IsPrimitive || Array.IndexOf(Homes, type) >= 0;

    /// <summary>All methods of the name with exactly these parameter types.</summary>
    public static IEnumerable<MethodInfo> Find(string name, params Type[] signature) =>
        Homes.Select(home => home.GetMethod(name, Exact, signature)).OfType<MethodInfo>();

    /// <summary>All methods of the names: for the double signature, its float twin, and for long operands where Ad has them.</summary>
    public static IReadOnlyList<MethodInfo> FindTwins(IReadOnlyList<string> names, Type[] signature)
    {
        var twins = new List<MethodInfo>();
        foreach (var name in names) twins.AddRange(Find(name, signature));
        foreach (var name in names) twins.AddRange(Find(name, With(typeof(float))));
        foreach (var name in names) twins.AddRange(Find(name, With(typeof(long))).Where(method => method.DeclaringType == typeof(Ad)));
        return twins;

        Type[] With(Type real) => Array.ConvertAll(signature, type => type == typeof(double) ? real : type);
    }
}
