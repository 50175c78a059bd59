namespace ExprGrad.Tests.Ir;

/// <summary>
/// Where a primitive is smooth: the operands at which its rules are compared with differences, and its emitted code with the method.
/// </summary>
/// <param name="Points">Operands in double, and integers, enums and booleans where it takes them.</param>
/// <param name="Smooth">The function whose differences are taken where the primitive's own are too coarse.</param>
internal sealed record SampleDomain(object[][] Points, Func<double, double>? Smooth = null)
{
    public SampleDomain And(params object[][] points) => this with { Points = [.. Points, .. points] };

    public SampleDomain And(SampleDomain other) => And(other.Points);
}

/// <summary>The domains by the names of the primitives; a primitive without one fails the tests by its name.</summary>
internal static class SampleDomains
{
    public static IReadOnlyDictionary<string, SampleDomain> ByName { get; } = new Dictionary<string, SampleDomain>(StringComparer.Ordinal)
    {
        // Operators.
        ["add"] = Reals((-3, 3), (-2, 5)).And(Integers(2)),
        ["sub"] = Reals((-3, 3), (-2, 5)).And(Integers(2)),
        ["mul"] = Reals((-3, 3), (-2, 5)).And(Integers(2)),
        ["div"] = Reals((-3, 3), (0.5, 5)),
        ["rem"] = At([7.3, 2.0], [-7.3, 2.0], [7.3, -2.2], [11.1, 1.3], [0.4, 0.7]),
        ["neg"] = Reals((-3, 3)).And(Integers(1)),
        ["select"] = At([true, 1.5, 2.5], [false, 1.5, 2.5], [true, -0.5, 3.0], [false, -0.5, 3.0], [true, 1, 2], [false, 1L, 2L]),
        ["idiv"] = Divided(),
        ["irem"] = Divided(),
        ["checked_add"] = Integers(2),
        ["checked_sub"] = Integers(2),
        ["checked_mul"] = Integers(2),
        ["checked_neg"] = Integers(1),
        ["shl"] = At([5, 3], [-5, 33], [5L, 40], [5u, 31], [5ul, 63]),
        ["shr"] = At([500, 3], [-500, 33], [-500L, 4], [500u, 2], [500ul, 3]),
        ["and"] = Bits(),
        ["or"] = Bits(),
        ["xor"] = Bits(),
        ["not"] = At([true], [false], [12], [12L], [12u], [12ul]),
        ["lt"] = Compared(),
        ["le"] = Compared(),
        ["gt"] = Compared(),
        ["ge"] = Compared(),
        ["eq"] = Compared().And([true, false], [true, true]),
        ["ne"] = Compared().And([true, false], [true, true]),

        // Conversions.
        ["to_double"] = Converted(),
        ["to_single"] = Converted(),
        ["to_int32"] = Converted(),
        ["to_int64"] = Converted(),
        ["to_uint32"] = Converted(),
        ["to_uint64"] = Converted(),
        ["to_byte"] = Converted(),
        ["to_sbyte"] = Converted(),
        ["to_int16"] = Converted(),
        ["to_uint16"] = Converted(),
        ["to_char"] = Converted(),
        ["checked_to_int32"] = Converted(),
        ["checked_to_int64"] = Converted(),
        ["checked_to_uint32"] = Converted(),
        ["checked_to_uint64"] = Converted(),
        ["checked_to_byte"] = Converted(),
        ["checked_to_sbyte"] = Converted(),
        ["checked_to_int16"] = Converted(),
        ["checked_to_uint16"] = Converted(),
        ["checked_to_char"] = Converted(),

        // Checks.
        ["checkIndex"] = At([0, 1], [2, 3]),
        ["checkRange"] = At([0L, 2L, 3], [0L, -1L, 0]),
        ["checkElementAt"] = At([0, 1], [2, 3]),
        ["checkCount"] = At([0], [7]),
        ["checkNotEmpty"] = At([1], [7]),
        ["checkFound"] = At([1], [7]),
        ["checkNotNull"] = At([new object()]),
        ["checkSource"] = At([new object(), "source"]),
        ["checkStateThere"] = At([new object(), "state"]),
        ["checkPairs"] = At([3, 3], [0, 0]),
        ["checkEarlier"] = At([2, 3], [0, 1]),
        ["checkStateLength"] = At([3, 3, 0, "state"], [0, 0, 2, "state"]),
        ["checkMatch"] = At([0], [7]),
        ["checkedIf"] = At([2, true], [5, false]),

        // Exponentials and logarithms.
        ["exp"] = Reals((-4, 4)),
        ["exp2"] = Reals((-4, 4)),
        ["exp10"] = Reals((-2, 2)),
        ["expM1"] = Reals((-4, 4)),
        ["exp2M1"] = Reals((-4, 4)),
        ["exp10M1"] = Reals((-2, 2)),
        ["log"] = Reals((0.1, 9)),
        ["log2"] = Reals((0.1, 9)),
        ["log10"] = Reals((0.1, 9)),
        ["logP1"] = Reals((-0.8, 9)),
        ["log2P1"] = Reals((-0.8, 9)),
        ["log10P1"] = Reals((-0.8, 9)),
        ["logBase"] = Reals((0.1, 9), (1.5, 9)),
        ["logOnePlus"] = Reals((0.1, 9)),

        // Powers, roots, products.
        ["sqrt"] = Reals((0.1, 9)),
        ["pow"] = Reals((0.2, 4), (-3, 3)),
        ["cbrt"] = Reals((0.1, 9)).And([-0.7], [-5.0]),
        ["rootN"] = At([2.5, 2], [2.5, 3], [-2.5, 3], [0.7, -2], [7.0, 1], [7.0, -1], [-7.0, -3], [40.0, 100]),
        ["hypot"] = Reals((-3, 3), (0.5, 4)),
        ["fusedMultiplyAdd"] = Reals((-3, 3), (-2, 5), (-1, 4)),
        ["multiplyAddEstimate"] = Reals((-3, 3), (-2, 5), (-1, 4)),
        ["lerp"] = Reals((-3, 3), (-2, 5), (-1, 2)),
        ["scaleB"] = At([1.5, 3], [-2.5, -4], [0.0, 2]),
        ["reciprocalEstimate"] = Reals((0.5, 4)) with { Smooth = x => 1 / x },
        ["reciprocalSqrtEstimate"] = Reals((0.5, 4)) with { Smooth = x => 1 / Math.Sqrt(x) },

        // Angles.
        ["sin"] = Reals((-4, 4)),
        ["cos"] = Reals((-4, 4)),
        ["tan"] = Reals((-1.3, 1.3)),
        ["asin"] = Reals((-0.9, 0.9)),
        ["acos"] = Reals((-0.9, 0.9)),
        ["atan"] = Reals((-4, 4)),
        ["atan2"] = Reals((-3, 3), (0.5, 4)).And([1.5, -0.5], [-1.5, -4.0], [2.0, 0.0]),
        ["sinPi"] = Reals((-2, 2)),
        ["cosPi"] = Reals((-2, 2)),
        ["tanPi"] = Reals((-0.4, 0.4)),
        ["asinPi"] = Reals((-0.9, 0.9)),
        ["acosPi"] = Reals((-0.9, 0.9)),
        ["atanPi"] = Reals((-4, 4)),
        ["atan2Pi"] = Reals((-3, 3), (0.5, 4)).And([1.5, -0.5], [-1.5, -4.0], [2.0, 0.0]),
        ["degreesToRadians"] = Reals((-180, 180)),
        ["radiansToDegrees"] = Reals((-3, 3)),
        ["tanh"] = Reals((-3, 3)),
        ["sinh"] = Reals((-3, 3)),
        ["cosh"] = Reals((-3, 3)),
        ["asinh"] = Reals((-4, 4)),
        ["acosh"] = Reals((1.2, 9)),
        ["atanh"] = Reals((-0.8, 0.8)),

        // Steps and remainders.
        ["floor"] = Steps(),
        ["ceiling"] = Steps(),
        ["truncate"] = Steps(),
        ["round"] = Steps(),
        ["roundDigits"] = At([1.234, 1], [-1.267, 2], [7.7, 0]),
        ["roundMode"] = At([1.234, MidpointRounding.ToZero], [-1.7, MidpointRounding.AwayFromZero]),
        ["roundDigitsMode"] = At([1.234, 1, MidpointRounding.ToZero], [-1.267, 2, MidpointRounding.ToEven]),
        ["sign"] = Steps(),
        ["stopGradient"] = Steps(),
        ["iLogB"] = Steps(),
        ["ieeeRemainder"] = At([7.3, 2.0], [-7.3, 2.0], [7.9, -2.2], [11.5, 1.3]),
        ["bitIncrement"] = Reals((-3, 3)),
        ["bitDecrement"] = Reals((-3, 3)),

        // Choices by comparison, away from ties.
        ["max"] = Apart(),
        ["min"] = Apart(),
        ["maxNumber"] = Apart(),
        ["minNumber"] = Apart(),
        ["maxNative"] = Apart(),
        ["minNative"] = Apart(),
        ["maxMagnitude"] = Apart(),
        ["minMagnitude"] = Apart(),
        ["maxMagnitudeNumber"] = Apart(),
        ["minMagnitudeNumber"] = Apart(),
        ["clamp"] = At([0.5, -1.0, 1.0], [-2.5, -1.0, 1.0], [2.5, -1.0, 1.0]),
        ["clampNative"] = At([0.5, -1.0, 1.0], [-2.5, -1.0, 1.0], [2.5, -1.0, 1.0]),
        ["abs"] = Steps(),
        ["copySign"] = At([1.5, 2.0], [1.5, -2.0], [-1.5, 2.0], [-1.5, -2.0]),
        ["relu"] = Steps(),

        // Special functions.
        ["sigmoid"] = Reals((-6, 6)),
        ["softplus"] = Reals((-6, 6)),
        ["erf"] = Reals((-2, 2)),
        ["erfc"] = Reals((-2, 2)),
        ["normalCdf"] = Reals((-3, 3)),
        ["scaledNormalTail"] = Reals((0.1, 3)),
        ["logGamma"] = Reals((0.3, 9)).And([-0.4], [-1.3], [-3.6]),
        ["digamma"] = Reals((0.3, 9)).And([-0.4], [-1.3], [-3.6]),
        ["trigamma"] = Reals((0.3, 9)).And([-0.4], [-1.3], [-3.6]),
        ["polygamma"] = At([0, 2.5], [1, 2.5], [2, 0.7], [3, 5.5], [4, -0.6], [5, -2.3]),

        // Questions.
        ["isNaN"] = Classified(),
        ["isFinite"] = Classified(),
        ["isInfinity"] = Classified(),
        ["isPositiveInfinity"] = Classified(),
        ["isNegativeInfinity"] = Classified(),
        ["isNegative"] = Classified(),
        ["isPositive"] = Classified(),
        ["isRealNumber"] = Classified(),
        ["isInteger"] = Classified(),
        ["isEvenInteger"] = Classified(),
        ["isOddInteger"] = Classified(),
        ["isNormal"] = Classified(),
        ["isSubnormal"] = Classified(),
        ["isPow2"] = Classified(),

        // Functions of integers.
        ["iabs"] = At([-5], [5], [-5L], [(short)-5], [(sbyte)-5]),
        ["imax"] = Integers(2).And([(byte)3, (byte)4], [(short)3, (short)-4]),
        ["imin"] = Integers(2).And([(byte)3, (byte)4], [(short)3, (short)-4]),
        ["iclamp"] = At([5, 1, 3], [5L, 1L, 3L], [(byte)5, (byte)1, (byte)3]),
        ["isign"] = At([-5], [0], [5L], [(sbyte)-5]),
        ["bigMul"] = At([1 << 20, -(1 << 20)], [1u << 31, 1u << 31]),
        ["isEven"] = At([4], [5L], [6u], [(byte)7]),
        ["isOdd"] = At([4], [5L], [6u], [(byte)7]),
    };

    private static SampleDomain At(params object[][] points) => new(points);

    /// <summary>Eleven points inside of the intervals, on a lattice that avoids round numbers.</summary>
    private static SampleDomain Reals(params (double Low, double High)[] intervals)
    {
        double[] generators = [0.6180339887498949, 0.7548776662466927, 0.8191725133961644];
        var points = Enumerable.Range(1, 11).Select(n => intervals.Select((interval, i) => Inside(interval, n * generators[i])));
        return new SampleDomain([.. points.Select(point => point.ToArray())]);

        static object Inside((double Low, double High) interval, double t) =>
            interval.Low + ((interval.High - interval.Low) * ((0.31 + t) % 1));
    }

    private static SampleDomain Steps() => At([0.3], [-0.3], [1.7], [-2.6], [5.2]);

    private static SampleDomain Apart() => At([1.5, -0.5], [-0.5, 1.5], [-2.5, 0.5], [0.5, -2.5], [3.0, 3.5]);

    private static SampleDomain Integers(int arity) => arity == 1 ? At([3], [-3L]) : At([3, -4], [3L, -4L], [4u, 3u], [4ul, 3ul]);

    private static SampleDomain Divided() => At([7, 2], [-7, 2], [7, -2], [0, 5], [7L, -2L], [7u, 2u], [7ul, 2ul]);

    private static SampleDomain Bits() => At([true, false], [true, true], [false, false], [12, 10], [12L, 10L], [12u, 10u], [12ul, 10ul]);

    private static SampleDomain Compared() =>
        At([1.5, 2.5], [2.5, 2.5], [double.NaN, 1.0], [0.0, -0.0], [1f, 2f], [3, 4], [4, 4], [3L, -4L], [3u, 4u], [3ul, 4ul], ['a', 'b']);

    // Values that every target has.
    private static SampleDomain Converted() =>
        At([2.5], [2.5f], [77], [77L], [77u], [77ul], [(byte)77], [(sbyte)77], [(short)77], [(ushort)77], ['M']);

    private static SampleDomain Classified() =>
        At([0.0], [-0.0], [1.0], [3.0], [2.5], [-4.0], [5e-324], [double.NaN], [double.PositiveInfinity], [double.NegativeInfinity]);
}
