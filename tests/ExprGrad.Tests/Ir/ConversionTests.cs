using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Tests.Ir;

public sealed class ConversionTests
{
    private static readonly Type[] Numbers =
    [
        typeof(double), typeof(float), typeof(int), typeof(long), typeof(uint), typeof(ulong),
        typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(char),
    ];

    [Fact]
    public void Each_pair_of_numbers_is_converted_as_the_tree_does() => Assert.All(
        from domain in SampleDomains.ByName["to_double"].Points
        from target in Numbers
        from isChecked in (bool[])[false, true]
        select (Value: domain[0], target, isChecked),
        pair =>
        {
            var (value, target, isChecked) = pair;
            var conversion = Primitives.Convert(target, isChecked);
            var constant = Expression.Constant(value);
            var tree = isChecked ? Expression.ConvertChecked(constant, target) : Expression.Convert(constant, target);
            Assert.Equal(target, conversion.ResultType([value.GetType()]));
            Assert.True(Evaluation.SameBits(Expression.Lambda(tree).Compile().DynamicInvoke()!, Evaluation.Run(conversion, value)));
        });

    [Fact]
    public void There_is_one_primitive_for_each_target()
    {
        Assert.Same(Primitives.Convert(typeof(int)), Primitives.Convert(typeof(int)));
        Assert.NotSame(Primitives.Convert(typeof(int)), Primitives.Convert(typeof(int), isChecked: true));
        Assert.Same(Primitives.Convert(typeof(double)), Primitives.Convert(typeof(double), isChecked: true));
        Assert.Same(Primitives.Convert(typeof(DayOfWeek)), Primitives.Convert(typeof(DayOfWeek)));
    }

    [Fact]
    public void A_float_that_becomes_a_double_and_a_float_again_is_itself()
    {
        var graph = new Graph();
        var x = graph.Add(new Parameter(new Slot("x", Expression.Parameter(typeof(float)))));
        var wide = graph.Apply(Primitives.Convert(typeof(double)), x);
        Assert.Same(x, graph.Apply(Primitives.Convert(typeof(float)), wide));
        Assert.NotSame(wide, graph.Apply(Primitives.Convert(typeof(double)), graph.Apply(Primitives.Convert(typeof(int)), wide)));
    }

    [Fact]
    public void Enums_are_converted_both_ways()
    {
        Assert.Equal(DayOfWeek.Tuesday, Evaluation.Run(Primitives.Convert(typeof(DayOfWeek)), 2));
        Assert.Equal(2, Evaluation.Run(Primitives.Convert(typeof(int)), DayOfWeek.Tuesday));
    }

    [Fact]
    public void Only_conversions_between_real_types_have_a_derivative_and_it_is_1()
    {
        foreach (var conversion in Numbers.Select(target => Primitives.Convert(target)))
        {
            var isReal = ((ConversionPrimitive)conversion).Target is var target && (target == typeof(double) || target == typeof(float));
            Assert.Equal(isReal ? DerivativeClass.Elementwise : DerivativeClass.NotReal, conversion.Class);
            if (!isReal) continue;
            Assert.Equal(1.0, Evaluation.Run(conversion.Rules[0]!.For(typeof(double)), 5.0, 5.0));
            Assert.Equal(1f, Evaluation.Run(conversion.Rules[0]!.For(typeof(float)), 5f, 5f));
        }
    }

    [Fact]
    public void There_is_no_conversion_to_what_is_no_number() => Assert.Throws<ArgumentException>(() => Primitives.Convert(typeof(string)));
}
