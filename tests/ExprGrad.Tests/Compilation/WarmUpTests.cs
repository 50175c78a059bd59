using System.Reflection;
using System.Runtime.CompilerServices;
using ExprGrad.Compilation;
using ExprGrad.Emission;
using ExprGrad.Frontend;

namespace ExprGrad.Tests.Compilation;

public sealed class WarmUpTests
{
    [Fact]
    public void All_methods_of_the_stages_can_be_compiled_ahead()
    {
        var methods = WarmUp.Methods;
        foreach (var method in methods) RuntimeHelpers.PrepareMethod(method);
        var names = methods.Select(MethodBase.GetMethodFromHandle).Select(method => (method!.DeclaringType, method.Name)).ToHashSet();
        Assert.Contains((typeof(Pipeline), "Run"), names);
        Assert.Contains((typeof(Lowering), "Apply"), names);
        Assert.DoesNotContain(names, name => name.DeclaringType == typeof(Grad));
    }

    [Fact]
    public void Those_of_late_stages_come_first()
    {
        var types = Array.ConvertAll(WarmUp.Methods, method => MethodBase.GetMethodFromHandle(method)!.DeclaringType);
        Assert.True(Array.LastIndexOf(types, typeof(Emitter)) < Array.IndexOf(types, typeof(Lowering)));
    }

    [Theory]
    [InlineData(2, true, true)]
    [InlineData(2, false, false)]
    [InlineData(1, true, false)]
    public void There_must_be_a_processor_for_it(int processors, bool isOn, bool isWanted) => Assert.Equal(isWanted, WarmUp.IsWanted(processors, isOn));

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("", false, false)]
    [InlineData(null, true, true)]
    [InlineData("0", true, false)]
    [InlineData("0", null, false)]
    [InlineData("1", false, true)]
    public void The_environment_has_the_last_word_on_tiers(string? variable, bool? setting, bool isTiered) => Assert.Equal(isTiered, WarmUp.IsTiered(variable, setting));
}
