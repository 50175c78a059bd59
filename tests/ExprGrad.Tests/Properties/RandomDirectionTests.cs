using System.Reflection;
using System.Runtime.CompilerServices;
using ExprGrad.Diagnostics;
using ExprGrad.Tests.Properties.Generation;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Properties;

/// <summary>
/// Derivatives of random lambdas along a direction: those of the value are what the gradient says; those of the gradient, products with the Hessian, are what differences of the gradient say.
/// </summary>
[Collection(nameof(OnAllProcessors))]
public sealed class RandomDirectionTests(ITestOutputHelper output)
{
    private const int Count = 300;
    private const ulong FirstSeed = 20_290_000;

    [Fact]
    public void Slopes_are_those_of_the_gradient_and_products_with_the_Hessian_those_of_its_differences()
    {
        var problems = new string?[Count];
        var compared = new bool[Count];
        OnAllProcessors.For(Count, i => problems[i] = Problem(FirstSeed + (ulong)i, RandomLambdaRun.BudgetOf(i), out compared[i]));
        output.WriteLine($"{compared.Count(was => was)} lambdas compared");
        Assert.Empty(problems.OfType<string>());
        Assert.True(compared.Count(was => was) >= Count / 2, "too few lambdas are compared");
    }

    [Fact]
    public void What_is_off_is_found()
    {
        double[] x = [0.5, -2, 3], direction = [1, -0.5, 0.25];
        double[] Gradient(double step) => [.. x.Zip(direction, (v, d) => 3 * (v + step * d) * (v + step * d))];
        double[] product = [.. x.Zip(direction, (v, d) => 6 * v * d)];
        Assert.Null(OfGradient(Gradient(0), Gradient(0), product, Gradient));
        Assert.NotNull(OfGradient(Gradient(0), Gradient(0), [product[0], product[1], product[2] + 0.01], Gradient));
        Assert.NotNull(OfGradient(Gradient(0), Gradient(1e-6), product, Gradient));
        Assert.Null(Directions.OfValue([1, 4, 12], direction, 2, 1e-10));
        Assert.NotNull(Directions.OfValue([1, 4, 12], direction, 2 + 1e-8, 1e-10));
    }

    /// <summary>What is wrong with the lambda of a seed, or null; and whether something was compared.</summary>
    internal static string? Problem(ulong seed, int budget, out bool isCompared)
    {
        isCompared = false;
        // Every third one has arrays that are longer than rounds of vectors.
        var generated = LambdaGenerator.Generate(seed, budget, isLong: seed / 2 % 3 == 0);
        var isOfGradient = seed % 2 == 0;
        if (generated.HasEstimate || (isOfGradient && !generated.IsItsTwin)) return null;
        var (plain, gradient) = (generated.Lambda.Compile(), new CompiledExecutor(FloatMode.Strict).Compile(generated.Lambda));
        var along = Directions.Compile(generated.Lambda, isOfGradient, Options(seed));
        for (var call = 0; call < 2; call++)
        {
            var thrown = PropertyCheck.Invoke(plain, generated.Arguments(call)).Thrown;
            var arguments = generated.Arguments(call);
            var random = new SplitMix64(SplitMix64.Mix(seed + (ulong)call));
            double[] direction = [.. Leaves.Flatten(arguments[0]).Select(_ => random.Unit() * 2 - 1)];
            var pointer = Leaves.Unflatten(arguments[0], direction);
            direction = Leaves.Flatten(pointer);
            ITuple result;
            try
            {
                result = (ITuple)along.DynamicInvoke([arguments[0], pointer, .. arguments[1..]])!;
                if (thrown is not null) return $"seed {seed}, budget {budget}, call {call}: returns where lambda.Compile() throws {thrown.Name}";
            }
            catch (TargetInvocationException exception)
            {
                if (exception.InnerException!.GetType() != thrown) return $"seed {seed}, budget {budget}, call {call}: throws {exception.InnerException}";
                continue;
            }

            double[] First(object?[] at) => gradient(at).Gradient[..direction.Length];
            var expected = First(generated.Arguments(call));
            if (!Array.TrueForAll(expected, double.IsFinite)) continue;
            var actual = Leaves.Flatten(result[1]);
            var problem = isOfGradient
                ? OfGradient(expected, Leaves.Flatten(result[0]), actual, step => First([Moved(step), .. generated.Arguments(call)[1..]]))
                : Directions.OfValue(expected, direction, actual[0], Comparison.Tolerance(generated.UsesSingle));
            if (problem is not null) return $"seed {seed}, budget {budget}, call {call}: {problem}\n{CSharpWriter.Write(generated.Lambda)}";
            isCompared = true;

            object? Moved(double step) => Leaves.Unflatten(arguments[0], [.. Leaves.Flatten(arguments[0]).Zip(direction, (x, d) => x + step * d)]);
        }

        return null;
    }

    private static string? OfGradient(double[] expected, double[] gradient, double[] product, Func<double, double[]> at) =>
        Comparison.Worst(expected, gradient, Comparison.Tolerance(usesSingle: false)) is { } worst ? $"gradient: {worst}" : Directions.OfGradient(product, at);

    // In both modes, with the machine's vectors and each width, whole loops and blocks.
    private static GradOptions Options(ulong seed) => new()
    {
        FloatMode = seed / 2 % 2 == 0 ? FloatMode.Fast : FloatMode.Strict,
        Threads = seed % 3 == 0 ? 2 : null,
        SmallestBlock = 0,
        VectorBits = Executors.AnyWidth(seed / 4),
    };
}
