using System.Reflection;
using ExprGrad.Tests.Support;
using Microsoft.CodeAnalysis;

namespace ExprGrad.Tests.Language;

/// <summary>A loop's own variable that is captured is a warning; what looks like it is none.</summary>
public sealed class LoopVariableTests
{
    [Fact]
    public void The_variable_of_a_for_loop()
    {
        var made = new List<Func<double, double>>();
        for (var i = 0; i < 3; i++) made.Add(Grad.Gradient((double x) => x * i));
        Assert.All(made, slope => Assert.Equal(3, slope(1)));
        AssertWarns(made[0], "i");
    }

    [Fact]
    public void One_of_two_that_runs_downwards_over_a_captured_array()
    {
        double[] factors = [1, 2, 3];
        Func<double, double>? slope = null;
        for (int low = 0, high = factors.Length - 1; low <= high; high--, low++) slope ??= Grad.Gradient((double x) => x * factors[high]);
        AssertWarns(slope!, "high");
    }

    [Fact]
    public async Task In_an_asynchronous_method()
    {
        Func<double, double>? slope = null;
        for (var i = 0; i < 2; i++)
        {
            await Task.Yield();
            slope ??= Grad.Gradient((double x) => x * i);
        }

        AssertWarns(slope!, "i");
    }

    [Fact]
    public void In_a_generic_method() => AssertWarns(InLoop(3), "i");

    [Fact]
    public void Copies_foreach_variables_and_others_are_not_meant()
    {
        var total = 0.0;
        for (var i = 0; i < 2; i++)
        {
            var copy = i;
            total += i;
            AssertDoesNot(Grad.Gradient((double x) => x * copy));
        }

        foreach (var factor in new[] { 1, 2 }) AssertDoesNot(Grad.Gradient((double x) => x * factor));
        AssertDoesNot(Grad.Gradient((double x) => x * total));
        var scale = 2.0;
        for (var i = 0; i < 2; i++) AssertDoesNot(Grad.Gradient((double x) => x * scale));
        scale = 3;
        AssertDoesNot(Grad.Gradient((double x) => x * scale));
    }

    // The compiler writes other code for debugging.
    [Theory]
    [InlineData(OptimizationLevel.Debug)]
    [InlineData(OptimizationLevel.Release)]
    public void However_the_caller_was_compiled(OptimizationLevel optimization)
    {
        var source = CSharpCode.Parse("Loops.cs", """
            using ExprGrad;

            public static class Loops
            {
                public static Delegate Own()
                {
                    Delegate? made = null;
                    for (var i = 0; i < 3; i++) made ??= Grad.Gradient((double x) => x * i);
                    return made!;
                }

                public static Delegate Copy()
                {
                    Delegate? made = null;
                    for (var i = 0; i < 3; i++)
                    {
                        var copy = i;
                        made ??= Grad.Gradient((double x) => x * copy);
                    }

                    return made!;
                }
            }
            """);
        using var image = CSharpCode.Emit(OutputKind.DynamicallyLinkedLibrary, [source], optimization);
        var loops = Assembly.Load(image.ToArray()).GetType("Loops")!;
        AssertWarns((Delegate)loops.GetMethod("Own")!.Invoke(null, null)!, "i");
        AssertDoesNot((Delegate)loops.GetMethod("Copy")!.Invoke(null, null)!);
    }

    private static Func<double, double> InLoop<T>(T end)
        where T : IConvertible
    {
        Func<double, double>? slope = null;
        for (var i = 0; i < end.ToInt32(null); i++) slope ??= Grad.Gradient((double x) => x * i);
        return slope!;
    }

    private static void AssertWarns(Delegate compiled, string name)
    {
        var warning = Assert.Single(Grad.Report(compiled).Warnings);
        Assert.Equal("EG9003", warning.Id);
        Assert.Contains($"`{name}`", warning.Reason, StringComparison.Ordinal);
    }

    private static void AssertDoesNot(Delegate compiled) => Assert.Empty(Grad.Report(compiled).Warnings);
}
