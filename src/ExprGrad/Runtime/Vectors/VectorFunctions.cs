using System.Reflection;
using System.Runtime.Intrinsics;

namespace ExprGrad.Runtime.Vectors;

/// <summary>
/// The vector forms of primitives: <c>Find("exp", typeof(Vector512&lt;double&gt;), FloatMode.Fast)</c> is the static method that takes and gives such vectors, or null where there is none.
/// The name is the primitive's. Under <see cref="FloatMode.Strict"/> there are only those that give the bits of the scalar function. Comparisons give masks (vectors whose lanes have all bits
/// set or none), which "select" takes first, and "and", "or", "xor", "not" combine.
/// </summary>
/// <remarks>
/// Plain operations are members of <see cref="ILanes{TVector, TScalar}"/>, and exact. Functions are members of <see cref="Exact{TVector, TScalar, TLanes}"/>, which are too, or of
/// <see cref="Elementary{TVector, TLanes}"/>, within two units in the last place of the true value.
/// </remarks>
internal static class VectorFunctions
{
    private static readonly (int Bits, Type Vector, Type Own, Type Lanes)[] Widths =
    [
        (512, typeof(Vector512<>), typeof(Vector512), typeof(Lanes512<>)),
        (256, typeof(Vector256<>), typeof(Vector256), typeof(Lanes256<>)),
        (128, typeof(Vector128<>), typeof(Vector128), typeof(Lanes128<>)),
    ];

    // C#'s operators have short names in the graph; all else is called as the scalar method is.
    private static readonly (string Primitive, string Method)[] Operators =
    [
        ("add", "Add"), ("sub", "Subtract"), ("mul", "Multiply"), ("div", "Divide"), ("neg", "Negate"), ("select", "Select"),
        ("lt", "LessThan"), ("le", "LessThanOrEqual"), ("gt", "GreaterThan"), ("ge", "GreaterThanOrEqual"), ("eq", "Equal"), ("ne", "NotEqual"),
        ("and", "And"), ("or", "Or"), ("xor", "ExclusiveOr"), ("not", "Not"),
    ];

    private static readonly string[] Operations =
    [
        "abs", "sqrt", "copySign", "fusedMultiplyAdd", "multiplyAddEstimate", "floor", "ceiling", "truncate", "round", "max", "min", "maxNumber", "minNumber", "maxNative", "minNative",
        "maxMagnitude", "minMagnitude", "maxMagnitudeNumber", "minMagnitudeNumber", "scaleB",
    ];

    private static readonly string[] Functions =
    [
        "exp", "exp2", "exp10", "expM1", "exp2M1", "exp10M1", "log", "log2", "log10", "logP1", "log2P1", "log10P1", "logOnePlus", "pow", "rootN", "cbrt", "hypot",
        "sin", "cos", "tan", "sinPi", "cosPi", "tanPi", "asin", "acos", "atan", "atan2", "asinPi", "acosPi", "atanPi", "atan2Pi",
        "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "erf", "erfc", "scaledNormalTail", "logGamma", "digamma",
    ];

    // Functions that are no single operations, with the same bits as the scalar ones in either mode.
    private static readonly string[] ExactFunctions =
    [
        "rem", "ieeeRemainder", "roundDigits", "roundMode", "roundDigitsMode", "clamp", "clampNative", "bitIncrement", "bitDecrement", "reciprocalEstimate", "reciprocalSqrtEstimate",
        "trigamma", "polygamma",
    ];

    /// <summary>The primitives that have a vector form.</summary>
    public static IEnumerable<string> Names => [.. Operators.Select(row => row.Primitive), .. Operations, .. ExactFunctions, .. Functions];

    /// <summary>The method that computes the primitive of that name on vectors of that type.</summary>
    public static MethodInfo? Find(string primitive, Type vectorType, FloatMode mode)
    {
        if (Array.Find(Operators, row => row.Primitive == primitive) is { Method: { } name }) return Lanes(vectorType).GetMethod(name);
        name = char.ToUpperInvariant(primitive[0]) + primitive[1..];
        if (Operations.Contains(primitive, StringComparer.Ordinal)) return Lanes(vectorType).GetMethod(name);
        if (mode == FloatMode.Fast && Functions.Contains(primitive, StringComparer.Ordinal)) return FunctionsOf(vectorType).GetMethod(name);
        return ExactOf(vectorType).GetMethod(name);
    }

    /// <summary>The method that gives 0 for numbers smaller than any normal one, and all others back.</summary>
    public static MethodInfo SubnormalsToZero(Type vectorType) => ExactOf(vectorType).GetMethod(nameof(SubnormalsToZero))!;

    /// <summary>Whether the method gives the same bits as the scalar one in each lane: all but the elementary functions.</summary>
    public static bool IsExact(MethodInfo method) => HomeOf(method) is var home && home != typeof(Elementary<,>) && home != typeof(ElementarySingle<,,,,>);

    /// <summary>Whether the method is a function of many operations, and not one of them.</summary>
    public static bool IsFunction(MethodInfo method) => HomeOf(method) is var home && (home == typeof(Elementary<,>) || home == typeof(ElementarySingle<,,,,>) || home == typeof(Exact<,,>));

    /// <summary>The type of a vector of so many numbers of a type: 512, 256 or 128 bits of double or float.</summary>
    public static Type VectorOf(Type scalar, int lanes) => WidthOf(lanes * (scalar == typeof(double) ? 64 : 32)).Vector.MakeGenericType(scalar);

    /// <summary>The operations on vectors of that type: a closed <see cref="ILanes{TVector, TScalar}"/>.</summary>
    public static Type Lanes(Type vectorType) => WidthOf(vectorType).Lanes.MakeGenericType(vectorType.GenericTypeArguments);

    /// <summary>The class in which the runtime has its own operations on vectors of that type.</summary>
    public static Type RuntimesOwn(Type vectorType) => WidthOf(vectorType).Own;

    /// <summary>Access to elements by vectors of that type: a closed <see cref="VectorElements{TVector, TScalar, TLanes}"/>.</summary>
    public static Type ElementsOf(Type vectorType) =>
        typeof(VectorElements<,,>).MakeGenericType(vectorType, vectorType.GenericTypeArguments[0], Lanes(vectorType));

    private static Type? HomeOf(MethodInfo method) => method.DeclaringType is { IsGenericType: true } type ? type.GetGenericTypeDefinition() : null;

    private static Type ExactOf(Type vectorType) => typeof(Exact<,,>).MakeGenericType(vectorType, vectorType.GenericTypeArguments[0], Lanes(vectorType));

    private static Type FunctionsOf(Type vectorType)
    {
        if (vectorType.GenericTypeArguments[0] == typeof(double)) return typeof(Elementary<,>).MakeGenericType(vectorType, Lanes(vectorType));
        var width = vectorType.GetGenericTypeDefinition();
        var wide = width.MakeGenericType(typeof(double));
        var widening = width == typeof(Vector512<>) ? typeof(Widening512) : width == typeof(Vector256<>) ? typeof(Widening256) : typeof(Widening128);
        return typeof(ElementarySingle<,,,,>).MakeGenericType(vectorType, Lanes(vectorType), wide, widening, Lanes(wide));
    }

    private static (int Bits, Type Vector, Type Own, Type Lanes) WidthOf(Type vectorType) => Array.Find(Widths, width => width.Vector == vectorType.GetGenericTypeDefinition());

    private static (int Bits, Type Vector, Type Own, Type Lanes) WidthOf(int bits) => Array.Find(Widths, width => width.Bits == bits);
}
