using System.Reflection;
using ExprGrad.Ir;

namespace ExprGrad.Tests.Ir;

/// <summary>Emitted code gives what the method or the C# operator gives, bit for bit.</summary>
public sealed class EmissionTests
{
    // dynamic finds the operator for each type as the compiler does.
    private static readonly Dictionary<string, Func<dynamic, dynamic, object>> Operators = new(StringComparer.Ordinal)
    {
        ["add"] = (a, b) => a + b,
        ["sub"] = (a, b) => a - b,
        ["mul"] = (a, b) => a * b,
        ["div"] = (a, b) => a / b,
        ["rem"] = (a, b) => a % b,
        ["neg"] = (a, _) => -a,
        ["idiv"] = (a, b) => a / b,
        ["irem"] = (a, b) => a % b,
        ["checked_add"] = (a, b) => checked(a + b),
        ["checked_sub"] = (a, b) => checked(a - b),
        ["checked_mul"] = (a, b) => checked(a * b),
        ["checked_neg"] = (a, _) => checked(-a),
        ["shl"] = (a, b) => a << b,
        ["shr"] = (a, b) => a >> b,
        ["and"] = (a, b) => a & b,
        ["or"] = (a, b) => a | b,
        ["xor"] = (a, b) => a ^ b,
        ["not"] = (a, _) => a is bool ? !a : ~a,
        ["lt"] = (a, b) => a < b,
        ["le"] = (a, b) => a <= b,
        ["gt"] = (a, b) => a > b,
        ["ge"] = (a, b) => a >= b,
        ["eq"] = (a, b) => a == b,
        ["ne"] = (a, b) => a != b,
    };

    public static TheoryData<string> OperatorNames => [.. Operators.Keys];

    public static TheoryData<string> Methods =>
        [.. PrimitiveRegistry.Default.All.OfType<MethodPrimitive>().Select(primitive => primitive.Name)];

    public static TheoryData<string> Expansions =>
        [.. PrimitiveRegistry.Default.All.Where(primitive => primitive.Expansion is not null).Select(primitive => primitive.Name)];

    [Fact]
    public void Every_operator_is_compared() => Assert.Equal(
        PrimitiveRegistry.Default.All.OfType<OperatorPrimitive>().Select(primitive => primitive.Name).Order(StringComparer.Ordinal),
        Operators.Keys.Append("select").Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(OperatorNames))]
    public void An_operator_does_what_it_does_in_CSharp(string name) => Assert.All(SampleDomains.ByName[name].Points, point =>
    {
        AssertSame(Operators[name](point[0], point[^1]), Evaluation.Run(PrimitiveNamed.Get(name), point));
        if (name is "idiv" or "irem") return;
        var single = Evaluation.InFloat(point);
        AssertSame(Operators[name](single[0], single[^1]), Evaluation.Run(PrimitiveNamed.Get(name), single));
    });

    [Fact]
    public void Select_takes_the_value_of_its_condition()
    {
        Assert.Equal(1.5, Evaluation.Run(Primitives.Select, true, 1.5, 2.5));
        Assert.Equal(2.5f, Evaluation.Run(Primitives.Select, false, 1.5f, 2.5f));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_method_and_its_synonyms_give_the_same(string name)
    {
        var primitive = (MethodPrimitive)PrimitiveNamed.Get(name);
        Assert.All(primitive.Overloads, method =>
        {
            Assert.Same(primitive, name.StartsWith("check", StringComparison.Ordinal) ? primitive : PrimitiveRegistry.Default.Find(method));
            var points = PointsFor(method, SampleDomains.ByName[name]);
            Assert.All(points, point => AssertSame(method.Invoke(null, point)!, Evaluation.Run(primitive, point)));
        });
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Samples_reach_an_overload_in_double_or_the_integers(string name) => Assert.Contains(
        ((MethodPrimitive)PrimitiveNamed.Get(name)).Overloads, method => PointsFor(method, SampleDomains.ByName[name]).Any());

    [Theory]
    [MemberData(nameof(Expansions))]
    public void An_expansion_gives_the_same_bits(string name)
    {
        var primitive = PrimitiveNamed.Get(name);
        object[] special =
            [0.0, -0.0, 1.0, 1e-300, -1e-300, 50.0, -50.0, 800.0, -800.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity];
        IEnumerable<object[]> edges = [[]];
        for (var i = 0; i < primitive.Arity; i++) edges = edges.SelectMany(_ => special, (point, x) => (object[])[.. point, x]);
        Assert.All(SampleDomains.ByName[name].Points.Concat(edges), point =>
        {
            AssertSame(Evaluation.Run(primitive, point), Evaluation.Run(primitive.Expansion!.For(typeof(double)), point));
            var single = Evaluation.InFloat(point);
            AssertSame(Evaluation.Run(primitive, single), Evaluation.Run(primitive.Expansion.For(typeof(float)), single));
        });
    }

    private static IEnumerable<object[]> PointsFor(MethodInfo method, SampleDomain domain)
    {
        Type[] types = [.. method.GetParameters().Select(parameter => parameter.ParameterType)];
        return
            from point in domain.Points
            from typed in (object[][])[point, Evaluation.InFloat(point)]
            where typed.Select(value => value.GetType()).SequenceEqual(types)
            select typed;
    }

    private static void AssertSame(object expected, object actual) =>
        Assert.True(Evaluation.SameBits(expected, actual), $"{expected} ({expected.GetType()}) against {actual} ({actual.GetType()})");
}
