using System.Reflection;
using ExprGrad.Ir;

namespace ExprGrad.Tests.Ir;

/// <summary>
/// Every static method that Math, MathF, double and float have for real numbers has been decided on; one that a new runtime brings fails
/// here.
/// </summary>
public sealed class MathCoverageTests
{
    private static readonly Dictionary<string, string> Excluded = new(StringComparer.Ordinal)
    {
        ["SinCos"] = "gives a pair: the frontend makes Sin and Cos of its two halves",
        ["SinCosPi"] = "gives a pair: the frontend makes SinPi and CosPi of its two halves",
    };

    private static readonly Type[] Numbers = [typeof(double), typeof(float)];

    private static IEnumerable<MethodInfo> RealMethods =>
        from type in (Type[])[typeof(Math), typeof(MathF), typeof(double), typeof(float)]
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static)
        where !method.IsSpecialName && !method.IsGenericMethod
        where method.GetParameters().Any(parameter => Numbers.Contains(parameter.ParameterType))
        select method;

    public static TheoryData<string> Names =>
        [.. RealMethods.Select(method => method.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_method_of_real_numbers_is_a_primitive_or_excluded_for_a_reason(string name) => Assert.All(
        RealMethods.Where(method => method.Name == name),
        method => Assert.NotEqual(Excluded.ContainsKey(name), PrimitiveRegistry.Default.Find(method) is not null));

    [Fact]
    public void What_is_excluded_exists() =>
        Assert.All(Excluded.Keys, name => Assert.Contains(name, RealMethods.Select(method => method.Name), StringComparer.Ordinal));

    [Theory]
    [InlineData(nameof(Math.Abs), 4)]
    [InlineData(nameof(Math.Max), 8)]
    [InlineData(nameof(Math.Min), 8)]
    [InlineData(nameof(Math.Clamp), 8)]
    [InlineData(nameof(Math.Sign), 4)]
    public void The_overloads_of_Math_for_integers_are_primitives_without_derivative(string name, int count)
    {
        var overloads = typeof(Math).GetMethods()
            .Where(method => method.Name == name)
            .Where(method => Type.GetTypeCode(method.GetParameters()[0].ParameterType) is >= TypeCode.SByte and <= TypeCode.UInt64)
            .ToArray();
        Assert.Equal(count, overloads.Length);
        Assert.All(overloads, method => Assert.Equal(DerivativeClass.NotReal, PrimitiveRegistry.Default.Find(method)?.Class));
    }

    [Fact]
    public void What_is_not_of_numbers_is_no_primitive()
    {
        Assert.Null(PrimitiveRegistry.Default.Find(((Func<decimal, decimal>)Math.Abs).Method));
        Assert.Null(PrimitiveRegistry.Default.Find(((Func<string, double>)double.Parse).Method));
        Assert.Null(PrimitiveRegistry.Default.Find(((Func<double, long>)BitConverter.DoubleToInt64Bits).Method));
        Assert.Null(PrimitiveRegistry.Default.Find(((Func<string, string, string>)string.Concat).Method));
    }
}
