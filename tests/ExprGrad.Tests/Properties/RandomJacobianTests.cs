using System.Linq.Expressions;
using System.Reflection;
using ExprGrad.Compilation;
using ExprGrad.Diagnostics;
using ExprGrad.Tests.Properties.Generation;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Properties;

/// <summary>
/// Random lambdas of an array, mapped over an index that multiplies their value: the rows of the Jacobian are multiples of the gradient. Reverse mode makes them, with a loop that is kept apart, or
/// directions do; the lambda itself may have anything inside.
/// </summary>
[Collection(nameof(OnAllProcessors))]
public sealed class RandomJacobianTests(ITestOutputHelper output)
{
    private const int Rows = 3;
    private const int Count = 4_000;
    private const ulong FirstSeed = 20_270_000;

    [Fact]
    public void Rows_of_mapped_lambdas_are_multiples_of_the_gradient()
    {
        var problems = new string?[Count];
        var compared = new bool[Count];
        OnAllProcessors.For(Count, i =>
        {
            try
            {
                problems[i] = Problem(FirstSeed + (ulong)i, out compared[i]);
            }
            catch (DifferentiationException exception)
            {
                problems[i] = $"seed {FirstSeed + (ulong)i}: {exception}";
            }
        });
        output.WriteLine($"{compared.Count(was => was)} lambdas compared");
        Assert.Empty(problems.OfType<string>());
        Assert.True(compared.Count(was => was) >= Count / 20, "too few lambdas are compared");
    }

    private static string? Problem(ulong seed, out bool isCompared)
    {
        isCompared = false;
        var generated = LambdaGenerator.Generate(seed, RandomLambdaRun.BudgetOf((int)(seed - FirstSeed)));
        var lambda = generated.Lambda;
        if (lambda.ReturnType != typeof(double) || lambda.Parameters[0].Type != typeof(double[])) return null;

        var plain = lambda.Compile();
        var gradient = new CompiledExecutor(FloatMode.Strict).Compile(lambda);
        var mapped = Mapped(lambda);
        var type = Expression.GetFuncType([.. lambda.Parameters.Select(parameter => parameter.Type), typeof(double[,])]);

        // In both modes, with the machine's vectors and each width, whole loops and blocks.
        var options = new GradOptions { FloatMode = seed % 2 == 0 ? FloatMode.Fast : FloatMode.Strict, Threads = seed % 3 == 0 ? 2 : null, SmallestBlock = 0, VectorBits = Executors.AnyWidth(seed / 6) };
        var jacobian = Pipeline.Compile<Delegate>(mapped, options, CallerSource.Unknown, Requests.Jacobian(type));
        for (var call = 0; call < 2; call++)
        {
            var thrown = PropertyCheck.Invoke(plain, generated.Arguments(call)).Thrown;
            double[,] rows;
            try
            {
                rows = (double[,])jacobian.DynamicInvoke(generated.Arguments(call))!;
                if (thrown is not null) return $"seed {seed}, call {call}: returns where lambda.Compile() throws {thrown.Name}";
            }
            catch (TargetInvocationException exception)
            {
                if (exception.InnerException!.GetType() != thrown) return $"seed {seed}, call {call}: throws {exception.InnerException}";
                continue;
            }

            var expected = gradient(generated.Arguments(call)).Gradient;
            if (!Array.TrueForAll(expected, double.IsFinite)) continue;
            isCompared = true;
            for (var row = 0; row < Rows; row++)
            {
                double[] actual = [.. Enumerable.Range(0, rows.GetLength(1)).Select(column => rows[row, column] / (row + 1))];
                if (Comparison.Worst(expected, actual, Comparison.Tolerance(generated.UsesSingle)) is { } worst) return $"seed {seed}, call {call}, row {row}: {worst}";
            }
        }

        return null;
    }

    // Range(0, Rows).Select(i => value * (i + 1)).ToArray()
    private static LambdaExpression Mapped(LambdaExpression lambda)
    {
        var index = Expression.Parameter(typeof(int), "mapped");
        var number = Expression.Multiply(lambda.Body, Expression.Convert(Expression.Add(index, Expression.Constant(1)), typeof(double)));
        var range = Expression.Call(typeof(Enumerable), nameof(Enumerable.Range), null, Expression.Constant(0), Expression.Constant(Rows));
        var select = Expression.Call(typeof(Enumerable), nameof(Enumerable.Select), [typeof(int), typeof(double)], range, Expression.Lambda<Func<int, double>>(number, index));
        return Expression.Lambda(Expression.Call(typeof(Enumerable), nameof(Enumerable.ToArray), [typeof(double)], select), lambda.Parameters);
    }
}
