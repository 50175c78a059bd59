using System.Numerics;

namespace ExprGrad.Tests.Diagnostics;

/// <summary>A gradient is never silently wrong because a container computes something, or holds numbers where they are not read.</summary>
public sealed class RefusedContainerTests
{
    private sealed record Holder<T>(double X, T Other);

    private interface IWeight
    {
        double Weight { get; }
    }

    private sealed class Doubling(double x)
    {
        public double X { get; } = 2 * x;
    }

    private sealed class Renamed(double value)
    {
        public double X { get; } = value;
    }

    private sealed class Defaults
    {
        public double X { get; set; }

        public double Y { get; set; } = 5;
    }

    private sealed class Accessors
    {
        public double X { get => 2 * field; set; }

        public double Y { get; set; }
    }

    private sealed class Setter
    {
        public double X { get; set => field = Math.Abs(value); }
    }

    private sealed class Validated
    {
        public Validated(double[] w)
        {
            ArgumentNullException.ThrowIfNull(w);
            W = w;
        }

        public double[] W { get; init; }
    }

    private struct Unset
    {
        public double X;
        public int N;
    }

    private record Base(double A);

    private sealed record Derived(double A, double B) : Base(A);

    [Fact]
    public void Numbers_that_are_hidden_in_members_are_refused_not_constant()
    {
        RefusedExpressions.Check(() => Grad.Gradient((Holder<List<double>> h) => h.X * h.Other[0]), "EG2003");
        RefusedExpressions.Check(() => Grad.Gradient((Holder<double?> h) => h.X * h.Other!.Value), "EG2013");
        RefusedExpressions.Check(() => Grad.Gradient((Holder<Vector3> h) => h.X * h.Other.X), "EG2007");
        RefusedExpressions.Check(() => Grad.Gradient((Holder<IWeight> h) => h.X * h.Other.Weight), "EG2016");
        RefusedExpressions.Check(() => Grad.Gradient((Holder<Dictionary<string, double>> h) => h.X * h.Other["a"]), "EG2012");
        RefusedExpressions.Check(() => Grad.Gradient((Holder<Holder<List<double>>[]> h) => h.X), "EG2003");
        RefusedExpressions.Check(() => Grad.ZerosLike(new List<double> { 1 }), "EG2003");
        RefusedExpressions.Check(() => Grad.ZerosLike(new Holder<List<double>>(1, [])), "EG2003");
    }

    [Fact]
    public void What_a_container_is_made_from_is_quoted_with_its_place()
    {
        var list = new List<double> { 1 };
        foreach (var refused in new Action[]
        {
            () => Grad.ZerosLike(list),
            () => FiniteDifference.Gradient(x => x[0], list),
            () => GradientCheck.Run(x => x[0], x => x, list),
        })
        {
            var error = Assert.Single(Assert.Throws<DifferentiationException>(refused).Errors);
            Assert.Equal("list", error.SourceText);
            Assert.EndsWith($"{nameof(RefusedContainerTests)}.cs", error.SourceFile, StringComparison.Ordinal);
            Assert.True(error.SourceLine > 0);
        }
    }

    [Fact]
    public void Members_without_real_numbers_are_data()
    {
        var gradient = Grad.Gradient((Holder<List<int>> h) => h.X * h.Other[0])(new(2, [3]));
        Assert.Equal(3, gradient.X);
        Assert.Equal(2, Grad.Gradient((Holder<string> h) => h.X * h.Other.Length)(new(1, "ab")).X);
    }

    [Fact]
    public void Constructors_that_compute()
    {
        RefusedExpressions.Check(() => Grad.Gradient((double x) => new Doubling(x).X), "EG2102: new RefusedContainerTests.Doubling(x)");
        RefusedExpressions.Check(() => Grad.Gradient((Doubling d) => d.X), "EG2101");
        RefusedExpressions.Check(() => Grad.Gradient((double x) => new Defaults { X = x }.Y * x), "EG2102: new RefusedContainerTests.Defaults()");
    }

    [Fact]
    public void Constructors_that_keep_their_arguments_by_any_name()
    {
        Assert.Equal(1, Grad.Gradient((double x) => new Renamed(x).X)(3));
        Assert.Equal(1, Grad.Gradient((Renamed r) => r.X)(new Renamed(3)).X);
        Assert.Equal(7, Grad.Gradient((double x) => Ad.Let(new Derived(x, 3), d => d.A * d.A + d.B * d.A))(2));
        Assert.Equal(new Derived(3, 2), Grad.Gradient((Derived d) => d.A * d.B)(new Derived(2, 3)));
    }

    [Fact]
    public void What_a_constructor_does_is_of_no_matter_where_all_members_are_set_after_it()
    {
        Assert.Equal(3, Grad.Gradient((double x) => Ad.Let(new Defaults { Y = x, X = 3 }, d => d.X * d.Y))(2));
        var gradient = Grad.Gradient((Defaults d) => d.X * d.X)(new Defaults { X = 2 });
        Assert.Equal((4, 0), (gradient.X, gradient.Y));
        Assert.Equal([1.0, 0], Grad.Gradient((Validated v) => v.W[0])(new Validated([2, 3])).W);
    }

    [Fact]
    public void Accessors_that_compute()
    {
        RefusedExpressions.Check(() => Grad.Gradient((Accessors a) => a.X * a.Y), "EG2105: a.X");
        RefusedExpressions.Check(() => Grad.Gradient((Setter s) => -s.X), "EG2101");
        RefusedExpressions.Check(() => Grad.ValueAndGradientInto((Setter s) => -s.X), "EG2103");
    }

    [Fact]
    public void Members_that_nothing_sets_have_their_default()
    {
        Assert.Equal(1, Grad.Gradient((double x) => x + new Unset { X = x }.N)(2));
        Assert.Equal(0, Grad.Gradient((double x) => (x > 0 ? new Unset { N = 1 } : new Unset { X = x }).X)(2));
        Assert.Equal(1, Grad.Gradient((double x) => (x > 0 ? new Unset { N = 1 } : new Unset { X = x }).X)(-2));
    }

    [Fact]
    public void States_correspond_member_by_member_whatever_the_order_in_which_they_are_set()
    {
        var f = Grad.ValueAndGradient((double[] w) => Ad.Let(
            w.Aggregate(new Defaults { X = 1, Y = 2 }, (s, v) => new Defaults { Y = s.Y * v, X = s.X + s.Y }), s => s.X * 10 + s.Y));
        var (value, gradient) = f([3, 5]);
        Assert.Equal((((1 + 2 + 6) * 10) + 30, 20 + 10.0, 6.0), (value, gradient[0], gradient[1]));
    }
}
