using System.Linq.Expressions;
using ExprGrad.Emission.Instructions;
using ExprGrad.Runtime;
using ExprGrad.Tests.Language;

namespace ExprGrad.Tests.Emission.Instructions;

public sealed class ListSchedulingTests
{
    private static readonly ParameterExpression s_x = Expression.Parameter(typeof(double), "x"), s_span = Expression.Parameter(typeof(double[]), "a");

    [Fact]
    public void What_is_used_late_is_computed_late()
    {
        // Forty values, then their sum one after the other: all forty are alive at a time, or two.
        var values = Enumerable.Range(0, 40).Select(i => Variable($"v{i}")).ToArray();
        var sums = Enumerable.Range(0, 40).Select(i => Variable($"s{i}")).ToArray();
        List<Expression> code =
        [
            .. values.Select((value, i) => Expression.Assign(value, Expression.Multiply(s_x, Expression.Constant((double)i)))),
            .. sums.Select((sum, i) => Expression.Assign(sum, i == 0 ? values[0] : Expression.Add(sums[i - 1], values[i]))),
        ];
        Assert.Equal(41, MostAlive(code));
        var arranged = ListScheduling.Arrange(code);
        Assert.Equal(code.ToHashSet(), [.. arranged]);
        Assert.InRange(MostAlive(arranged), 2, 16);
    }

    // Chains of divisions, which take long: a short run is over sooner if one does not wait for the other, a long one if no value waits for a register.
    [Theory]
    [InlineData(4, 4, 16)]
    [InlineData(20, 2, 3)]
    public void Long_runs_go_through_one_chain_after_the_other(int length, int fewest, int most)
    {
        var chains = Enumerable.Range(0, 25).Select(chain => Enumerable.Range(0, length).Select(step => Variable($"v{chain}_{step}")).ToArray()).ToArray();
        var sums = Enumerable.Range(0, 25).Select(i => Variable($"s{i}")).ToArray();
        List<Expression> code =
        [
            .. from step in Enumerable.Range(0, length)
               from chain in chains
               select Expression.Assign(chain[step], Expression.Divide(step == 0 ? Expression.Constant(1.0) : chain[step - 1], s_x)),
            .. sums.Select((sum, i) => Expression.Assign(sum, i == 0 ? chains[0][^1] : Expression.Add(sums[i - 1], chains[i][^1]))),
        ];
        Assert.Equal(26, MostAlive(code));
        Assert.InRange(MostAlive(ListScheduling.Arrange(code)), fewest, most);
    }

    [Fact]
    public void What_fits_into_registers_stays_as_it_is()
    {
        var sums = Enumerable.Range(0, 40).Select(i => Variable($"s{i}")).ToArray();
        List<Expression> code = [.. sums.Select((sum, i) => Expression.Assign(sum, i < 2 ? s_x : Expression.Add(sums[i - 1], sums[i - 2])))];
        Assert.Equal(code, ListScheduling.Arrange(code));
    }

    [Fact]
    public void Nothing_passes_a_statement_with_effects()
    {
        var write = Expression.Assign(Expression.ArrayAccess(s_span, Expression.Constant(0)), s_x);
        var (before, after) = (Random(Variables("u"), 40, 1), Random(Variables("v"), 40, 2));
        var arranged = ListScheduling.Arrange([.. before, write, .. after]);
        Assert.Equal(before.ToHashSet(), [.. arranged.Take(40)]);
        Assert.Same(write, arranged[40]);
        Assert.Equal(after.ToHashSet(), [.. arranged.Skip(41)]);
    }

    // An output may be an element of the array.
    [Fact]
    public void What_is_in_memory_is_read_before_anything_is_stored()
    {
        var span = Expression.Variable(typeof(Span<double>), "a");
        ParameterExpression[] values = [.. Enumerable.Range(0, 40).Select(i => Variable($"v{i}"))], outputs = [.. Enumerable.Range(0, 40).Select(i => Expression.Parameter(typeof(double).MakeByRefType(), $"y{i}"))];
        List<Expression> reads = [.. values.Select((value, i) => Expression.Assign(value, Expression.Call(typeof(Elements), nameof(Elements.Read), [typeof(double)], span, Expression.Constant(i))))];
        List<Expression> stores = [.. outputs.Select((output, i) => Expression.Assign(output, Expression.Multiply(values[i], values[39 - i])))];
        var arranged = ListScheduling.Arrange([.. reads, .. stores, .. reads]);
        Assert.Equal(reads.ToHashSet(), [.. arranged.Take(40)]);
        Assert.Equal(stores.ToHashSet(), [.. arranged.Skip(40).Take(40)]);
        Assert.Equal(reads.ToHashSet(), [.. arranged.Skip(80)]);
    }

    [Fact]
    public void An_output_that_is_an_element_of_an_input_is_written_last()
    {
        Expression<Func<double[], double, double>> function = (x, s) =>
            (x[0] * s + x[1]) * (x[2] * s + x[3]) * (x[4] * s + x[5]) * (x[6] * s + x[7]) * (x[8] * s + x[9]) * (x[10] * s + x[11]) * (x[12] * s + x[13]) * (x[14] * s + x[15]) * (x[16] * s + x[17]) * (x[18] * s + x[19]);
        var compiled = Grad.Compile<Slope>(function);
        for (var at = 0; at < 20; at++)
        {
            var x = Sample.Numbers(20);
            var value = compiled(x, 0.7, out var expected);
            Assert.Equal(value, compiled(x, 0.7, out x[at]));
            Assert.Equal(expected, x[at]);
        }
    }

    // Variables are read before they have a value, and given another one later; outputs are written in between.
    [Fact]
    public void Random_code_computes_the_same()
    {
        var changed = 0;
        for (var seed = 0; seed < 200; seed++)
        {
            ParameterExpression[] variables = Variables($"v{seed}"), outputs = [.. Enumerable.Range(0, 4).Select(i => Expression.Parameter(typeof(double).MakeByRefType(), $"y{i}"))];
            var code = Random([.. variables, .. outputs], 100 + (seed % 100), seed);
            var arranged = ListScheduling.Arrange(code);
            if (!arranged.SequenceEqual(code)) changed++;
            Assert.Equal(Run(code, variables, outputs), Run(arranged, variables, outputs));
        }

        Assert.InRange(changed, 100, 200);
    }

    [Fact]
    public void Many_readers_of_one_value_take_no_quadratic_time()
    {
        const int count = 100_000;
        ParameterExpression[] values = [.. Enumerable.Range(0, count).Select(i => Variable("v"))];
        List<Expression> code = [Expression.Assign(values[0], s_x)];
        for (var i = 1; i < count; i++) code.Add(Expression.Assign(values[i], Expression.Multiply(values[0], i < count / 2 ? s_x : values[i - (count / 2)])));
        Assert.Equal(count, ListScheduling.Arrange(code).Count);
    }

    private static ParameterExpression Variable(string name) => Expression.Variable(typeof(double), name);

    private static ParameterExpression[] Variables(string name) => [.. Enumerable.Range(0, 400).Select(i => Variable($"{name}_{i}"))];

    private static List<Expression> Random(ParameterExpression[] variables, int count, int seed)
    {
        var random = new Random(seed);
        var values = Array.FindAll(variables, variable => !variable.IsByRef);
        Expression Operand() => random.Next(10) switch
        {
            0 => Expression.Constant(random.NextDouble()),
            1 => s_x,
            _ => values[random.Next(values.Length)],
        };
        return
        [
            .. Enumerable.Range(0, count).Select(_ => Expression.Assign(
                variables[random.Next(variables.Length)],
                random.Next(4) switch
                {
                    0 => Expression.Add(Operand(), Operand()),
                    1 => Expression.Subtract(Operand(), Operand()),
                    2 => Expression.Multiply(Operand(), Operand()),
                    _ => Expression.Divide(Operand(), Expression.Add(Expression.Multiply(Operand(), Operand()), Expression.Constant(1.5))),
                })),
        ];
    }

    private delegate double Slope(double[] x, double s, out double ds);

    private delegate void Code(double x, double[] results, ref double y0, ref double y1, ref double y2, ref double y3);

    private static double[] Run(IReadOnlyList<Expression> code, ParameterExpression[] variables, ParameterExpression[] outputs)
    {
        var results = Expression.Parameter(typeof(double[]), "results");
        var starts = variables.Select((variable, i) => Expression.Assign(variable, Expression.Constant(0.1 * i)));
        var ends = variables.Select((variable, i) => Expression.Assign(Expression.ArrayAccess(results, Expression.Constant(i)), variable));
        var run = Expression.Lambda<Code>(Expression.Block(variables, [.. starts, .. code, .. ends, Expression.Empty()]), [s_x, results, .. outputs]).Compile();
        var values = new double[variables.Length + 4];
        run(0.7, values, ref values[^4], ref values[^3], ref values[^2], ref values[^1]);
        return values;
    }

    // Of code in which each variable is assigned once.
    private static int MostAlive(IReadOnlyList<Expression> code)
    {
        var last = new Dictionary<Expression, int>();
        for (var i = 0; i < code.Count; i++)
        {
            if (((BinaryExpression)code[i]).Right is BinaryExpression operation) last[operation.Left] = last[operation.Right] = i;
            else last[((BinaryExpression)code[i]).Right] = i;
        }

        var (alive, most) = (new HashSet<Expression>(), 0);
        for (var i = 0; i < code.Count; i++)
        {
            alive.Add(((BinaryExpression)code[i]).Left);
            most = Math.Max(most, alive.Count);
            alive.RemoveWhere(variable => last.GetValueOrDefault(variable) == i);
        }

        return most;
    }
}
