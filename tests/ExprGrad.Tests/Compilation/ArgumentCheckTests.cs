namespace ExprGrad.Tests.Compilation;

/// <summary>Null, lengths and overlaps are checked before anything is written.</summary>
public sealed class ArgumentCheckTests
{
    private sealed class Layer
    {
        public double Scale { get; set; }
    }

    private sealed class Model
    {
        public double[] W { get; init; } = null!;

        public Layer Last { get; init; } = null!;
    }

    private delegate double First(double[] w, double[] x, double[] dw);

    private delegate double Both(Layer a, Layer b, Layer da, Layer db);

    private static readonly Func<Model, Model, double> Into = Grad.ValueAndGradientInto((Model m) => m.W[0] * m.Last.Scale);

    private static Model Make(double w, double scale) => new() { W = [w], Last = new Layer { Scale = scale } };

    [Fact]
    public void Containers_that_are_null_are_named()
    {
        var (model, gradient) = (Make(2, 3), Make(8, 9));
        void Check(string name, Model input, Model output) => Assert.Equal(name, Assert.Throws<ArgumentNullException>(() => Into(input, output)).ParamName);
        Check("m", null!, gradient);
        Check("dm", model, null!);
        Check("m.Last", new Model { W = [1] }, gradient);
        Check("dm.Last", model, new Model { W = [1] });
        Check("m.W", new Model { Last = new Layer() }, gradient);
        Check("dm.W", model, new Model { Last = new Layer() });
        Assert.Equal((8, 9), (gradient.W[0], gradient.Last.Scale));
        Assert.Equal(6, Into(model, gradient));
        Assert.Equal((3, 2), (gradient.W[0], gradient.Last.Scale));
    }

    [Fact]
    public void A_container_of_which_nothing_is_read_is_not_null() =>
        Assert.Equal("l", Assert.Throws<ArgumentNullException>(() => Grad.Gradient((Layer l) => l.Scale)(null!)).ParamName);

    [Fact]
    public void An_object_is_not_input_and_output_at_once()
    {
        var layer = new Layer { Scale = 3 };
        var input = new Model { W = [2], Last = layer };
        Assert.Throws<ArgumentException>(() => Into(input, new Model { W = [0], Last = layer }));
        Assert.Equal(3, layer.Scale);

        var f = Grad.Compile<Both>((Layer a, Layer b) => a.Scale * b.Scale);
        var (da, db) = (new Layer(), new Layer());
        Assert.Throws<ArgumentException>(() => f(layer, layer, da, da));
        Assert.Throws<ArgumentException>(() => f(layer, new Layer(), da, layer));
        Assert.Equal(9, f(layer, layer, da, db));
        Assert.Equal((3, 3), (da.Scale, db.Scale));
    }

    [Fact]
    public void Arrays_that_are_not_read_are_checked_too()
    {
        var f = Grad.Compile<First>((double[] w, double[] x) => 2 * w[0]);
        double[] x = [1];
        Assert.Equal("x", Assert.Throws<ArgumentNullException>(() => f([1], null!, [0])).ParamName);
        Assert.Throws<ArgumentException>(() => f([1], x, x));
        Assert.Equal(1, x[0]);
    }

    [Fact]
    public void One_array_for_all_rows_is_refused()
    {
        var f = Grad.ValueAndGradientInto((double[][] w) => w[0][0] * w[1][0]);
        double[][] w = [[2, 7], [3, 8]];
        double[] row = [4, 5], other = [6, 9];
        Assert.Throws<ArgumentException>(() => f(w, [row, row]));
        Assert.Throws<ArgumentException>(() => f(w, [w[0], other]));
        Assert.Equal([4.0, 5, 6, 9, 2, 7], [.. row, .. other, .. w[0]]);
        Assert.Equal(6, f(w, [row, other]));
        Assert.Equal([3.0, 0, 2, 0], [.. row, .. other]);
    }
}
