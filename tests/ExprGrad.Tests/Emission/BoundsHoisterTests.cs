using System.Linq.Expressions;
using ExprGrad.Diagnostics;
using ExprGrad.Emission.Bounds;
using ExprGrad.Runtime;

namespace ExprGrad.Tests.Emission;

/// <summary>Checks that are taken out of loops: what ran runs, what threw throws. (In debug builds accesses without a check throw something else where they are out of range.)</summary>
public sealed class BoundsHoisterTests
{
    private static readonly int[] sizes = [-1, 0, 1, 2, 3, 5];

    [Fact]
    public void Random_loops_do_what_they_did()
    {
        var (hoisted, refused) = (0, 0);
        for (var seed = 0; seed < 400; seed++)
        {
            var (plain, fast) = (RandomLoops.Write(seed, hoists: false), RandomLoops.Write(seed, hoists: true));
            var text = CSharpWriter.Write(fast, 100_000);
            if (text.Contains(nameof(Unchecked), StringComparison.Ordinal)) hoisted++;
            var (expected, actual) = (plain.Compile(), fast.Compile());
            foreach (var length in new[] { 0, 1, 6, 40 })
            {
                foreach (var m in sizes)
                {
                    foreach (var n in sizes)
                    {
                        var (a, b) = (new double[length], new double[length]);
                        var (thrown, also) = (Record.Exception(() => expected(a, m, n)), Record.Exception(() => actual(b, m, n)));
                        Assert.True(thrown?.GetType() == also?.GetType(), $"seed {seed}, {length} elements, m = {m}, n = {n}: {also?.GetType().Name ?? "nothing"} instead of {thrown?.GetType().Name ?? "nothing"}\n{text}");
                        if (thrown is null) Assert.Equal(a, b);
                        else refused++;
                    }
                }
            }
        }

        Assert.InRange(hoisted, 200, 400);
        Assert.InRange(refused, 1_000, 40_000);
    }

    // Its extents get their values in the loop that the product of them leaves.
    [Fact]
    public void Parts_of_an_array_are_cleared_whose_size_is_known_before_the_loop()
    {
        Expression<Func<double[][], double>> loss = a => a.SelectMany(row => row).Min(x => Math.Clamp(
            Ad.ScatterAdd(a.Select(row => row.Length).ToArray(), new[] { Enumerable.Range(0, 0).Select(i => ValueTuple.Create(1, 0, a[0][0])), Enumerable.Range(0, 1).Select(i => ValueTuple.Create(0, i, x)) })[1][0] + x, 0.4, 6));
        double[][] rows = [[0.3], [0.7, 5], [-1], [2, 3, 4]];
        foreach (var options in LanesUnderTest.Ways)
        {
            var compiled = Grad.ValueAndGradient(loss, options);
            for (var call = 0; call < 3; call++) Assert.Equal(loss.Compile()(rows), compiled(rows).Value);
        }
    }

    // The index is 2^30 * 4 + i as 64 bits, and i as 32: what the loop accesses is in the span, and what is checked is not more than that.
    [Fact]
    public void Products_that_overflow()
    {
        var (data, factor, index, span) = (Expression.Parameter(typeof(double[])), Expression.Parameter(typeof(int)), Expression.Variable(typeof(int)), Expression.Variable(typeof(Span<double>)));
        var end = Expression.Label();
        var place = Expression.Add(Expression.Multiply(factor, Expression.Constant(4)), index);
        List<Expression> body = [Expression.Call(typeof(Elements), nameof(Elements.Add), null, span, place, Expression.Constant(1.0))];
        var checks = new BoundsHoister(_ => throw new InvalidOperationException("There are no products of integers that vary.")).Hoist(index, Expression.Constant(0), Expression.Constant(3), 1, end, body);
        Assert.Single(checks);
        var loop = Expression.Lambda<Action<double[], int>>(
            Expression.Block(
                [index, span],
                [
                    Expression.Assign(span, Expression.New(typeof(Span<double>).GetConstructor([typeof(double[])])!, data)),
                    .. checks,
                    Expression.Loop(
                        Expression.Block([Expression.IfThen(Expression.GreaterThanOrEqual(index, Expression.Constant(3)), Expression.Break(end)), .. body, Expression.PreIncrementAssign(index)]), end),
                    Expression.Empty(),
                ]),
            data, factor).Compile();

        var sums = new double[3];
        loop(sums, 1 << 30);
        Assert.Equal([1, 1, 1], sums);
        Assert.Throws<IndexOutOfRangeException>(() => loop(sums, (1 << 30) + 1));
        Assert.Throws<IndexOutOfRangeException>(() => loop(sums, -1));
        Assert.Equal([1, 1, 1], sums);
    }
}
