using ExprGrad.Tests.Language;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Compilation;

/// <summary>Objects and arrays of structs that are given for a gradient and stand at another place too, of a gradient or of an input: nothing is written into them, and both places are named.</summary>
public sealed class SharedContainerTests
{
    private static readonly TwoGradients s_two = Grad.Compile<TwoGradients>((Part[] ps, Part[] qs) => ps.Sum(p => p.Bias * p.Bias) + qs.Sum(q => q.Bias));
    private static readonly MixedGradient s_mixed = Grad.Compile<MixedGradient>((Mixed m) => (m.First.Bias * m.Second.Bias) + m.Others.Sum(p => p.Bias * p.Bias));
    private static readonly Func<Team[], Team[], double> s_teams = Grad.ValueAndGradientInto((Team[] ts) => ts.Sum(t => t.Bonus * t.Players.Sum(p => p.X * p.Y)));
    private static readonly SpansGradient s_spans = Grad.Compile<SpansGradient>((Player[] ps, Player[] qs) => ps.Sum(p => p.X * p.Y) + qs.Sum(q => q.X));
    private static readonly Func<Wide, Wide, double> s_wide = Grad.ValueAndGradientInto(
        (Wide w) => w.A.Sum(r => r.Sum()) + w.B.Sum(r => r.Sum()) + w.C.Sum(r => r.Sum()) + w.D.Sum(r => r.Sum()) + w.E[0]);

    private static readonly DataGradient s_data = Grad.Compile<DataGradient>((Part[] ps, Part[] data, Part one) => ps.Sum(p => p.Bias * p.Bias) * data[0].Bias * one.Bias);

    public delegate double TwoGradients(Part[] ps, Part[] qs, Part[] dps, Part[] dqs);

    public delegate double MixedGradient(Mixed m, Mixed dm);

    public delegate double SpansGradient(ReadOnlySpan<Player> ps, ReadOnlySpan<Player> qs, Span<Player> dps, Span<Player> dqs);

    public delegate double WeightedGradient(ReadOnlySpan<Weighted> s, ReadOnlySpan<Weighted> t, Span<Weighted> ds, Span<Weighted> dt);

    public delegate double DataGradient(Part[] ps, Part[] data, Part one, Part[] dps);

    [Fact]
    public void An_object_in_two_gradients()
    {
        var (dps, dqs) = (Parts(3), Parts(2));
        dqs[1] = dps[2];
        Refused("dqs[1]", "dps[2]", () => s_two(Parts(3), Parts(2), dps, dqs));
        Assert.Equal(Parts(3).Select(p => p.Bias), dps.Select(p => p.Bias));
    }

    [Fact]
    public void An_object_of_the_input_at_another_index()
    {
        var (ps, dps) = (Parts(3), Parts(3));
        dps[0] = ps[2];
        Refused("dps[0]", "ps[2]", () => s_two(ps, Parts(2), dps, Parts(2)));
        Assert.Equal(Parts(3)[2].Bias, ps[2].Bias);
    }

    [Fact]
    public void An_object_of_another_input()
    {
        var (qs, dps) = (Parts(2), Parts(3));
        dps[1] = qs[0];
        Refused("dps[1]", "qs[0]", () => s_two(Parts(3), qs, dps, Parts(2)));
    }

    [Fact]
    public void An_array_of_objects_that_is_an_input()
    {
        var ps = Parts(3);
        Refused("dps", "ps", () => s_two(ps, Parts(2), ps, Parts(2)));
        Refused("dqs", "dps", () => s_two(ps, Parts(3), ps = Parts(3), ps));
    }

    [Fact]
    public void Members_that_are_one_object()
    {
        var dm = Mixed.Of(3);
        dm.Second = dm.First;
        Refused("dm.Second", "dm.First", () => s_mixed(Mixed.Of(3), dm));

        (var m, dm) = (Mixed.Of(3), Mixed.Of(3));
        dm.Second = m.First;
        Refused("dm.Second", "m.First", () => s_mixed(m, dm));
    }

    [Fact]
    public void A_member_that_is_an_element_too()
    {
        var (m, dm) = (Mixed.Of(3), Mixed.Of(3));
        dm.Others[1] = dm.Second;
        Refused("dm.Others[1]", "dm.Second", () => s_mixed(m, dm));

        dm = Mixed.Of(3);
        dm.First = m.Others[2];
        Refused("dm.First", "m.Others[2]", () => s_mixed(m, dm));

        dm = Mixed.Of(3);
        dm.Others[0] = m.First;
        Refused("dm.Others[0]", "m.First", () => s_mixed(m, dm));
    }

    [Fact]
    public void Types_that_are_derived()
    {
        var f = Grad.Compile<DerivedGradient>((Part a, More b) => a.Bias * b.Bias * b.Scale);
        More both = new() { Bias = 2, Scale = 3 }, other = new() { Bias = 4, Scale = 5 };
        Refused("da", "b", () => f(new Part { Bias = 1 }, both, both, other));
        Refused("db", "da", () => f(new Part { Bias = 1 }, both, other, other));
        Assert.Equal((2, 3, 4, 5), (both.Bias, both.Scale, other.Bias, other.Scale));

        var g = Grad.Compile<SiblingGradient>((More a, Less b) => a.Scale * b.Bias);
        var (da, db) = (new More(), new Less());
        g(both, new Less { Bias = 6 }, da, db);
        Assert.Equal((6, 3), (da.Scale, db.Bias));
    }

    public delegate double SiblingGradient(More a, Less b, More da, Less db);

    public delegate double DerivedGradient(Part a, More b, Part da, More db);

    [Fact]
    public void Arrays_of_structs_in_elements()
    {
        var (ts, dts) = (Teams(), Teams());
        dts[2] = dts[2] with { Players = dts[0].Players };
        Refused("dts[2].Players", "dts[0].Players", () => s_teams(ts, dts));

        dts = Teams();
        dts[0] = dts[0] with { Players = ts[2].Players };
        Refused("dts[0].Players", "ts[2].Players", () => s_teams(ts, dts));
        dts[0] = dts[0] with { Players = ts[0].Players };
        Refused("dts[0].Players", "ts[0].Players", () => s_teams(ts, dts));
        Assert.Equal(Teams()[0].Players, ts[0].Players);
    }

    [Fact]
    public void Spans_of_structs()
    {
        Player[] ps = [new(1, 2), new(3, 4), new(5, 6)], ds = new Player[3];
        Refused("dps", "ps", () => s_spans(ps.AsSpan(0, 2), [], ps.AsSpan(1, 2), []));
        Refused("dps", "qs", () => s_spans(new Player[1], ps.AsSpan(0, 2), ps.AsSpan(1, 1), ds.AsSpan(0, 2)));
        Refused("dqs", "dps", () => s_spans(ps.AsSpan(0, 2), ps.AsSpan(1, 2), ds.AsSpan(0, 2), ds.AsSpan(1, 2)));
        s_spans(ps.AsSpan(0, 2), ps.AsSpan(1, 1), ds.AsSpan(0, 2), ds.AsSpan(2, 1));
        Assert.Equal([new(2, 1), new(4, 3), new(1, 0)], ds);
    }

    [Fact]
    public void Spans_of_structs_that_hold_arrays()
    {
        var gradient = Grad.Compile<WeightedGradient>((Weighted[] s, Weighted[] t) => s.Sum(p => p.Scale * p.W.Sum(w => w * w)) + t.Sum(p => p.W.Sum() * p.Scale));
        Weighted[] s = [new([1, 2], 3), new([2, 1], 1)], t = [new([1], 2), new([4], 5)];
        Weighted[] Zeros(params int[] lengths) => [.. lengths.Select(length => new Weighted(new double[length], 0))];
        var (ds, dt) = (Zeros(2, 2), Zeros(1, 1));
        Assert.Equal(42, gradient(s, t, ds, dt));
        Assert.Equal([5.0, 6, 12, 5, 4, 2], ds.SelectMany(d => d.W.Prepend(d.Scale)));
        Assert.Equal([1.0, 2, 4, 5], dt.SelectMany(d => d.W.Prepend(d.Scale)));

        var both = Zeros(2, 2, 1, 1);
        Assert.Equal(42, gradient(s, t, both.AsSpan(0, 2), both.AsSpan(2, 2)));
        Refused("dt", "ds", () => gradient(t, t, both.AsSpan(2, 2), both.AsSpan(2, 2)));
        Refused("ds", "s", () => gradient(s, t, s, dt));
        Refused("ds[1].W", "ds[0].W", () => gradient(s, t, [ds[0], ds[0]], dt));
        Refused("ds[1].W", "s[0].W", () => gradient(s, t, [ds[0], s[0]], dt));
        Refused("dt[0].W", "t[1].W", () => gradient(s, t, ds, [t[1], dt[1]]));
        Allocations.AssertNone(() => gradient(s, t, both.AsSpan(0, 2), both.AsSpan(2, 2)));
    }

    [Fact]
    public void What_is_not_differentiated()
    {
        var (ps, data, one) = (Parts(2), Parts(2), new Part { Bias = 7 });
        Refused("dps[1]", "data[0]", () => s_data(ps, data, one, [new Part(), data[0]]));
        Refused("dps[0]", "one", () => s_data(ps, data, one, [one, new Part()]));
        Refused("dps[0]", "captured", () => Capturing(one)(ps, [one, new Part()]));
        Assert.Equal(7, one.Bias);
        data[1] = null!;
        s_data(ps, data, one, Parts(2));
    }

    private static Func<Part[], Part[], double> Capturing(Part captured) => Grad.ValueAndGradientInto((Part[] ps) => ps.Sum(p => p.Bias * p.Bias) * captured.Bias);

    [Fact]
    public void Rows_in_objects_that_are_not_differentiated()
    {
        var f = Grad.Compile<SampleGradient>((double[][] w, Sample1[] samples) => samples.Sum(s => s.X.Zip(w[0], (a, b) => a * b).Sum()) + w[1][0]);
        Sample1[] samples = [new() { X = [1, 2] }, new() { X = [3, 4] }];
        Refused("dw[1]", "samples[0].X", () => f([[1, 2], [3, 4]], samples, [[0, 0], samples[0].X]));
    }

    public delegate double SampleGradient(double[][] w, Sample1[] samples, double[][] dw);

    [Fact]
    public void A_span_in_rows()
    {
        var f = Grad.Compile<RowsAndSpan>((double[][] w, double[] b) => w.Sum(row => row.Sum(x => x * x)) + b.Sum(x => x * x));
        double[][] w = [[1, 2], [3, 4]], dw = [[0, 0], [0, 0]];
        double[] b = [5], db = [0];
        Refused("db", "dw[1]", () => f(w, b, dw, dw[1].AsSpan(1)));
        Refused("dw[1]", "b", () => f(w, dw[1].AsSpan(1), dw, db));
        f(w, b, dw, db);
        Assert.Equal([2.0, 4, 6, 8, 10], [.. dw[0], .. dw[1], .. db]);
    }

    public delegate double RowsAndSpan(double[][] w, ReadOnlySpan<double> b, double[][] dw, Span<double> db);

    [Fact]
    public void Inputs_may_be_one_object()
    {
        var (one, dps, dqs) = (new Part { Bias = 3 }, Parts(3), Parts(3));
        Part[] ps = [one, one, one];
        Assert.Equal(36, s_two(ps, ps, dps, dqs));
        Assert.Equal([6.0, 6, 6, 1, 1, 1], dps.Concat(dqs).Select(p => p.Bias));
        var m = new Mixed { First = one, Second = one, Others = ps };
        var dm = Mixed.Of(3);
        s_mixed(m, dm);
        Assert.Equal((3, 3), (dm.First.Bias, dm.Second.Bias));
    }

    [Fact]
    public void Nothing_missing_and_nothing_in_them()
    {
        Assert.Equal("dps[1]", Assert.Throws<ArgumentNullException>(() => s_two(Parts(2), [], [new Part(), null!], [])).ParamName);
        Part[] none = [];
        Assert.Equal(0, s_two(none, none, none, none));
        Team[] ts = [new([], 1), new([], 2)];
        Assert.Equal(0, s_teams(ts, [new([], 0), new([], 0)]));
        Team[] teams = [new(ts[0].Players, 1), new(ts[0].Players, 2)];
        Assert.Equal(0, s_teams(ts, teams));
    }

    [Fact]
    public void Structs_and_tuples_of_objects()
    {
        var pairs = Grad.ValueAndGradientInto(((Part A, Part B)[] ts) => ts.Sum(t => t.A.Bias * t.B.Bias));
        (Part A, Part B)[] Pairs() => [(new Part { Bias = 1 }, new Part { Bias = 2 }), (new Part { Bias = 3 }, new Part { Bias = 4 })];
        var (ts, dts) = (Pairs(), Pairs());
        dts[1].A = dts[0].B;
        Refused("dts[1].Item1", "dts[0].Item2", () => pairs(ts, dts));
        dts[1].A = ts[1].B;
        Refused("dts[1].Item1", "ts[1].Item2", () => pairs(ts, dts));
        dts = Pairs();
        pairs(ts, dts);
        Assert.Equal([2.0, 1, 4, 3], dts.SelectMany(t => new[] { t.A.Bias, t.B.Bias }));

        var pair = Grad.Compile<PairGradient>((Pair p) => p.A.Bias * p.B.Bias);
        var (p, dp) = (new Pair(new() { Bias = 2 }, new() { Bias = 3 }), new Pair(new(), new()));
        dp = dp with { B = dp.A };
        Refused("dp.B", "dp.A", () => pair(p, ref dp));
        dp = dp with { B = p.A };
        Refused("dp.B", "p.A", () => pair(p, ref dp));
        dp = dp with { B = new() };
        pair(p, ref dp);
        Assert.Equal((3, 2), (dp.A.Bias, dp.B.Bias));
    }

    public delegate double PairGradient(Pair p, ref Pair dp);

    [Fact]
    public void Many_members_in_rows()
    {
        var f = s_wide;
        Wide w = Wide.Of(), dw = Wide.Of();
        (dw.A, dw.D) = (dw.D, dw.A);
        Allocations.AssertNone(() => f(w, dw));
        dw.D[1] = dw.B[0];
        Refused("dw.D[1]", "dw.B[0]", () => f(w, dw));
        dw.D[1] = w.C[1];
        Refused("dw.D[1]", "w.C[1]", () => f(w, dw));
        dw.D[1] = dw.E;
        Refused("dw.E", "dw.D[1]", () => f(w, dw));
        Refused("dw", "w", () => f(w, w));
    }

    [Fact]
    public void Code_grows_with_the_number_of_members()
    {
        var report = Grad.Report(s_wide).ToString();
        int Count(string text) => report.Split(text).Length - 1;
        Assert.Equal((4, 1, 4, 1), (Count(".WithRows("), Count(".WithArray("), Count("AreRowsApart("), Count("IsArrayApart(")));
        Assert.Equal(0, Count("Arguments.Overlap("));

        report = Grad.Report(Grad.ValueAndGradientInto((Flat f) => f.A[0] + f.B[0] + f.C[0] + f.D[0] + f.E[0] + f.F[0])).ToString();
        Assert.Equal((6, 6), (Count(".WithArray("), Count("IsArrayApart(")));
        Assert.Equal(0, Count("Arguments.Overlap("));
    }

    [Fact]
    public void Many_arrays()
    {
        var f = Grad.ValueAndGradientInto((Flat f) => f.A[0] + f.B[0] + f.C[0] + f.D[0] + f.E[0] + (f.F[0] * f.F[0]));
        Flat x = new(), dx = new();
        f(x, dx);
        Assert.Equal((1, 2), (dx.A[0], dx.F[0]));
        Refused("df.F", "df.B", () => f(x, new() { F = dx.B, B = dx.B }));
        Refused("df.D", "f.A", () => f(x, new() { D = x.A }));
    }

    // A call inside of a call, while that looks through what it is given: by a member that is overridden.
    [Fact]
    public void Calls_inside_of_calls()
    {
        var f = Grad.ValueAndGradientInto((Open[] os) => os.Sum(o => o.Inner.Bias * o.Inner.Bias));
        Open[] os = [new Open { Inner = new() { Bias = 1 } }, new Open { Inner = new() { Bias = 2 } }];
        Part first = new(), second = new();
        Open[] Gradients(Action call) => [new Calling(call) { Inner = second }, new Open { Inner = first }];
        var calls = 0;
        f(os, Gradients(() =>
        {
            if (calls++ == 0) f(os, Gradients(() => { }));
        }));
        Assert.True(calls > 0);
        Assert.Equal((2, 4), (second.Bias, first.Bias));
        var twice = Gradients(() => f(os, Gradients(() => { })));
        twice[1] = new Open { Inner = second };
        Refused("dos[1].Inner", "dos[0].Inner", () => f(os, twice));
    }

    // Nodes of a list, which are data, contain nodes.
    [Fact]
    public void Data_that_contains_itself()
    {
        var node = new Node { Held = new Part { Bias = 2 } };
        node.Next = node;
        Node[] nodes = [node];
        var f = Grad.ValueAndGradientInto((Part[] ps) => ps.Sum(p => p.Bias * p.Bias) * nodes[0].Held.Bias);
        var dps = Parts(2);
        f(Parts(2), dps);
        Assert.Equal([2.0, 6], dps.Select(p => p.Bias));
        Refused("dps[0]", "nodes[0].Held", () => f(Parts(2), [node.Held, new()]));
    }

    [Fact]
    public async Task Threads_and_orders_in_memory()
    {
        var f = Grad.ValueAndGradientInto((Mixed m) => m.First.Bias * m.Second.Bias + m.Others.Sum(p => p.Bias * p.Bias), new GradOptions { Threads = 2 });
        var m = Mixed.Of(40);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            var (dm, twice) = (Mixed.Of(40), Mixed.Of(40));
            if (thread % 2 == 1) Array.Reverse(dm.Others);
            twice.Others[39] = twice.Others[thread];
            for (var i = 0; i < 200; i++)
            {
                f(m, dm);
                Assert.Equal(m.Others.Select(p => 2 * p.Bias), dm.Others.Select(p => p.Bias));
                Refused("dm.Others[39]", $"dm.Others[{thread}]", () => f(m, twice));
            }

            Allocations.AssertNone(() => f(m, dm));
        }, TestContext.Current.CancellationToken)));
    }

    private static void Refused(string gradient, string other, Action call) =>
        Assert.StartsWith($"The gradient '{gradient}' shares memory with '{other}'", Assert.Throws<ArgumentException>(call).Message, StringComparison.Ordinal);

    private static Part[] Parts(int count) => [.. Enumerable.Range(0, count).Select(i => new Part { Bias = i + 0.5 })];

    private static Team[] Teams() => [new([new(1, 2), new(3, 4)], 1), new([], 2), new([new(5, 6), new(7, 8)], 3)];

    public class Part
    {
        public double Bias { get; set; }
    }

    public sealed class More : Part
    {
        public double Scale;
    }

    public class Open
    {
        public virtual Part Inner { get; set; } = new();
    }

    public sealed class Calling(Action call) : Open
    {
        public override Part Inner
        {
            get
            {
                call();
                return base.Inner;
            }

            set => base.Inner = value;
        }
    }

    public sealed class Node
    {
        public Node? Next { get; set; }

        public required Part Held { get; init; }
    }

    public sealed class Flat
    {
        public double[] A = [1], B = [2], C = [3], D = [4], E = [5], F = [1];
    }

    public sealed class Less : Part;

    public readonly record struct Weighted(double[] W, double Scale);

    public record struct Player(double X, double Y);

    public sealed record Team(Player[] Players, double Bonus)
    {
        public double Bonus { get; set; } = Bonus;
    }

    public readonly record struct Pair(Part A, Part B);

    public sealed class Sample1
    {
        public required double[] X { get; init; }
    }

    public sealed class Mixed
    {
        public required Part First;

        public required Part Second { get; set; }

        public required Part[] Others { get; init; }

        public static Mixed Of(int count) => new() { First = new Part { Bias = 8 }, Second = new Part { Bias = 9 }, Others = Parts(count) };
    }

    public sealed class Wide
    {
        public required double[][] A { get; set; }

        public required double[][] B { get; set; }

        public required double[][] C { get; set; }

        public required double[][] D { get; set; }

        public required double[] E { get; set; }

        public static Wide Of() => new() { A = Rows(), B = Rows(), C = Rows(), D = Rows(), E = [1, 2] };

        private static double[][] Rows() => [Sample.Numbers(2), Sample.Numbers(2)];
    }
}
