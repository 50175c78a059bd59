using ExprGrad.Ir;

namespace ExprGrad.Tests.Ir;

/// <summary>Total primitives never throw; each partial one has a case in which it does. Commutative ones are that to the bit.</summary>
public sealed class TotalityTests
{
    // What makes each partial primitive throw.
    private static readonly Dictionary<string, object[]> Throwing = new(StringComparer.Ordinal)
    {
        ["idiv"] = [1, 0],
        ["irem"] = [int.MinValue, -1],
        ["checked_add"] = [int.MaxValue, 1],
        ["checked_sub"] = [0u, 1u],
        ["checked_mul"] = [long.MaxValue, 2L],
        ["checked_neg"] = [int.MinValue],
        ["checked_to_int32"] = [3e9],
        ["checked_to_int64"] = [1e19],
        ["checked_to_uint32"] = [-1],
        ["checked_to_uint64"] = [-1L],
        ["checked_to_byte"] = [256],
        ["checked_to_sbyte"] = [128],
        ["checked_to_int16"] = [40000],
        ["checked_to_uint16"] = [-1],
        ["checked_to_char"] = [-1],
        ["checkIndex"] = [3, 3],
        ["checkNotNull"] = [null!],
        ["checkSource"] = [null!, "source"],
        ["checkStateThere"] = [null!, "state"],
        ["checkPairs"] = [3, 2],
        ["checkEarlier"] = [3, 3],
        ["checkStateLength"] = [2, 3, 0, "state"],
        ["checkRange"] = [0L, 3L, 3],
        ["checkElementAt"] = [-1, 3],
        ["checkCount"] = [-1],
        ["checkNotEmpty"] = [0],
        ["checkFound"] = [0],
        ["checkMatch"] = [-1],
        ["roundDigits"] = [1.5, 16],
        ["roundMode"] = [1.5, (MidpointRounding)9],
        ["roundDigitsMode"] = [1.5, 16, MidpointRounding.ToEven],
        ["sign"] = [double.NaN],
        ["clamp"] = [0.0, 1.0, -1.0],
        ["clampNative"] = [0.0, 1.0, -1.0],
        ["iabs"] = [int.MinValue],
        ["iclamp"] = [0, 1, -1],
    };

    private static readonly object[] Edges =
    [
        0.0, -0.0, 1.0, -1.0, 2.5, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.Epsilon,
        0f, -0f, 1f, -1f, 2.5f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.Epsilon,
        0, 1, -1, 64, int.MaxValue, int.MinValue, 0L, 1L, -1L, long.MaxValue, long.MinValue,
        0u, 1u, uint.MaxValue, 0ul, 1ul, ulong.MaxValue, 'a', true, false,
        (byte)0, byte.MaxValue, (sbyte)0, sbyte.MinValue, (short)0, short.MinValue, (ushort)0, ushort.MaxValue,
    ];

    public static TheoryData<string> TotalNames =>
        [.. PrimitiveRegistry.Default.All.Where(primitive => primitive.IsTotal).Select(primitive => primitive.Name)];

    public static TheoryData<string> PartialNames => [.. Throwing.Keys];

    public static TheoryData<string> CommutativeNames =>
        [.. PrimitiveRegistry.Default.All.Where(primitive => primitive.IsCommutative).Select(primitive => primitive.Name)];

    [Fact]
    public void Every_partial_primitive_has_a_case()
    {
        var names = PrimitiveRegistry.Default.All.Where(primitive => !primitive.IsTotal).Select(primitive => primitive.Name);
        Assert.Equal(Throwing.Keys.Order(StringComparer.Ordinal), names.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(PartialNames))]
    public void A_partial_primitive_can_throw(string name) =>
        Assert.NotNull(Record.Exception(() => Evaluation.Run(PrimitiveNamed.Get(name), Throwing[name])));

    [Theory]
    [MemberData(nameof(TotalNames))]
    public void A_total_primitive_never_throws(string name) =>
        Assert.All(EdgesFor(name), operands => Assert.NotNull(Evaluation.Run(PrimitiveNamed.Get(name), operands)));

    [Theory]
    [MemberData(nameof(CommutativeNames))]
    public void A_commutative_primitive_does_not_mind_the_order(string name)
    {
        var primitive = PrimitiveNamed.Get(name);
        var pairs = EdgesFor(name).Where(pair => primitive.IsTotal || Record.Exception(() => Evaluation.Run(primitive, pair)) is null);
        Assert.All(
            pairs,
            pair => Assert.True(Evaluation.SameBits(Evaluation.Run(primitive, pair), Evaluation.Run(primitive, pair[1], pair[0]))));
    }

    // What is told by literals is known beforehand: bounds that are not in order, digits and modes that there are not.
    [Fact]
    public void Literals_tell_whether_a_partial_primitive_throws()
    {
        object[][] safe = [["clamp", 0.0, -1.0, 1.0], ["clamp", 0f, 1f, 1f], ["clamp", 0.0, double.NaN, 1.0], ["roundDigits", 1.5, 15], ["roundDigits", 1.5f, 6], ["roundMode", 1.5, MidpointRounding.ToZero], ["roundDigitsMode", 1.5, 0, MidpointRounding.ToEven]];
        object[][] throwing = [["clamp", 0.0, 1.0, -1.0], ["clamp", 0f, 1f, -1f], ["roundDigits", 1.5, 16], ["roundDigits", 1.5f, 7], ["roundDigits", 1.5, -1], ["roundMode", 1.5, (MidpointRounding)5], ["roundDigitsMode", 1.5, 16, MidpointRounding.ToEven], ["roundDigitsMode", 1.5, 1, (MidpointRounding)(-1)]];
        foreach (var (call, isSafe) in safe.Select(call => (call, true)).Concat(throwing.Select(call => (call, false))))
        {
            var graph = new Graph();
            var primitive = PrimitiveNamed.Get((string)call[0]);
            Assert.Equal(isSafe, Totality.IsTotal(primitive, [.. call[1..].Select(value => (Node)graph.Constant(value))]));
            Assert.Equal(isSafe, Record.Exception(() => Evaluation.Run(primitive, call[1..])) is null);
        }
    }

    // All combinations of edges in each of the types that the samples have.
    private static IEnumerable<object[]> EdgesFor(string name) =>
        from signature in Signatures(name)
        from operands in signature.Aggregate(
            (IEnumerable<object[]>)[[]],
            (heads, type) => from head in heads from edge in Edges where edge.GetType() == type select (object[])[.. head, edge])
        select operands;

    private static IEnumerable<Type[]> Signatures(string name) => SampleDomains.ByName[name].Points
        .SelectMany(point => (object[][])[point, Evaluation.InFloat(point)])
        .Select(point => Array.ConvertAll(point, value => value.GetType()))
        .DistinctBy(types => string.Join(',', types.Select(type => type.Name)), StringComparer.Ordinal);
}
