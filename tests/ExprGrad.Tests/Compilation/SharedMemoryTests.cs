using ExprGrad.Tests.Language;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Compilation;

/// <summary>Gradients that share memory, with inputs, with each other or with themselves: sums would go to the wrong place. Where they don't, their order in memory does not matter.</summary>
public sealed class SharedMemoryTests
{
    private static readonly RowsGradient s_rows = Grad.Compile<RowsGradient>((double[][] w, double[] b) => w.Sum(row => row.Sum(x => x * x)) + b.Sum(x => x * x));
    private static readonly DeepGradient s_deep = Grad.Compile<DeepGradient>((double[][][] w) => w.Sum(plane => plane.Sum(row => row.Sum(x => x * x * x))));
    private static readonly ModulesGradient s_modules = Grad.Compile<ModulesGradient>(
        (Module[] net) => Enumerable.Range(0, net.Length).Sum(i => net[i].Scale * net[i].W.Sum(x => x * x) + net[i].Inner.Bias * net[i].Inner.Bias));

    public delegate double RowsGradient(double[][] w, double[] b, double[][] dw, double[] db);

    public delegate double DeepGradient(double[][][] w, double[][][] dw);

    public delegate double ModulesGradient(Module[] net, Module[] dnet);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(1, 4)]
    public void A_row_stands_at_two_places(int first, int second)
    {
        var (w, b) = (Rows(5), Sample.Numbers(3));
        var dw = Rows(5);
        dw[second] = dw[first];
        var refused = Assert.Throws<ArgumentException>(() => s_rows(w, b, dw, new double[3]));
        Assert.StartsWith($"The gradient 'dw[{second}]' shares memory with 'dw[{first}]'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_rows_may_be_one()
    {
        double[][] w = [[], [2], []], dw = [[], [0], []];
        s_rows(w, [], dw, []);
        Assert.Equal(4, dw[1][0]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void A_row_is_one_of_the_input(int place)
    {
        var (w, dw) = (Rows(5), Rows(5));
        dw[place] = w[2];
        var before = w[2].ToArray();
        Assert.Throws<ArgumentException>(() => s_rows(w, [], dw, []));
        Assert.Equal(before, w[2]);
    }

    [Fact]
    public void A_row_is_the_gradient_of_something_else()
    {
        var (w, dw) = (Rows(5), Rows(5));
        var refused = Assert.Throws<ArgumentException>(() => s_rows(w, Sample.Numbers(3), dw, dw[1]));
        Assert.StartsWith("The gradient 'db' shares memory with 'dw[1]'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_stands_in_two_arrays()
    {
        var (w, dw) = (Planes(), Planes());
        dw[2][0] = dw[0][1];
        var refused = Assert.Throws<ArgumentException>(() => s_deep(w, dw));
        Assert.StartsWith("The gradient 'dw[2][0]' shares memory with 'dw[0][1]'", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => s_deep(w, [Planes()[0], [w[2][1], new double[3]], Planes()[1]]));
    }

    [Fact]
    public void Rows_of_the_input_may_be_one()
    {
        var (w, dw) = (Rows(3), Rows(3));
        w[2] = w[0];
        s_rows(w, [], dw, []);
        Assert.Equal(w[0].Select(x => 2 * x), dw[2]);
        Assert.Equal(dw[0], dw[2]);
    }

    // Rows that were made in another order than that in which they stand, and by turns with those of the input.
    [Fact]
    public void Any_order_in_memory_gives_the_same_without_allocations()
    {
        var ((w, dw), (b, db)) = ((new double[8][], new double[8][]), (Sample.Numbers(3), new double[3]));
        for (var i = 0; i < 8; i++) (w[i], dw[7 - i]) = (Sample.Numbers(3), new double[3]);
        Assert.All(new[] { dw, dw.Reverse().ToArray(), [.. dw.Skip(3), .. dw.Take(3)] }, gradient =>
        {
            Allocations.AssertNone(() => s_rows(w, b, gradient, db));
            for (var i = 0; i < 8; i++) Assert.Equal(w[i].Select(x => 2 * x), gradient[i]);
        });
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 3)]
    public void An_object_stands_at_two_places(int first, int second)
    {
        var (net, dnet) = (Modules(), Modules());
        dnet[second] = dnet[first];
        var refused = Assert.Throws<ArgumentException>(() => s_modules(net, dnet));
        Assert.StartsWith($"The gradient 'dnet[{second}]' shares memory with 'dnet[{first}]'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Members_of_objects_stand_at_two_places()
    {
        var (net, dnet) = (Modules(), Modules());
        dnet[3].Inner = dnet[1].Inner;
        Assert.Contains("'dnet[3].Inner'", Assert.Throws<ArgumentException>(() => s_modules(net, dnet)).Message, StringComparison.Ordinal);

        dnet = Modules();
        dnet[3].W = dnet[0].W;
        Assert.Contains("'dnet[3].W'", Assert.Throws<ArgumentException>(() => s_modules(net, dnet)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_may_lie_in_any_order()
    {
        var (net, dnet) = (Modules(), Modules());
        s_modules(net, dnet);
        var expected = dnet.Select(module => (module.Scale, module.W.Sum(), module.Inner.Bias)).ToArray();
        Module[] others = [.. Modules().Reverse()];
        Allocations.AssertNone(() => s_modules(net, others));
        Assert.Equal(expected, others.Select(module => (module.Scale, module.W.Sum(), module.Inner.Bias)));
    }

    private static double[][] Rows(int count) => [.. Enumerable.Range(0, count).Select(_ => Sample.Numbers(3))];

    private static double[][][] Planes() => [.. Enumerable.Range(0, 3).Select(_ => Rows(2))];

    private static Module[] Modules() => [.. Enumerable.Range(0, 4).Select(i => new Module { Scale = 1.5 + i, W = Sample.Numbers(3), Inner = new Part { Bias = i - 0.5 } })];

    public sealed class Module
    {
        public double Scale { get; set; }

        public required double[] W { get; set; }

        public required Part Inner { get; set; }
    }

    public sealed class Part
    {
        public double Bias { get; set; }
    }
}
