using System.Linq.Expressions;
using ExprGrad.Compilation;
using ExprGrad.Emission;
using ExprGrad.Emission.Splitting;
using ExprGrad.Runtime;
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

    // What the call before has left is not what a variable starts with.
    [Fact]
    public void A_variable_that_not_every_call_assigns_starts_with_zero()
    {
        var (x, kept, sum) = (Parameter(typeof(double), "x"), Variable(typeof(double), "kept"), Variable(typeof(double), "sum"));
        IEnumerable<Expression> steps = Enumerable.Repeat(Assign(sum, Add(sum, Multiply(sum, x))), 40);
        var lambda = Lambda<Func<double, double>>(Block([kept, sum], [Assign(sum, x), IfThen(GreaterThan(x, Constant(0.0)), Block([Assign(kept, x), .. steps])), .. steps, Assign(sum, Add(sum, kept)), sum]), x);

        var split = Split(lambda, new SplitLimits(MethodSize.Limits / 100));

        Assert.InRange(split.Parts.Count, 4, 100);
        var compiled = Compiled(split);
        foreach (var at in new[] { 0.5, -0.5, 0.25, -0.25 }) Assert.Equal(lambda.Compile()(at), compiled(at));
    }

    [Theory]
    [InlineData(60, typeof(Page<double>))]
    [InlineData(250, typeof(Page4<double>))]
    [InlineData(1_000, typeof(Page16<double>))]
    [InlineData(4_000, typeof(Page64<double>))]
    [InlineData(8_300, typeof(Page64<double>), typeof(Page64<double>), typeof(Page4<double>))]
    public void So_many_values_that_pass_from_method_to_method_take_such_pages(int values, params Type[] pages)
    {
        var (x, sum) = (Parameter(typeof(double), "x"), Variable(typeof(double), "sum"));
        var variables = Enumerable.Range(0, values).Select(i => Variable(typeof(double), $"v{i}")).ToList();
        var lambda = Lambda<Func<double, double>>(
            Block([.. variables, sum], [.. variables.Select((v, i) => Assign(v, Multiply(x, Constant((double)i)))), .. variables.Select(v => Assign(sum, Add(Multiply(sum, x), Add(v, v)))), sum]), x);
        var asked = new List<Type>();
        Expression Asked(Type page)
        {
            asked.Add(page);
            return PageOf(page);
        }

        var compiled = Compiled(MethodSplitter.Split(lambda, Asked, new SplitLimits(MethodSize.Limits / 10), new HashSet<Expression>()));

        Assert.Equal(pages, asked);
        Assert.Equal(Enumerable.Range(0, values).Aggregate(0.0, (total, i) => (total * 0.5) + ((0.5 * i) + (0.5 * i))), compiled(0.5));
    }

    [Fact]
    public void Of_many_spans_only_those_with_a_buffer_in_common_are_handed_on()
    {
        var (workspace, x, sum) = (Parameter(typeof(Workspace), "workspace"), Parameter(typeof(double), "x"), Variable(typeof(double), "sum"));
        var spans = Enumerable.Range(0, 300).Select(i => Variable(typeof(Span<double>), $"s{i}")).ToList();
        // The last one has the buffer of the first, at whose element it then writes too.
        IEnumerable<Expression> takes = spans.Select((span, i) => Assign(span, Call(workspace, nameof(Workspace.Span), [typeof(double)], Constant(i % 299), Constant(3))));
        IEnumerable<Expression> writes = spans.Select((span, i) => Call(typeof(Elements), nameof(Elements.Write), [typeof(double)], span, Constant(1), Multiply(x, Constant((double)i))));
        IEnumerable<Expression> reads = spans.Select((span, i) => Assign(sum, Add(Multiply(sum, x), Call(typeof(Elements), nameof(Elements.Read), [typeof(double)], span, Constant(1)))));
        var lambda = Lambda<Func<Workspace, double, double>>(Block([.. spans, sum], [.. takes, .. writes, Assign(sum, x), .. reads, sum]), workspace, x);

        var split = Split(lambda, new SplitLimits(MethodSize.Limits / 10));
        var compiled = (Func<Workspace, double, double>)MethodCompilation.Run(split, DelegateCompilers.Default)!;
        Assert.True(split.Parts.Count > 10);
        Assert.Equal(2, split.Parts.SelectMany(part => part.Lambda.Parameters).Where(parameter => parameter.Type.IsByRefLike).Distinct().Count());
        Assert.Equal(lambda.Compile()(new Workspace(new WorkspaceStack(), 1), 0.5), compiled(new Workspace(new WorkspaceStack(), 1), 0.5));
    }

    private static int Parts(Expression<Func<double, double>> lambda, SplitLimits limits)
    {
        var split = Split(lambda, limits);
        Assert.Equal(lambda.Compile()(0.5), Compiled(split)(0.5));
        return split.Parts.Count;
    }

    private static SplitFunction Split(LambdaExpression lambda, SplitLimits limits) => MethodSplitter.Split(lambda, PageOf, limits, new HashSet<Expression>());

    private static ConstantExpression PageOf(Type type) => Constant(Activator.CreateInstance(type));

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
