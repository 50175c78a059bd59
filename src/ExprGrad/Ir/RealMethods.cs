using System.Reflection;

namespace ExprGrad.Ir;

/// <summary>The same function has up to six methods: in Math, MathF, double and float, or in Ad, for double and for float operands.</summary>
internal static class RealMethods
{
    // Exact, because a float would also do for a double parameter.
    private const BindingFlags Exact = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.ExactBinding;

    // In the order in which they are preferred for emission. Math before MathF only matters for the few that Math has for float too.
    private static readonly Type[] Homes = [typeof(Math), typeof(MathF), typeof(double), typeof(float), typeof(Ad)];

    /// <summary>Whether methods of the type are worth a search by name: these, or the integers' own.</summary>
    public static bool IsHome(Type type) => type.IsPrimitive || Array.IndexOf(Homes, type) >= 0;

    /// <summary>All methods of the name with exactly these parameter types.</summary>
    public static IReadOnlyList<MethodInfo> Find(string name, params Type[] signature)
    {
        var found = new List<MethodInfo>();
        foreach (var home in Homes)
        {
            if (home.GetMethod(name, Exact, signature) is { } method) found.Add(method);
        }

        return found;
    }

    /// <summary>All methods of the names, for the double signature and for its float twin.</summary>
    public static IReadOnlyList<MethodInfo> FindTwins(IReadOnlyList<string> names, Type[] signature)
    {
        Type[] inFloat = [.. signature.Select(type => type == typeof(double) ? typeof(float) : type)];
        return [.. names.SelectMany(name => Find(name, signature)), .. names.SelectMany(name => Find(name, inFloat))];
    }
}
