using ExprGrad.Ir;

namespace ExprGrad.Tests.Ir;

/// <summary>What must be true of each primitive in the registry; a failure names it.</summary>
public sealed class EveryPrimitiveTests
{
    public static TheoryData<string> Names => [.. PrimitiveRegistry.Default.All.Select(primitive => primitive.Name)];

    // Conversions have operands and results of different types, and tests of their own.
    public static TheoryData<string> WithRules =>
    [
        .. from primitive in PrimitiveRegistry.Default.All
           where primitive.Rules.Count > 0 && primitive is not ConversionPrimitive
           select primitive.Name,
    ];

    [Fact]
    public void Names_are_unique() =>
        Assert.Distinct(PrimitiveRegistry.Default.All.Select(primitive => primitive.Name), StringComparer.Ordinal);

    [Fact]
    public void Every_primitive_has_a_sample_domain_and_every_domain_a_primitive() => Assert.Equal(
        PrimitiveRegistry.Default.All.Select(primitive => primitive.Name).Order(StringComparer.Ordinal),
        SampleDomains.ByName.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_primitive_is_complete(string name)
    {
        var primitive = PrimitiveNamed.Get(name);
        Assert.InRange(primitive.Arity, 1, 4);
        Assert.InRange(primitive.Cost, 0, 1000);
        Assert.False(primitive.IsCommutative && primitive.Arity != 2);
        Assert.All(SampleDomains.ByName[name].Points, point => Assert.Equal(primitive.Arity, point.Length));
        var hasRules = primitive.Class is DerivativeClass.Elementwise or DerivativeClass.Selective;
        Assert.Equal(hasRules ? primitive.Arity : 0, primitive.Rules.Count);
    }

    [Theory]
    [MemberData(nameof(WithRules))]
    public void A_rule_takes_the_operands_the_result_and_a_cotangent_if_selective(string name)
    {
        var primitive = PrimitiveNamed.Get(name);
        var extra = primitive.Class == DerivativeClass.Selective ? 2 : 1;
        foreach (var real in (Type[])[typeof(double), typeof(float)])
        {
            foreach (var rule in primitive.Rules.Where(rule => rule is not null).Select(rule => rule!.For(real)))
            {
                Assert.Equal(primitive.Arity + extra, rule.Parameters.Count);
                Assert.Equal(real, rule.ReturnType);
                Assert.All(rule.Parameters.Skip(primitive.Arity), parameter => Assert.Equal(real, parameter.Type));
                Assert.All(primitive.Rules.Zip(rule.Parameters), pair => Assert.Equal(pair.First is not null, pair.Second.Type == real));
            }
        }
    }

    [Theory]
    [MemberData(nameof(WithRules))]
    public void Rules_agree_with_differences(string name) =>
        Assert.Empty(RuleCheck.Failures(PrimitiveNamed.Get(name), SampleDomains.ByName[name]));

    [Theory]
    [MemberData(nameof(WithRules))]
    public void A_rule_that_is_wrong_by_a_thousandth_is_found(string name)
    {
        var (primitive, domain) = (PrimitiveNamed.Get(name), SampleDomains.ByName[name]);
        var failures = RuleCheck.Failures(primitive, domain, scale: 1.001).ToArray();
        for (var operand = 0; operand < primitive.Arity; operand++)
        {
            // A derivative that is 0 on all of the domain has nothing to scale.
            if (domain.Points.Any(point => point[operand] is double && Evaluation.Partial(primitive, operand, point) != 0))
                Assert.Contains(failures, failure => failure.StartsWith($"{name}, operand {operand} ", StringComparison.Ordinal));
        }
    }

}
