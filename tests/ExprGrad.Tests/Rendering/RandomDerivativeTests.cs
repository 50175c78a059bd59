using System.Linq.Expressions;
using ExprGrad.Tests.Properties;
using ExprGrad.Tests.Properties.Generation;
using ExprGrad.Tests.Support;
using Comparison = ExprGrad.Tests.Properties.Comparison;

namespace ExprGrad.Tests.Rendering;

/// <summary>The derivatives of random lambdas as expressions, computed by C#, are the gradients of their graphs, computed node by node.</summary>
[Collection(nameof(OnAllProcessors))]
public sealed class RandomDerivativeTests(ITestOutputHelper output)
{
    private const int Count = 1_500;
    private const ulong FirstSeed = 20_280_000;

    // Loops that make and read arrays, and gradients that no Ad.ScatterAdd makes.
    private static readonly string[] NoForm = ["EG3022", "EG3023"];

    [Fact]
    public void The_rendered_derivative_is_the_gradient()
    {
        var problems = new string?[Count];
        var (compared, refused) = (0, 0);
        OnAllProcessors.For(Count, i =>
        {
            var (seed, budget) = (FirstSeed + (ulong)i, RandomLambdaRun.BudgetOf(i));
            try
            {
                if (Compare(LambdaGenerator.Generate(seed, budget)) is { } difference) problems[i] = $"seed {seed}, budget {budget}: {difference}";
                Interlocked.Increment(ref compared);
            }
            catch (DifferentiationException refusal) when (refusal.Errors.All(error => NoForm.Contains(error.Id, StringComparer.Ordinal)))
            {
                Interlocked.Increment(ref refused);
            }
            catch (Exception exception)
            {
                problems[i] = $"seed {seed}, budget {budget}: {exception}";
            }
        });
        output.WriteLine($"{compared} compared, {refused} refused");
        Assert.Empty(problems.OfType<string>());
        Assert.True(compared >= Count / 2, $"{refused} of {Count} lambdas are refused");
    }

    private static string? Compare(GeneratedLambda generated)
    {
        var lambda = generated.Lambda;
        LambdaExpression[] rendered = [.. lambda.Parameters.Take(Request.ActiveCount(lambda)).Select(parameter => Grad.Derivative(lambda, parameter.Name!))];
        if (rendered.SelectMany(PublicLanguage.Breaches).FirstOrDefault() is { } breach) return $"{breach} is not public";
        var derivatives = Array.ConvertAll(rendered, derivative => derivative.Compile());
        var (plain, graph) = (lambda.Compile(), new GraphExecutor().Compile(lambda));
        for (var call = 0; call < 2; call++)
        {
            if (PropertyCheck.Invoke(plain, generated.Arguments(call)).Thrown is not null) continue;
            var expected = graph(generated.Arguments(call)).Gradient;
            if (!Array.TrueForAll(expected, double.IsFinite)) continue;
            double[] actual = [.. derivatives.SelectMany(derivative => Leaves.Flatten(derivative.DynamicInvoke(generated.Arguments(call))))];
            if (Comparison.Worst(expected, actual, Comparison.Tolerance(generated.UsesSingle)) is { } worst) return $"call {call}: {worst}";
        }

        return null;
    }
}
