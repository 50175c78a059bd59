using System.Reflection;

namespace ExprGrad.Ir;

/// <summary>What is done with objects that ExprGrad doesn't look into.</summary>
internal static class Objects
{
    private static readonly MethodInfo s_areEqual = typeof(Objects).GetMethod(nameof(AreEqual))!;

    /// <summary>The method that compares two objects of a type as LINQ does.</summary>
    public static MethodInfo EqualityOf(Type type) => s_areEqual.MakeGenericMethod(type);

    /// <summary>Whether two objects are equal by the default comparer of their type.</summary>
    public static bool AreEqual<T>(T a, T b) => EqualityComparer<T>.Default.Equals(a, b);
}
