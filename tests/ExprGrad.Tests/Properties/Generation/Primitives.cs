using System.Collections.Immutable;
using System.Reflection;

namespace ExprGrad.Tests.Properties.Generation;

/// <summary>
/// The primitives that random lambdas call: every function of the mathematical classes with a derivative, or with a zero one.
/// </summary>
internal static class Primitives
{
    private static readonly Interval any = new(-20, 20);
    private static readonly Interval positive = new(0.1, 20);
    private static readonly Interval unit = new(-0.9, 0.9);
    private static readonly Interval small = new(-3, 3);
    private static readonly Interval narrow = new(-1.5, 1.2);
    private static readonly Interval aboveOne = new(1.2, 20);
    private static readonly Interval aboveMinusOne = new(-0.8, 20);
    private static readonly Interval divisor = new(0.4, 5);

    private static readonly MidpointRounding[] modes = Enum.GetValues<MidpointRounding>();

    private static readonly string[] predicates =
    [
        "IsEvenInteger", "IsFinite", "IsInfinity", "IsInteger", "IsNaN", "IsNegative", "IsNegativeInfinity", "IsNormal", "IsOddInteger",
        "IsPositive", "IsPositiveInfinity", "IsPow2", "IsRealNumber", "IsSubnormal",
    ];

    private static readonly PrimitiveArgument mode = new(null, default, [.. modes.Cast<object>()]);
    private static readonly PrimitiveArgument digits = new(null, default, 0, 1, 2);

    private static readonly ImmutableArray<Primitive> all =
    [
        .. Reals(any, "Abs", "Asinh", "Atan", "AtanPi", "Ceiling", "Cos", "DegreesToRadians", "Floor", "Round", "Sin", "Tanh", "Truncate"),
        .. Reals(any, "BitDecrement", "BitIncrement", "Erf", "Erfc", "NormalCdf", "Relu", "Sigmoid", "Softplus", "Swish"),
        .. Reals(unit, "Acos", "AcosPi", "Asin", "AsinPi", "Atanh", "RadiansToDegrees"),
        .. Reals(small, "CosPi", "Cosh", "Exp", "Exp2", "ExpM1", "SinPi", "Sinh"),
        .. Reals(narrow, "Exp10", "Exp10M1", "Exp2M1", "Tan"),
        .. Reals(new(-0.4, 0.4), "TanPi"),
        .. Reals(positive, "Cbrt", "Log", "Log10", "Log2", "Sqrt"),
        .. Reals(divisor, "Digamma", "LogGamma", "Trigamma"),
        .. Reals(aboveMinusOne, "LogP1", "Log10P1", "Log2P1"),
        .. Reals(aboveOne, "Acosh"),
        new("ReciprocalEstimate", PrimitiveResult.Real, false, Real(divisor)),
        new("ReciprocalSqrtEstimate", PrimitiveResult.Real, false, Real(divisor)),
        .. Pairs(any, any, "CopySign", "Max", "MaxMagnitude", "MaxMagnitudeNumber", "MaxNative", "MaxNumber"),
        .. Pairs(any, any, "Min", "MinMagnitude", "MinMagnitudeNumber", "MinNative", "MinNumber"),
        .. Pairs(any, divisor, "Atan2", "Atan2Pi", "Hypot", "IEEERemainder", "Ieee754Remainder"),
        .. Pairs(positive, new(1.5, 9), "Log"),
        .. Pairs(divisor, new(-2, 2), "Pow"),
        .. Pairs(any, small, "Blend"),
        .. Triples(any, new(-2, -0.5), new(0.5, 2), "Clamp", "ClampNative"),
        .. Triples(new(-5, 5), new(-5, 5), any, "FusedMultiplyAdd", "MultiplyAddEstimate"),
        .. Triples(any, any, new(-1, 2), "Lerp"),
        new("ScaleB", PrimitiveResult.Real, true, Real(any), new(Kind.Int32, new(-2, 2))),
        new("Polygamma", PrimitiveResult.Real, true, new(null, default, 1, 2, 3), Real(new(0.8, 5))),
        new("RootN", PrimitiveResult.Real, true, Real(positive), new(null, default, 2, 3, 4, 5, -2)),
        new("Round", PrimitiveResult.Real, true, Real(any), digits),
        new("Round", PrimitiveResult.Real, true, Real(any), mode),
        new("Round", PrimitiveResult.Real, true, Real(any), digits, mode),
        new("ILogB", PrimitiveResult.Integer, true, Real(positive)),
        new("Sign", PrimitiveResult.Integer, true, Real(any)),
        new("SinCos", PrimitiveResult.Pair, true, Real(any)),
        new("SinCosPi", PrimitiveResult.Pair, true, Real(small)),
        .. predicates.Select(name => new Primitive(name, PrimitiveResult.Boolean, true, Real(any))),
    ];

    /// <summary>A row for each primitive and each class that has it.</summary>
    public static ImmutableArray<PrimitiveRow> Rows { get; } =
    [
        .. all.SelectMany(p => new[]
        {
            Row("Math", typeof(Math), typeof(Math), p, Kind.Double),
            Row("double", typeof(double), typeof(double), p, Kind.Double),
            Row("MathF", typeof(MathF), typeof(Math), p, Kind.Single),
            Row("float", typeof(float), typeof(double), p, Kind.Single),
            Row("Math", typeof(Math), typeof(Math), p, Kind.Single),
            Row("Ad", typeof(Ad), typeof(Ad), p, Kind.Double),
            Row("Ad", typeof(Ad), typeof(Ad), p, Kind.Single),
            Row("OwnFunctions", typeof(OwnFunctions), typeof(OwnFunctions), p, Kind.Double),
            Row("OwnFunctions", typeof(OwnFunctions), typeof(OwnFunctions), p, Kind.Single),
        }).OfType<PrimitiveRow>(),
    ];

    private static readonly Dictionary<MethodInfo, string> labels = Rows.ToDictionary(r => r.Method, r => r.Label);

    public static string? LabelOf(MethodInfo method) => labels.GetValueOrDefault(method);

    private static readonly ILookup<(Kind, PrimitiveResult), PrimitiveRow> byKind = Rows.ToLookup(r => (r.Kind, r.Primitive.Result));

    public static IEnumerable<PrimitiveRow> Of(Kind kind, PrimitiveResult result) => byKind[(kind, result)];

    public static PrimitiveRow Find(string name, Kind kind, Type host) =>
        Rows.First(r => r.Primitive.Name == name && r.Kind == kind && r.Method.DeclaringType == host);

    private static PrimitiveRow? Row(string hostName, Type host, Type twinHost, Primitive primitive, Kind kind)
    {
        bool isSingle = kind == Kind.Single;
        if (primitive.On(host, isSingle ? typeof(float) : typeof(double)) is not { } method || primitive.On(twinHost, typeof(double)) is not { } twin)
            return null;
        string types = string.Join(", ", method.GetParameters().Select(p => p.ParameterType.Name));
        return new($"{hostName}.{primitive.Name}({types})", primitive, kind, method, twin);
    }

    private static PrimitiveArgument Real(Interval domain) => new(Kind.Double, domain);

    private static IEnumerable<Primitive> Reals(Interval domain, params string[] names) =>
        names.Select(name => new Primitive(name, PrimitiveResult.Real, true, Real(domain)));

    private static IEnumerable<Primitive> Pairs(Interval first, Interval second, params string[] names) =>
        names.Select(name => new Primitive(name, PrimitiveResult.Real, true, Real(first), Real(second)));

    private static IEnumerable<Primitive> Triples(Interval first, Interval second, Interval third, params string[] names) =>
        names.Select(name => new Primitive(name, PrimitiveResult.Real, true, Real(first), Real(second), Real(third)));
}
