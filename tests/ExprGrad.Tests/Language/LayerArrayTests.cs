using System.Linq.Expressions;
using ExprGrad.Tests.Support;
using GraphAgreement = ExprGrad.Tests.Support.Agreement;

namespace ExprGrad.Tests.Language;

/// <summary>Weights in arrays of layers, of matrices and of rows, which are read at constant places or layer by layer, as if each were an argument.</summary>
public sealed class LayerArrayTests
{
    private sealed record Layer(double[,] W, double[] B);

    private sealed record Model(Layer[] Layers, double Scale);

    private sealed record Weights(double[][,] W, double[][] B);

    private struct Plain
    {
        public double[,] W { get; init; }

        public double[] B { get; init; }
    }

    // Elements that are not side by side are added to one at a time: in lanes that is no faster.
    private const string Columns = "all matrices, and columns of one";

    private static readonly Dictionary<string, (LambdaExpression Loss, object Net)> s_forms = Forms();

    public static TheoryData<string> FormNames => [.. s_forms.Keys];

    public static TheoryData<string> FormsInLanes => [.. s_forms.Keys.Where(form => form != Columns)];

    private static Dictionary<string, (LambdaExpression, object)> Forms()
    {
        var layers = Layers(5, 17, 9, 3);
        var square = Layers(9, 9, 9, 9);
        var weights = new Weights([.. layers.Select(layer => layer.W)], [.. layers.Select(layer => layer.B)]);
        var last = 2;
        Expression<Func<Layer[], double[], double>> ofLayers = (n, x) =>
            Ad.Let(n[0].B.Select((b, i) => Math.Tanh(Enumerable.Range(0, x.Length).Sum(j => n[0].W[i, j] * x[j]) + b)).ToArray(), h =>
            Ad.Let(n[1].B.Select((b, i) => Math.Tanh(Enumerable.Range(0, h.Length).Sum(j => n[1].W[i, j] * h[j]) + b)).ToArray(), g =>
            n[2].B.Select((b, i) => Math.Exp(Enumerable.Range(0, g.Length).Sum(j => n[2].W[i, j] * g[j]) + b)).Sum()));
        Expression<Func<Model, double[], double>> ofModel = (m, x) =>
            Ad.Let(Enumerable.Range(0, m.Layers[0].W.GetLength(0)).Select(i => Math.Tanh(Enumerable.Range(0, x.Length).Sum(j => m.Layers[0].W[i, j] * x[j]) + m.Layers[0].B[i])).ToArray(), h =>
            Ad.Let(Enumerable.Range(0, m.Layers[1].W.GetLength(0)).Select(i => Math.Tanh(Enumerable.Range(0, h.Length).Sum(j => m.Layers[1].W[i, j] * h[j]) + m.Layers[1].B[i])).ToArray(), g =>
            m.Scale * Enumerable.Range(0, m.Layers[2].W.GetLength(0)).Sum(double (int i) => Math.Exp(Enumerable.Range(0, g.Length).Sum(j => m.Layers[2].W[i, j] * g[j]) + m.Layers[2].B[i]))));
        Expression<Func<Plain[], double[], double>> ofStructs = (n, x) =>
            Ad.Let(n[0].B.Select((b, i) => Math.Tanh(Enumerable.Range(0, x.Length).Sum(j => n[0].W[i, j] * x[j]) + b)).ToArray(), h =>
            n[1].B.Select((b, i) => Math.Exp(Enumerable.Range(0, h.Length).Sum(j => n[1].W[i, j] * h[j]) + b)).Sum());
        Expression<Func<(double[,] W, double[] B)[], double[], double>> ofTuples = (n, x) =>
            Ad.Let(n[0].B.Select((b, i) => Math.Tanh(Enumerable.Range(0, x.Length).Sum(j => n[0].W[i, j] * x[j]) + b)).ToArray(), h =>
            n[1].B.Select((b, i) => Math.Exp(Enumerable.Range(0, h.Length).Sum(j => n[1].W[i, j] * h[j]) + b)).Sum());
        Expression<Func<Weights, double[], double>> ofMatrices = (n, x) =>
            Ad.Let(Enumerable.Range(0, n.B[0].Length).Select(i => Math.Tanh(Enumerable.Range(0, x.Length).Sum(j => n.W[0][i, j] * x[j]) + n.B[0][i])).ToArray(), h =>
            Enumerable.Range(0, n.B[1].Length).Sum(double (int i) => Math.Exp(Enumerable.Range(0, h.Length).Sum(j => n.W[1][i, j] * h[j]) + n.B[1][i])) * n.W[2][0, 0]);
        Expression<Func<double[][][], double[], double>> ofRows = (n, x) =>
            Ad.Let(Enumerable.Range(0, n[0].Length).Select(i => Math.Tanh(Enumerable.Range(0, x.Length).Sum(j => n[0][i][j] * x[j]))).ToArray(), h =>
            n[1].Sum(double (double[] row) => Math.Exp(row.Zip(h, (w, v) => w * v).Sum())) * n[2][1][1]);
        Expression<Func<Layer[], double[], double>> fromTheEnds = (n, x) =>
            Ad.Let(Enumerable.Range(0, n.First().B.Length).Select(i => Math.Tanh(Enumerable.Range(0, x.Length).Sum(j => n.First().W[i, j] * x[j]) + n.First().B[i])).ToArray(), h =>
            Ad.Let(Enumerable.Range(0, n[n.Length - 2].B.Length).Select(i => Math.Tanh(Enumerable.Range(0, h.Length).Sum(j => n[n.Length - 2].W[i, j] * h[j]) + n[n.Length - 2].B[i])).ToArray(), g =>
            Enumerable.Range(0, n.Last().B.Length).Sum(double (int i) => Math.Exp(Enumerable.Range(0, g.Length).Sum(j => n[last].W[i, j] * g[j]) + n.Last().B[i]))));
        Expression<Func<Layer[], double[], double>> oneByOne = (n, x) =>
            n.Aggregate(x, (h, layer) => layer.B.Select((b, i) => Math.Tanh(Enumerable.Range(0, h.Length).Sum(j => layer.W[i, j] * h[j]) + b)).ToArray()).Sum(v => v * v);
        Expression<Func<Layer[], double[], double>> mixed = (n, x) => Ad.Let(
            n.Skip(1).Aggregate(
                n[0].B.Select((b, i) => Math.Tanh(Enumerable.Range(0, x.Length).Sum(j => n[0].W[i, j] * x[j]) + b)).ToArray(),
                (h, layer) => layer.B.Select((b, i) => Math.Tanh(Enumerable.Range(0, h.Length).Sum(j => layer.W[i, j] * h[j]) + b)).ToArray()),
            h => n[2].B.Select((b, i) => b * h[i] * n[n.Length - 1].W[i, 0]).Sum() + Enumerable.Range(0, n.Length).Sum(l => n[l].W[l, l] * n[l].W[0, l]));
        Expression<Func<Weights, double[], double>> regularized = (n, x) => x.Sum() * Enumerable.Range(0, n.W[0].GetLength(1)).Sum(j => n.W[0][1, j] * n.W[0][0, j])
            + n.W.Sum(double (double[,] w) => Enumerable.Range(0, w.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, w.GetLength(1)).Sum(j => w[i, j] * w[i, j]))) + n.B[1].Sum() * n.B.Sum(double (double[] b) => b.Sum(v => v * v));
        Expression<Func<Weights, double[], double>> byColumns = (n, x) => x.Sum() * Enumerable.Range(0, n.W[0].GetLength(0)).Sum(i => n.W[0][i, 1] * n.W[0][i, 0])
            + n.W.Sum(double (double[,] w) => Enumerable.Range(0, w.GetLength(0)).Sum(double (int i) => Enumerable.Range(0, w.GetLength(1)).Sum(j => w[i, j] * w[i, j]))) + n.B[1].Sum() * n.B.Sum(double (double[] b) => b.Sum(v => v * v));
        return new(StringComparer.Ordinal)
        {
            ["layers"] = (ofLayers, layers),
            ["layers of a model"] = (ofModel, new Model(layers, 0.5)),
            ["structs"] = (ofStructs, layers.Select(layer => new Plain { W = layer.W, B = layer.B }).ToArray()),
            ["tuples"] = (ofTuples, layers.Select(layer => (layer.W, layer.B)).ToArray()),
            ["matrices"] = (ofMatrices, weights),
            ["rows"] = (ofRows, layers.Select(layer => Rows(layer.W)).ToArray()),
            ["from the ends"] = (fromTheEnds, layers),
            ["one by one"] = (oneByOne, square),
            ["constant and computed places"] = (mixed, square),
            ["all matrices, and one of them"] = (regularized, weights),
            [Columns] = (byColumns, weights),
        };
    }

    [Theory]
    [MemberData(nameof(FormNames))]
    public void All_executors_agree(string form)
    {
        var (loss, net) = s_forms[form];
        var x = Sample.Numbers(form is "one by one" or "constant and computed places" ? 9 : 5);
        Agreement.Check(loss, net, x);
        Agreement.Of(loss, new GradOptions { KernelSize = (1, 1) }).At(net, x);
        if (form is "layers" or "from the ends" or "constant and computed places") GraphAgreement.Check(loss, net, x);
    }

    [Theory]
    [MemberData(nameof(FormsInLanes))]
    public void Loops_over_weights_run_in_lanes(string form)
    {
        var compiled = typeof(LayerArrayTests).GetMethod(nameof(Compiled), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(s_forms[form].Net.GetType()).Invoke(null, [s_forms[form].Loss]);
        InLanes(Grad.Report((Delegate)compiled!).Schedule);
    }

    // All innermost loops, but for those over the layers.
    private static void InLanes(string schedule)
    {
        string[] lines = [.. schedule[schedule.IndexOf("compute", StringComparison.Ordinal)..].Split('\n').Where(line => line.TrimStart().StartsWith("for ", StringComparison.Ordinal))];
        static int Depth(string line) => line.Length - line.TrimStart().Length;
        var around = new Stack<string>();
        for (var i = 0; i < lines.Length; i++)
        {
            while (around.TryPeek(out var outer) && Depth(outer) >= Depth(lines[i])) around.Pop();
            around.Push(lines[i]);
            if (i + 1 < lines.Length && Depth(lines[i + 1]) > Depth(lines[i]) || lines[i].Contains("[].W.Length  ", StringComparison.Ordinal)
                || lines[i].Contains("hand on a state", StringComparison.Ordinal)) continue;
            Assert.Contains(around, line => line.Contains(" lanes, ", StringComparison.Ordinal) || line.EndsWith(" lanes", StringComparison.Ordinal));
        }

        Assert.NotEmpty(lines);
    }

    private static Func<P, double[], P, double> Compiled<P>(Expression<Func<P, double[], double>> loss) => Grad.ValueAndGradientInto(loss, new GradOptions { VectorBits = 512 });

    private static readonly Expression<Func<Layer[], double[,], double>> s_batch = (n, x) =>
        Ad.Let(Enumerable.Range(0, x.GetLength(0)).Select(s => n[0].B.Select((b, i) => Math.Tanh(Enumerable.Range(0, x.GetLength(1)).Sum(j => n[0].W[i, j] * x[s, j]) + b)).ToArray()).ToArray(), h =>
        Enumerable.Range(0, x.GetLength(0)).Sum(double (int s) => n[1].B.Select((b, i) => Math.Exp(Enumerable.Range(0, n[0].B.Length).Sum(j => n[1].W[i, j] * h[s][j]) + b)).Sum()));

    [Fact]
    public void Products_of_weights_and_a_batch_are_left_to_the_kernel()
    {
        var schedule = Grad.Report(Grad.ValueAndGradientInto(s_batch)).Schedule;
        Assert.Equal(5, schedule.Split('\n').Count(line => line.Contains("by the matrix kernel", StringComparison.Ordinal)));
        Assert.Contains("gradient n[].W[0, ", schedule, StringComparison.Ordinal);
        foreach (var options in new GradOptions[] { new() { KernelSize = (1, 1) }, new() { KernelSize = (1, 1), Threads = 2, SmallestBlock = 0 } })
        {
            var f = Agreement.Of(s_batch, options);
            f.At(Layers(5, 17, 9), Sample.Matrix(11, 5));
            f.At(Layers(5, 1, 9), Sample.Matrix(1, 5));
            f.At(Layers(5, 3, 2), Sample.Matrix(0, 5));
        }
    }

    private delegate double BatchOfEach(double[][,] w, double[][,] x, double[][,] dw);

    // A product for each layer, which adds to a matrix of its own.
    [Fact]
    public void A_product_for_each_matrix()
    {
        Expression<Func<double[][,], double[][,], double>> loss = (w, x) => Enumerable.Range(0, 3).Select(l => Enumerable.Range(0, 9).Select(i => Enumerable.Range(0, 17).Sum(double (int k) =>
            Math.Sin(Enumerable.Range(0, 10).Sum(j => w[l][i, j] * x[l][j, k])))).Sum()).Sum();
        double[][,] w = [.. Enumerable.Range(0, 3).Select(l => Sample.Matrix(9, 10 + l))], x = [.. Enumerable.Range(0, 3).Select(l => Sample.Matrix(10, 17 + l))];
        Agreement.Check(loss, w, x);
        Agreement.Of(loss, new GradOptions { KernelSize = (1, 1) }).At(w, x);
        Assert.Contains("by the matrix kernel", Grad.Report(Grad.Compile<BatchOfEach>(loss, new GradOptions { KernelSize = (1, 1) })).Schedule, StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_that_are_data_are_read_in_lanes()
    {
        Expression<Func<double[], Model, double>> loss = (x, m) => m.Layers[1].B.Select((b, i) => Math.Tanh(Enumerable.Range(0, x.Length).Sum(j => m.Layers[1].W[i, j] * x[j]) + b)).Sum() * m.Scale
            + m.Layers.Sum(double (Layer layer) => Enumerable.Range(0, x.Length).Sum(j => x[j] * layer.W[0, j]));
        Agreement.Check(loss, Sample.Numbers(9), new Model(Layers(9, 9, 17), 2));
        var schedule = Grad.Report(Grad.ValueAndGradientInto(loss, new GradOptions { VectorBits = 512 })).Schedule;
        InLanes(schedule);
        Assert.Contains("m.Layers[1].W[", schedule, StringComparison.Ordinal);
    }

    [Fact]
    public void Indices_out_of_range_throw_before_anything_is_written()
    {
        Throws<IndexOutOfRangeException>((n, x) => n[3].W[0, 0] * x[0]);
        Throws<IndexOutOfRangeException>((n, x) => Enumerable.Range(0, x.Length).Sum(i => n[3].W[i, 0] * x[i]));
        Throws<IndexOutOfRangeException>((n, x) => Enumerable.Range(0, x.Length).Sum(i => n[1].W[i + 16, 0] * x[i]));
        Throws<IndexOutOfRangeException>((n, x) => Enumerable.Range(0, x.Length).Sum(i => n[n.Length - 4].B[i] * x[i]));
        Throws<IndexOutOfRangeException>((n, x) => x.Sum(v => n[0].B[17] * v));
        Throws<IndexOutOfRangeException>((n, x) => n.Sum(double (Layer layer) => Enumerable.Range(0, 5).Sum(i => layer.B[i] * x[i])));
        Throws<InvalidOperationException>((n, x) => x.Sum(v => n.Skip(3).First().B[0] * v));
        Throws<ArgumentOutOfRangeException>((n, x) => x.Sum(v => n.ElementAt(3).B[0] * v));

        static void Throws<TException>(Expression<Func<Layer[], double[], double>> loss)
            where TException : Exception
        {
            var (net, x) = (Layers(5, 17, 9, 3), Sample.Numbers(5));
            Assert.Throws<TException>(() => loss.Compile()(net, x));
            foreach (var mode in new[] { FloatMode.Strict, FloatMode.Fast })
            {
                var gradient = Grad.ZerosLike(net);
                gradient[0].B[0] = 7;
                Assert.Throws<TException>(() => Grad.ValueAndGradientInto(loss, new GradOptions { FloatMode = mode })(net, x, gradient));
                Assert.Equal(7, gradient[0].B[0]);
            }
        }
    }

    [Fact]
    public void What_is_missing_in_data_throws_where_it_is_read()
    {
        Expression<Func<double[], Layer?[], double>> second = (x, n) => Enumerable.Range(0, x.Length).Sum(i => n[1]!.W[0, i] * x[i]);
        Expression<Func<double[], Layer?[], double>> each = (x, n) => n.Sum(double (Layer? layer) => Enumerable.Range(0, x.Length).Sum(i => layer!.W[0, i] * x[i]));
        Expression<Func<double[], double[]?[], double>> rows = (x, n) => x.Sum(v => n[1]![0] * v);
        var layers = Layers(5, 17, 5);
        Throws(second, [layers[0], null]);
        Throws(second, [layers[0], layers[1] with { W = null! }]);
        Throws(each, [layers[0], null]);
        Throws(rows, [Sample.Numbers(2), null]);
        Agreement.Check(second, Sample.Numbers(5), new Layer?[] { null, layers[0] with { B = null! } });
        Agreement.Check(second, Array.Empty<double>(), new Layer?[] { null });
        Agreement.Check(each, Array.Empty<double>(), new Layer?[] { layers[0], layers[1] with { W = null! } });
        Agreement.Check(rows, Sample.Numbers(2), new double[]?[] { null, [2] });
        Agreement.Check(rows, Array.Empty<double>(), new double[]?[] { [2], null });
        Agreement.Check(rows, Array.Empty<double>(), Array.Empty<double[]>());

        static void Throws<T>(Expression<Func<double[], T, double>> loss, T data)
        {
            double[] x = Sample.Numbers(3), gradient = [7, 8, 9];
            Assert.Throws<NullReferenceException>(() => loss.Compile()(x, data));
            Assert.Throws<NullReferenceException>(() => Grad.ValueAndGradientInto(loss)(x, data, gradient));
            Assert.Equal([7, 8, 9], gradient);
        }
    }

    [Fact]
    public void What_is_not_chosen_need_not_be_there()
    {
        var net = Layers(5, 5, 5);
        Agreement.Check((Layer[] n, int k) => k > 1 ? n[5].W[0, 0] : n[1].W[0, k], net, 1);
        Agreement.Check((Layer[] n, int k) => k > 1 ? n[5].W[0, 0] : n[1].W[0, k], net, 2);
        Agreement.Check((Layer[] n, double[] x) => x[0] > 0 ? n[1].W[0, 1] * x[1] : n[2].B[0], net, Sample.Numbers(2));
        Agreement.Check((Layer[] n, double[] x) => x[0] < 0 ? n[1].W[0, 1] * x[1] : n[2].B[0], net, Sample.Numbers(2));
        Agreement.Check((Layer[] n, double[] x) => x.Sum(v => v > 0 ? n[0].B[0] * v : v < -5 ? n[7].B.Sum() : n[1].W[4, 4]), net, Sample.Numbers(11));
        Agreement.Check((Layer[] n, double[] x) => x.Sum(double (double v) => n[2].B.Sum(b => b * v)), net, Array.Empty<double>());
        Agreement.Check((double[][] w, double[] x) => x.Sum(v => w.Last()[3] * w.First()[0] * v), Array.Empty<double[]>(), Array.Empty<double>());
        Agreement.Check((double[][] w, double[] x) => x.Sum(v => w.Last()[3] * w.First()[0] * v), Sample.Rows(2, 4), Sample.Numbers(3));
    }

    [Fact]
    public void One_matrix_in_two_places_has_a_gradient_in_each()
    {
        var (loss, _) = s_forms["layers"];
        var f = Grad.ValueAndGradientInto((Expression<Func<Layer[], double[], double>>)loss);
        var layer = Layers(5, 5)[0];
        var (shared, apart, x) = (new[] { layer, layer, layer }, new[] { Layers(5, 5)[0], Layers(5, 5)[0], Layers(5, 5)[0] }, Sample.Numbers(5));
        var (dShared, dApart) = (Grad.ZerosLike(shared), Grad.ZerosLike(apart));
        Assert.Equal(f(apart, x, dApart), f(shared, x, dShared));
        Assert.Equal(ArgumentLeaves.Of(dApart), ArgumentLeaves.Of(dShared));
        Assert.NotEqual(dShared[0].W[1, 1], dShared[1].W[1, 1]);
    }

    [Fact]
    public void In_place_nothing_is_allocated()
    {
        foreach (var name in new[] { "layers", "from the ends", "constant and computed places" })
        {
            var (loss, net) = s_forms[name];
            var f = Grad.ValueAndGradientInto((Expression<Func<Layer[], double[], double>>)loss);
            var (layers, x) = ((Layer[])net, Sample.Numbers(name == "constant and computed places" ? 9 : 5));
            var gradient = Grad.ZerosLike(layers);
            f(layers, x, gradient);
            Allocations.AssertNone(() => f(layers, x, gradient));
        }
    }

    [Fact]
    public void The_derivative_as_an_expression()
    {
        Expression<Func<double[][], double[], double>> loss = (w, x) => x.Sum(double (double v) => w[1].Sum(u => Math.Sin(u * v))) + Enumerable.Range(0, w[0].Length).Sum(i => w[0][i] * w[1][0]);
        var derivative = (Func<double[][], double[], double[][]>)Grad.Derivative(loss, "w").Compile();
        var gradient = Grad.Gradient(loss);
        var w = Sample.Rows(3, 4);
        foreach (var x in new[] { Sample.Numbers(5), [] }) Assert.Equal(gradient(w, x).SelectMany(row => row), derivative(w, x).SelectMany(row => row), (a, b) => Math.Abs(a - b) < 1e-12);
    }

    private static Layer[] Layers(params int[] sizes) =>
        [.. sizes.Zip(sizes.Skip(1), (columns, rows) => new Layer(Scaled(Sample.Matrix(rows, columns), 0.3), [.. Sample.Numbers(rows).Select(v => 0.1 * v)]))];

    private static double[,] Scaled(double[,] matrix, double by)
    {
        for (var i = 0; i < matrix.GetLength(0); i++)
        {
            for (var j = 0; j < matrix.GetLength(1); j++) matrix[i, j] *= by;
        }

        return matrix;
    }

    private static double[][] Rows(double[,] matrix) =>
        [.. Enumerable.Range(0, matrix.GetLength(0)).Select(i => Enumerable.Range(0, matrix.GetLength(1)).Select(j => matrix[i, j]).ToArray())];
}
