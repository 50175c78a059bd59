using System.Linq.Expressions;
using ExprGrad.Diagnostics;

namespace ExprGrad.Tests.Diagnostics;

/// <summary>Trees of any depth print on the small stacks that threads of servers and web assemblies have.</summary>
public sealed class DeepTreeTests
{
    private const int Depth = 100_000;
    private static readonly Type One = typeof(ValueTuple<double>);
    private static readonly ParameterExpression X = Expression.Parameter(typeof(double), "x");
    private static readonly Expression Test = Expression.GreaterThan(X, Expression.Constant(0.0));

    public static TheoryData<string> Shapes => [.. Wrappings.Keys];

    // Each shape: how one more level is wrapped around a tree.
    private static readonly Dictionary<string, Func<Expression, Expression>> Wrappings = new(StringComparer.Ordinal)
    {
        ["sum nested to the left"] = e => Expression.Add(e, X),
        ["sum nested to the right"] = e => Expression.Add(X, e),
        ["negation"] = Expression.Negate,
        ["call"] = e => Expression.Call(typeof(Math), nameof(Math.Sin), null, e),
        ["condition, else"] = e => Expression.Condition(Test, X, e),
        ["condition, then"] = e => Expression.Condition(Test, e, X),
        ["condition, test"] = e => Expression.Condition(Expression.GreaterThan(e, X), X, X),
        ["conversions"] = e => Real(Expression.Convert(e, typeof(int))),
        ["checked"] = e => Real(Expression.AddChecked(Expression.Convert(e, typeof(int)), Expression.Constant(1))),
        ["array index"] = e => Expression.ArrayIndex(Expression.NewArrayInit(typeof(double), e), Expression.Constant(0)),
        ["array length"] = e => Real(Expression.ArrayLength(Expression.NewArrayInit(typeof(double), e))),
        ["member"] = e => Expression.Field(Expression.New(One.GetConstructor([typeof(double)])!, e), "Item1"),
        ["member initializer"] = e =>
            Expression.Field(Expression.MemberInit(Expression.New(One), Expression.Bind(One.GetField("Item1")!, e)), "Item1"),
        ["type test"] = e => Expression.Condition(Expression.TypeIs(e, typeof(double)), X, X),
        ["invoked lambda"] = e => Expression.Invoke(Expression.Lambda<Func<double>>(e)),
        ["block"] = e => Expression.Block(X, e),
        ["block of one"] = e => Expression.Block(e),
        ["assignment"] = e => Expression.Assign(X, e),
        ["if statement"] = e => Expression.Block(Expression.IfThen(Test, e), X),
        ["else if statement"] = e => Expression.IfThenElse(Test, X, e),
        ["loop"] = e => Expression.Loop(e),
        ["counted loop"] = e => Expression.Block(Loop(e), X),
        ["try"] = e => Expression.TryFinally(e, X),
        ["switch"] = e => Expression.Switch(Expression.Constant(1), X, Expression.SwitchCase(e, Expression.Constant(1))),
    };

    private static UnaryExpression Real(Expression e) => Expression.Convert(e, typeof(double));

    private static LoopExpression Loop(Expression body)
    {
        var exit = Expression.Label();
        var leave = Expression.IfThen(Test, Expression.Break(exit));
        return Expression.Loop(Expression.Block(leave, body, Expression.PostIncrementAssign(X)), exit);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_tree_of_100_000_levels_prints_on_a_stack_of_256_KiB(string shape)
    {
        Expression tree = X;
        // The nodes themselves find out the type of a condition by walking down its first arms: building takes quadratic time.
        var depth = shape == "condition, then" ? 10_000 : Depth;
        for (var i = 0; i < depth; i++) tree = Wrappings[shape](tree);

        var (quote, statements) = OnSmallStack(() => (
            CSharpWriter.Write(tree, 200),
            CSharpWriter.WriteLambda(Expression.Lambda<Action<double>>(tree, X))));

        Assert.InRange(quote.Length, 1, 200);
        Assert.Contains('x', statements);
    }

    [Fact]
    public void A_sum_of_100_000_terms_is_printed_whole()
    {
        var sum = Enumerable.Range(0, Depth).Aggregate((Expression)X, (e, i) => Expression.Add(e, Expression.Constant((double)i)));
        var text = OnSmallStack(() => CSharpWriter.Write(sum));
        Assert.StartsWith("x + 0.0 + 1.0 + 2.0 + ", text, StringComparison.Ordinal);
        Assert.EndsWith(" + 99998.0 + 99999.0", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quote_is_cut_where_it_reaches_its_length()
    {
        Assert.Equal("x + x", CSharpWriter.Write(Expression.Add(X, X), 5));
        Assert.Equal("x +…", CSharpWriter.Write(Expression.Add(X, X), 4));
        Assert.Equal("\"aaa…", CSharpWriter.Write(Expression.Constant(new string('a', 1_000_000)), 5));
    }

    [Fact]
    public void A_quote_costs_its_own_length_whatever_the_size_of_the_tree()
    {
        var trees = new[] { 1_000, 1_000_000 }.Select(n => new[]
        {
            Enumerable.Range(0, n).Aggregate((Expression)X, (e, _) => Expression.Add(e, X)),
            Enumerable.Range(0, n).Aggregate((Expression)X, (e, _) => Expression.Add(X, e)),
            Expression.NewArrayInit(typeof(double), Enumerable.Repeat(X, n)),
            Expression.Block(Enumerable.Repeat((Expression)X, n)),
        }).ToList();

        for (var k = 0; k < trees[0].Length; k++)
        {
            Assert.InRange(Allocated(trees[1][k]), 0, 2 * Allocated(trees[0][k]));
        }

        static long Allocated(Expression tree)
        {
            // A node copies its list of children once, when it is first asked for.
            CSharpWriter.Write(tree, 200);
            var before = GC.GetAllocatedBytesForCurrentThread();
            CSharpWriter.Write(tree, 200);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static T OnSmallStack<T>(Func<T> function)
    {
        var (result, failure) = (default(T), default(Exception));
        var thread = new Thread(Run, 256 * 1024);
        thread.Start();
        thread.Join();
        return failure is null ? result! : throw new InvalidOperationException("The printer failed.", failure);

        void Run()
        {
            try
            {
                result = function();
            }
            catch (Exception e)
            {
                failure = e;
            }
        }
    }
}
