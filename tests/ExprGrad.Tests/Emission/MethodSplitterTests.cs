using System.Linq.Expressions;
using ExprGrad.Compilation;
using ExprGrad.Emission;
using ExprGrad.Emission.Splitting;
using static System.Linq.Expressions.Expression;

namespace ExprGrad.Tests.Emission;

public sealed class MethodSplitterTests
{
    // The branch is split by itself and gives the variable another value before it reads it: what the variable had before goes nowhere.
    [Fact]
    public void A_variable_that_each_method_assigns_before_it_reads_it()
    {
        var (x, again, sum) = (Parameter(typeof(double), "x"), Variable(typeof(double), "again"), Variable(typeof(double), "sum"));
        Expression[] Statements(double number) =>
        [
            Assign(again, Add(x, Constant(number))), Assign(sum, Add(sum, Multiply(again, again))), .. Enumerable.Repeat(Assign(sum, Add(sum, Multiply(sum, x))), 40),
        ];
        var lambda = Lambda<Func<double, double>>(Block([again, sum], [.. Statements(1), IfThen(GreaterThan(x, Constant(0.0)), Block(Statements(2))), sum]), x);

        var split = Split(lambda, new SplitLimits(MethodSize.Limits / 100));

        Assert.InRange(split.Parts.Count, 4, 100);
        var compiled = Compiled(split);
        Assert.Equal(lambda.Compile()(1.5), compiled(1.5));
        Assert.Equal(lambda.Compile()(-1.5), compiled(-1.5));
    }

    // Threads of the pool that all compile would wait for each other's parts.
    [Fact]
    public void Parts_are_compiled_without_threads_of_the_pool()
    {
        var split = Split(Long(), new SplitLimits(MethodSize.Limits / 100));
        var (methods, fromPool) = (0, 0);
        var compiler = new Compiler(method =>
        {
            Interlocked.Increment(ref methods);
            if (Thread.CurrentThread.IsThreadPoolThread) Interlocked.Increment(ref fromPool);
            return method.Compile();
        });
        var caller = new Thread(() => MethodCompilation.Run(split, compiler));
        caller.Start();
        caller.Join();
        Assert.InRange(split.Parts.Count, 10, 1_000);
        Assert.Equal(split.Parts.Count + 1, methods);
        Assert.Equal(0, fromPool);
    }

    [Fact]
    public void What_compiling_a_part_throws_comes_back()
    {
        var split = Split(Long(), new SplitLimits(MethodSize.Limits / 100));
        Assert.Throws<TimeoutException>(() => MethodCompilation.Run(split, new Compiler(method => method == split.Parts[^1].Lambda ? throw new TimeoutException() : method.Compile())));
    }

    [Fact]
    public void Methods_of_straight_code_are_longer_than_those_with_loops()
    {
        var limits = new SplitLimits(MethodSize.Limits / 100);
        var longer = limits with { Straight = MethodSize.Limits / 25 };
        Assert.InRange(Parts(Long(), longer), 1, Parts(Long(), limits) / 3);
        Assert.Equal(Parts(WithLoops(), limits), Parts(WithLoops(), longer));
    }

    private static int Parts(Expression<Func<double, double>> lambda, SplitLimits limits)
    {
        var split = Split(lambda, limits);
        Assert.Equal(lambda.Compile()(0.5), Compiled(split)(0.5));
        return split.Parts.Count;
    }

    private static SplitFunction Split(LambdaExpression lambda, SplitLimits limits) => MethodSplitter.Split(lambda, (type, length) => NewArrayBounds(type, length), limits);

    private static Func<double, double> Compiled(SplitFunction split) => (Func<double, double>)MethodCompilation.Run(split, DelegateCompilers.Default)!;

    private static Expression<Func<double, double>> WithLoops()
    {
        var (x, sum, i) = (Parameter(typeof(double), "x"), Variable(typeof(double), "sum"), Variable(typeof(int), "i"));
        IEnumerable<Expression> Step()
        {
            var end = Label();
            yield return Assign(i, Constant(0));
            yield return Loop(Block(IfThen(GreaterThan(i, Constant(1)), Break(end)), Assign(sum, Add(sum, Multiply(sum, x))), Assign(i, Add(i, Constant(1)))), end);
        }

        return Lambda<Func<double, double>>(Block([sum, i], [Assign(sum, x), .. Enumerable.Range(0, 200).SelectMany(_ => Step()), sum]), x);
    }

    private static Expression<Func<double, double>> Long()
    {
        var (x, sum) = (Parameter(typeof(double), "x"), Variable(typeof(double), "sum"));
        return Lambda<Func<double, double>>(Block([sum], [Assign(sum, x), .. Enumerable.Repeat(Assign(sum, Add(sum, Multiply(sum, x))), 2_000), sum]), x);
    }

    private sealed class Compiler(Func<LambdaExpression, Delegate> compile) : IDelegateCompiler
    {
        public Delegate Compile(LambdaExpression lambda) => compile(lambda);
    }
}
