using System.Linq.Expressions;
using static ExprGrad.Tests.Support.Agreement;

namespace ExprGrad.Tests.Language;

public sealed class ContainerProgramTests
{
    [Fact]
    public void Tuples() => CheckHessian(((double A, double[] B) p, double x) => p.A * p.B[1] * x + p.B.Sum(v => v * p.A), (0.4, new[] { 1.5, -0.3 }), 0.7);

    [Fact]
    public void Records() => CheckHessian((Layer layer, double[] x) => layer.W.Zip(x, (a, b) => a * b).Sum() * layer.Scale + layer.Bias, new Layer([0.2, 0.5], 0.1, 2), new[] { 1.5, -0.3 });

    [Fact]
    public void Nested_containers() => CheckHessian(
        (Model m, double[] x) => Math.Tanh(m.First.W[0] * x[0] + m.First.Bias) * m.Second.W[1] * m.Rate + m.Second.Scale,
        new Model { First = new Layer([0.2, 0.5], 0.1, 2), Second = new Layer([0.3, 0.6], 0.4, 3), Rate = 0.8 }, new[] { 1.5, -0.3 });

    [Fact]
    public void Structs() => CheckHessian((Vector a, Vector b) => a.X * b.X + a.Y * b.Y * a.X, new Vector(1, 2), new Vector(0.5, 0.7));

    [Fact]
    public void Structures_made_inside() => CheckHessian(
        (double x, double y) => Ad.Let(new { P = x * y, Q = new Vector(x, y * y) }, s => s.P * s.Q.X + s.Q.Y) + Ad.Let(ValueTuple.Create(x, y), t => t.Item1 * t.Item2), 0.7, 0.4);

    [Fact]
    public void Structures_by_initializers() => CheckHessian((double x, double y) => Ad.Let(new Plain { A = x * y, B = y }, s => s.A * s.B * s.A), 0.7, 0.4);

    [Fact]
    public void One_of_two_structures() => CheckHessian((double x, double y) => Ad.Let(x > 0.5 ? new Vector(x, y * x) : new Vector(Math.Log(y), x), s => s.X * s.Y), 0.7, 0.4);

    [Fact]
    public void Sequences_of_structures() => CheckHessian(
        (double[] w, double x) => w.Select(v => new Vector(v, v * x)).Sum(v => v.X * v.Y) + Ad.Let(w.Select(v => new Vector(v * x, v)).ToArray(), a => a[1].X * a[0].Y), new[] { 0.6, 1.4 }, 0.3);

    [Fact]
    public void Anonymous_parameters()
    {
        var example = new { A = 0.5, B = new[] { 1.0, 2.0 } };
        CheckHessian(LambdaOn(example, p => p.A * p.B[0] * p.B[1]), example);
    }

    [Fact]
    public void Data_in_containers() => Check((Sample s, double x) => s.Features.Sum(f => f * x) * s.Label + (s.IsValid ? x : 0), new Sample([1.0, 2.0], 3, true), 0.4);

    [Fact]
    public void Arrays_of_structs_as_data()
    {
        var samples = new[] { new Vector(1, 2), new Vector(0.5, -1) };
        Check((double x) => samples.Sum(s => s.X * x + s.Y * x * x), 0.4);
    }

    private static Expression<Func<T, double>> LambdaOn<T>(T example, Expression<Func<T, double>> lambda)
    {
        _ = example;
        return lambda;
    }

    private sealed record Layer(double[] W, double Bias, double Scale);

    private sealed class Model
    {
        public required Layer First { get; init; }

        public required Layer Second { get; init; }

        public double Rate;
    }

    private readonly record struct Vector(double X, double Y);

    private sealed record Sample(double[] Features, int Label, bool IsValid);

    private sealed class Plain
    {
        public double A { get; set; }

        public double B { get; set; }
    }
}
