using ExprGrad.Ir;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Ir;

public sealed class GraphPrinterTests
{
    private readonly GraphBuilder _g = new();

    [Fact]
    public void A_sum_over_a_loop()
    {
        var w = _g.Input<double[]>("w");
        var i = _g.Loop(_g.Length(w));
        var product = _g.Times(_g.Load(w, _g.Index(i)), _g.Number(2.0));
        Assert.Equal(
            """
            graph f(w: f64[]) -> f64
              %0 = length[0] w : i32 {}
              axis i0 < %0
              %1 = load w[i0] : f64 {i0}
              %2 = mul %1 2.0 : f64 {i0}
              %3 = sum[i0] %2 : f64 {}
              return %3

            """,
            Print(_g.Returning(_g.Graph.Sum([i], product))));
    }

    [Fact]
    public void A_branch()
    {
        var x = _g.Input<double>("x");
        var guard = _g.Guard(_g.Less(x, _g.Number(0.0)));
        var square = _g.Times(_g.Graph.In(x, guard), _g.Graph.In(x, guard));
        Assert.Equal(
            """
            graph f(x: f64) -> f64
              %0 = lt x 0.0 : bool {}
              guard g0 if %0
              %1 = in[g0] x : f64 {g0}
              %2 = mul %1 %1 : f64 {g0}
              guard g1 unless %0
              %3 = choose[g0, g1] %2 x : f64 {}
              return %3

            """,
            Print(_g.Returning(_g.Graph.Add(new Choose(guard, square, x)))));
    }

    [Fact]
    public void A_loop_that_carries_a_state()
    {
        var x = _g.Input<float>("x");
        var t = _g.Graph.Sequential(_g.Number(5));
        var state = _g.Graph.Add(new Carry(t, x, []));
        state.Next = _g.Times(state, _g.Number(0.5f));
        Assert.Equal(
            """
            graph f(x: f32) -> f32
              axis t0 < 5
              %0 = carry[t0] init x next %1 : f32 {t0}
              %1 = mul %0 0.5f : f32 {t0}
              %2 = final %0 : f32 {}
              return %2

            """,
            Print(_g.Returning(_g.Graph.Add(new Final(state)))));
    }

    [Fact]
    public void Reads_of_other_iterations_and_scattered_sums()
    {
        var w = _g.Input<double[]>("w");
        var at = _g.Input<int[]>("at");
        var i = _g.Loop(_g.Length(w));
        var element = _g.Load(w, _g.Index(i));
        var place = _g.Load(at, _g.Index(i));
        var sums = _g.Graph.Add(new Scatter([i], [new Contribution([place], element, [i])], []));
        var stored = _g.Graph.Add(new Scatter([i], [new Contribution([_g.Number(0)], _g.Number(1.0), [])], []) { Stores = true });
        var read = _g.Graph.Add(new At(_g.Plus(sums, stored), [i], [_g.Number(0)]));
        Assert.Equal(
            """
            graph f(w: f64[], at: i32[]) -> f64
              %0 = length[0] w : i32 {}
              axis i0 < %0
              %1 = load w[i0] : f64 {i0}
              %2 = load at[i0] : i32 {i0}
              %3 = scatter[i0] [%2] += %1 over {i0} : f64 {i0}
              %4 = scatter[i0] [0] = 1.0 over {} : f64 {i0}
              %5 = add %3 %4 : f64 {i0}
              %6 = at[i0 := 0] %5 : f64 {}
              return %6

            """,
            Print(_g.Returning(read)));
    }

    [Fact]
    public void Outputs()
    {
        var (x, y) = (GraphBuilder.SlotOf<double>("m.X"), GraphBuilder.SlotOf<double[][]>("m.Rows"));
        var (value, rows) = (_g.Graph.Add(new Parameter(x)), _g.Graph.Add(new Parameter(y)));
        var i = _g.Loop(_g.Length(rows));
        var check = _g.Graph.Apply(Primitives.CheckIndex, _g.Number(0), _g.Length(rows));
        var program = new Program(_g.Graph)
        {
            Scalars = [new ScalarOutput(x, value)],
            Arrays = [new ArrayOutput(y, [new Contribution([_g.Index(i), _g.Number(0)], value, [i])]), new ArrayOutput(GraphBuilder.SlotOf<double[]>("rest"), [])],
            Effects = [check],
        };
        Assert.Equal(
            """
            graph f(m.X: f64, m.Rows: f64[][], rest: f64[]) -> void
              %0 = length[0] m.Rows : i32 {}
              %1 = checkIndex 0 %0 : i32 {}
              axis i0 < %0
              effect %1
              gradient m.X = m.X
              gradient m.Rows[i0, 0] += m.X over {i0}
              gradient rest = 0

            """,
            Print(program));
    }

    [Fact]
    public void Nodes_that_nothing_needs_do_not_change_the_text()
    {
        var x = _g.Input<double>("x");
        _g.Loop(_g.Length(_g.Input<double[]>("unused")));
        _g.Times(x, _g.Number(3.0));
        var i = _g.Loop(_g.Number(7));
        var program = _g.Returning(_g.Graph.Sum([i], _g.Times(x, x)));
        Assert.Equal(
            """
            graph f(x: f64) -> f64
              %0 = mul x x : f64 {}
              axis i0 < 7
              %1 = in[i0] %0 : f64 {i0}
              %2 = sum[i0] %1 : f64 {}
              return %2

            """,
            Print(program));
    }

    [Fact]
    public void Names_that_meet_or_read_as_something_else_are_numbered()
    {
        var sum = _g.Plus(_g.Plus(_g.Input<double>("x"), _g.Input<double>("x")), _g.Plus(_g.Input<double>("i0"), _g.Input<double>("NaN")));
        Assert.Equal(
            """
            graph f(x: f64, x#1: f64, i0#1: f64, NaN#1: f64) -> f64
              %0 = add x x#1 : f64 {}
              %1 = add i0#1 NaN#1 : f64 {}
              %2 = add %0 %1 : f64 {}
              return %2

            """,
            Print(_g.Returning(sum)));
    }

    [Theory]
    [InlineData(2.0, "2.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(1e-5, "1E-05")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "-Infinity")]
    [InlineData(0.1f, "0.1f")]
    [InlineData(7, "7")]
    [InlineData(7L, "i64(7)")]
    [InlineData((byte)7, "u8(7)")]
    [InlineData('a', "char(97)")]
    [InlineData(true, "true")]
    [InlineData(DayOfWeek.Monday, "DayOfWeek(1)")]
    public void Literals(object value, string text) => Assert.Equal(text, GraphNotation.Literal(value));

    [Theory]
    [InlineData(typeof(double[][,]), "f64[][,]")]
    [InlineData(typeof((float, List<sbyte>)), "ValueTuple<f32, List<i8>>")]
    [InlineData(typeof(DayOfWeek), "DayOfWeek")]
    [InlineData(typeof(void), "void")]
    public void Types(Type type, string text) => Assert.Equal(text, GraphNotation.Type(type));

    [Fact]
    public void A_hundred_thousand_levels()
    {
        var x = _g.Input<double>("x");
        var deep = x;
        for (var i = 0; i < 100_000; i++) deep = _g.Plus(deep, x);
        Assert.Contains("  %99999 = add %99998 x : f64 {}", Print(_g.Returning(deep)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_composite_function_is_shown_as_it_is_computed()
    {
        var x = _g.Input<double>("x");
        var square = _g.Times(x, x);
        var program = _g.Returning(_g.Plus(square, x)) with { Expansions = new Dictionary<Node, Node> { [square] = _g.Plus(x, _g.Number(1.0)) } };
        Assert.Equal(
            """
            graph f(x: f64) -> f64
              %0 = add x 1.0 : f64 {}
              %1 = add %0 x : f64 {}
              return %1

            """,
            Print(program));
    }

    [Theory]
    [InlineData("Rosenbrock")]
    [InlineData("Network")]
    [InlineData("Filter")]
    [InlineData("Recurrence")]
    public void Values_with_gradients(string name)
    {
        var test = TestPrograms.Lower(name switch
        {
            "Rosenbrock" => (double[] x) => Enumerable.Range(0, x.Length - 1).Sum(i => 100 * (x[i + 1] - x[i] * x[i]) * (x[i + 1] - x[i] * x[i]) + (1 - x[i]) * (1 - x[i])),
            "Network" => (double[,] w, double[] b, double[] v, double[] x) => Ad.Let(
                Enumerable.Range(0, b.Length).Select(i => Math.Tanh(b[i] + Enumerable.Range(0, x.Length).Sum(j => w[i, j] * x[j]))).ToArray(),
                h => Enumerable.Range(0, h.Length).Sum(i => v[i] * h[i])),
            "Filter" => (double[] x) => x.Where(e => e > 0).Sum(e => Math.Log(e)),
            _ => (System.Linq.Expressions.LambdaExpression)((double[] x, double y) => x.Aggregate(y, (s, e) => s * e + y)),
        });
        GoldenFile.Verify($"tests/ExprGrad.Tests/Golden/Graph.{name}.txt", GraphPrinter.Print(test.WithGradient(), name.ToLowerInvariant()));
    }

    private static string Print(Program program) => GraphPrinter.Print(program).ReplaceLineEndings("\n");
}
