namespace ExprGrad.Tests.Language;

public sealed class ContainerTests
{
    private sealed record Line(double Slope, double Offset);

    private readonly record struct Point(double X, double Y);

    private record struct MutablePoint(double X, double Y);

    private sealed record Model(double[,] W, double[] B, Line Last, (double A, double[] Values) Tail);

    private sealed record Mixed(double Weight, int Index, double[] Values, bool Flag, string Name);

    private sealed class Fields
    {
        public double A;
        public double[] B = [];
    }

    private sealed class Properties
    {
        public double A { get; set; }

        public double[] B { get; init; } = [];

        public double Sum => A + B.Length;
    }

    private struct PlainStruct
    {
        public double X;
        public float Y;
    }

    private class Base
    {
        public double A { get; set; }
    }

    private sealed class Derived : Base
    {
        public double B { get; set; }
    }

    private abstract record Shape(double Scale);

    private sealed record Circle(double Scale, double Radius) : Shape(Scale);

    // By its name it would be the member that hides it, or that an interface's is beside.
    [Fact]
    public void Members_of_one_name()
    {
        Agreement.Check((Hiding h) => h.Value * h.Scale, new Hiding { Value = 2, Scale = 3 });
        Agreement.Check((Shown s) => s.Value * ((IShown)s).Scale, new Shown { Value = 2, Scale = 3 });
        Assert.Equal("EG2105", Assert.Throws<DifferentiationException>(() => Grad.Gradient((Hiding h) => ((Hidden)h).Value * h.Scale)).Errors[0].Id);
        Assert.Equal("EG2105", Assert.Throws<DifferentiationException>(() => Grad.Gradient((Shown s) => ((IShown)s).Value * s.Scale)).Errors[0].Id);
    }

    // The constructors set Y to zero.
    [Fact]
    public void Constructors_may_set_members_to_zero()
    {
        Agreement.Check((double x) => Ad.Let(new Partial(x), p => p.X * (p.Y + 2)), 3.0);
        Agreement.Check((double x) => Ad.Let(new Partial(x) { Y = x * x }, p => p.X * p.Y), 3.0);
        Agreement.Check((double x) => Ad.Let(new Halved(x, 5), p => p.X * p.N + p.Y), 3.0);
        Agreement.Check((Partial p) => p.X * p.Y, new Partial(2) { Y = 3 });
        Assert.Equal("EG2102", Assert.Throws<DifferentiationException>(() => Grad.Gradient((double x) => new Halved(x).Y)).Errors[0].Id);
    }

    private record struct Partial(double X)
    {
        public double Y { get; set; }
    }

    private struct Halved
    {
        public Halved(double x, int n)
        {
            X = x;
            N = n;
            Y = 0;
        }

        public Halved(double x)
        {
            X = x;
            N = 0;
            Y = -0.0;
        }

        public double X { get; set; }

        public int N { get; set; }

        public double Y { get; set; }
    }

    private class Hidden
    {
        public double Value { get; set; }
    }

    private sealed class Hiding : Hidden
    {
        public new double Value { get; set; }

        public double Scale { get; set; }
    }

    private interface IShown
    {
        double Value { get; }

        double Scale { get; }
    }

    private sealed class Shown : IShown
    {
        public double Value { get; set; }

        public double Scale { get; set; }

        double IShown.Value => 2 * Value;
    }

    [Fact]
    public void Tuples()
    {
        Agreement.Check(((double, double) t) => t.Item1 * t.Item2, (2.0, 3.0));
        Agreement.Check(((double A, double[] B) t) => t.A * t.B.Sum(v => v * v), (2.0, Sample.Numbers(3)));
        Agreement.Check(((double[] A, double[] B) t) => t.A.Zip(t.B).Sum(p => p.First * p.Second), (Sample.Numbers(3), Sample.Numbers(2)));
        Agreement.Check(((double A, (double B, double[] C) D) t) => t.A * t.D.B * t.D.C[1], (2.0, (3.0, Sample.Numbers(3))));
        Agreement.Check(((float A, float[] B) t) => t.A * t.B.Sum(v => v * v), (2.0f, Sample.Singles(3)));
    }

    [Fact]
    public void Reference_tuples() => Agreement.Check((Tuple<double, double[]> t) => t.Item1 * t.Item2.Sum(v => v * v), Tuple.Create(2.0, Sample.Numbers(3)));

    [Fact]
    public void Long_tuples() =>
        Agreement.Check(
            ((double A, double B, double C, double D, double E, double F, double G, double H, double I) t) => t.A * t.G * t.H * t.I,
            (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0));

    [Fact]
    public void Records_and_record_structs()
    {
        Agreement.Check((Line l) => l.Slope * l.Slope * l.Offset, new Line(2, 3));
        Agreement.Check((Point p) => p.X * p.X * p.Y, new Point(2, 3));
        Agreement.Check((MutablePoint p) => p.X * p.X * p.Y, new MutablePoint(2, 3));
        Agreement.Check((Line l, Point p) => l.Slope * p.X + l.Offset - p.Y, new Line(2, 3), new Point(4, 5));
    }

    [Fact]
    public void Classes_with_fields_or_properties()
    {
        Agreement.Check((Fields f) => f.A * f.B.Sum(v => v * f.A), new Fields { A = 2, B = Sample.Numbers(3) });
        Agreement.Check((Properties p) => p.A * p.B.Sum(v => v * p.A), new Properties { A = 2, B = Sample.Numbers(3) });
    }

    [Fact]
    public void Structs_with_fields() => Agreement.Check((PlainStruct s) => s.X * s.X * s.Y, new PlainStruct { X = 2, Y = 3 });

    [Fact]
    public void Inherited_members()
    {
        Agreement.Check((Derived d) => d.A * d.B * d.B, new Derived { A = 2, B = 3 });
        Agreement.Check((Circle c) => c.Scale * c.Radius * c.Radius, new Circle(2, 3));
    }

    [Fact]
    public void Nested_containers() =>
        Agreement.Check(
            (Model m) => Enumerable.Range(0, 2).Sum(i => m.B[i] * Enumerable.Range(0, 3).Sum(j => m.W[i, j])) * m.Last.Slope + m.Last.Offset * m.Tail.A * m.Tail.Values[1],
            new Model(Sample.Matrix(2, 3), Sample.Numbers(2), new Line(2, 3), (4, Sample.Numbers(3))));

    [Fact]
    public void Anonymous_types() => CheckAnonymous(new { W = Sample.Numbers(3), B = 2.0 }, e => e);

    [Fact]
    public void Members_that_are_data_are_carried_along()
    {
        var model = new Mixed(2, 1, Sample.Numbers(3), true, "name");
        Agreement.Check((Mixed m) => m.Flag ? m.Weight * m.Weight * m.Values[m.Index] : m.Weight, model);
        var gradient = Grad.Gradient((Mixed m) => m.Weight * m.Weight * m.Values[m.Index])(model);
        Assert.Equal((1, true, "name"), (gradient.Index, gradient.Flag, gradient.Name));
    }

    [Fact]
    public void Containers_as_data()
    {
        Agreement.Check((double[] w, Line l) => w[0] * l.Slope + w[1] * l.Offset, Sample.Numbers(2), new Line(2, 3));
        Agreement.Check((double[] w, Point p) => w[0] * p.X + w[1] * p.Y, Sample.Numbers(2), new Point(2, 3));
        Agreement.Check((double[] w, Model m) => w[0] * m.Last.Slope * m.Tail.A * m.B.Sum() * m.W[1, 1], Sample.Numbers(2), new Model(Sample.Matrix(2, 3), Sample.Numbers(2), new Line(2, 3), (4, Sample.Numbers(3))));
    }

    [Fact]
    public void Arrays_of_containers_as_data()
    {
        Agreement.Check((double[] w, Point[] ps) => ps.Sum(p => (w[0] * p.X) + (w[1] * p.Y * w[0])), Sample.Numbers(2), new[] { new Point(1, 2), new Point(3, 4) });
        Agreement.Check((double[] w, Line[] ls) => ls.Sum(l => (w[0] * l.Slope) + (w[1] * l.Offset * w[0])), Sample.Numbers(2), new[] { new Line(1, 2), new Line(3, 4) });
        Agreement.Check((double[] w, (double X, int K)[] ts) => ts.Sum(t => w[t.K] * t.X * w[0]), Sample.Numbers(2), new[] { (1.0, 0), (2.0, 1) });
    }

    [Fact]
    public void Containers_made_inside_the_lambda()
    {
        Agreement.Check((double x, double y) => Ad.Let(new Point(x * y, x), p => p.X * p.Y * p.X), 2.0, 3.0);
        Agreement.Check((double x, double y) => Ad.Let(new { A = x * y, B = x }, p => p.A * p.B * p.A), 2.0, 3.0);
        Agreement.Check((double x, double y) => Ad.Let(ValueTuple.Create(x * y, x), p => p.Item1 * p.Item2 * p.Item1), 2.0, 3.0);
        Agreement.Check((double x, double y) => Ad.Let(new Properties { A = x * y, B = new[] { x, y } }, p => p.A * p.B[0] * p.B[1]), 2.0, 3.0);
        Agreement.Check((double x, double y) => Ad.Let(new Fields { A = x * y, B = new[] { x, y } }, p => p.A * p.B.Sum()), 2.0, 3.0);
        Agreement.Check((double x, double y) => Ad.Let(Tuple.Create(x * y, x), p => p.Item1 * p.Item2), 2.0, 3.0);
        Agreement.Check((double x, double y) => new Point(x, y).X * new Line(x, y).Offset, 2.0, 3.0);
    }

    [Fact]
    public void Sequences_of_containers()
    {
        Agreement.CheckLengths((double[] w) => w.Select(v => new { V = v, S = v * v }).Sum(p => p.V * p.S));
        Agreement.CheckLengths((double[] w) => w.Select((v, i) => new Point(v, i)).Where(p => p.X > 0).Sum(p => p.X * p.Y));
        Agreement.CheckLengths((double[] w) => Ad.Let(w.Select(v => new Point(v, Math.Exp(v))).ToArray(), ps => ps.Sum(p => p.X * p.Y)));
        Agreement.Check((double[] w) => Ad.Let(w.Select(v => new Point(v, Math.Exp(v))).ToArray(), ps => ps[1].X * ps[2].Y), Sample.Numbers(3));
        Agreement.Check((double[] w) => w.Select(v => new Point(v, v * v)).MaxBy(p => p.Y).X, Sample.Numbers(5));
        Agreement.Check((double[] w) => w.Select(v => new Point(v, v * v)).First(p => p.Y > 1).X, Sample.Numbers(5));
    }

    [Fact]
    public void Containers_chosen_by_a_condition()
    {
        foreach (var x in new[] { 2.0, -2.0 })
        {
            Agreement.Check((double a, double b) => Ad.Let(a > 0 ? new Point(a, b) : new Point(b * b, a), p => p.X * p.Y), x, 3.0);
            Agreement.Check((double a, double b) => (a > 0 ? new { A = a, B = b } : new { A = b * b, B = a }).A, x, 3.0);
        }
    }

    // Anonymous types have no name that a parameter could be declared with: the example gives the type.
    private static void CheckAnonymous<T>(T example, Func<T, T> same)
    {
        _ = same;
        var type = typeof(T);
        var parameter = System.Linq.Expressions.Expression.Parameter(type, "m");
        var w = System.Linq.Expressions.Expression.Property(parameter, "W");
        var body = System.Linq.Expressions.Expression.Multiply(
            System.Linq.Expressions.Expression.ArrayIndex(w, System.Linq.Expressions.Expression.Constant(1)),
            System.Linq.Expressions.Expression.Property(parameter, "B"));
        Agreement.Check(System.Linq.Expressions.Expression.Lambda(body, parameter), example);
    }
}
