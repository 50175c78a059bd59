using System.Linq.Expressions;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Language;

/// <summary>Texts, dates and other objects in data: elements and members that are handed to calls or asked for a member, and are not looked into.</summary>
public sealed class ObjectTests
{
    private const int Count = 37;

    private static readonly DateTime s_now = new(2026, 1, 1);

    private static readonly Trade[] s_trades =
        [.. Enumerable.Range(0, Count).Select(i => new Trade(i % 3 == 0 ? "b" : i % 7 == 0 ? "c" : "a", s_now.AddDays(37 * i % 91), 1 + 0.1 * i))];

    private static readonly Quote[] s_quotes = [.. s_trades.Select(trade => new Quote(trade.Name, trade.Maturity, (float)trade.Amount))];

    // Equal to some of them, and the same object as one.
    private static readonly Trade[] s_some = [s_trades[1] with { }, s_trades[3], s_trades[5] with { Amount = 7 }];

    private static readonly Mark[] s_marks = [new(1), new(2)];

    private static readonly Mark s_mark = new(2);

    private static readonly string[] s_names = [.. s_trades.Select(trade => trade.Name)];

    private static readonly DateTime[] s_dates = [.. s_trades.Select(trade => trade.Maturity)];

    private static readonly string[][] s_tags = [["a", "b"], [], ["c"]];

    private static readonly string[,] s_grid = { { "a", "b" }, { "c", "a" } };

    private static readonly IShape[] s_shapes = [new Square(2), new Circle(0.5), new Square(2)];

    private static readonly Basket[] s_baskets = [new(["a", "b"], [0.25, 0.75]), new(["c"], [1]), new([], [])];

    private static readonly string?[] s_someNull = ["a", null, "b"];

    private static readonly Dictionary<string, double> s_weights = new(StringComparer.Ordinal) { ["a"] = 0.5, ["b"] = 2, ["c"] = -1.5 };

    private static readonly Dictionary<string, Expression<Func<double[], double>>> s_functions = new(StringComparer.Ordinal)
    {
        ["members, text"] = x => s_trades.Sum(t => x[0] * t.Amount * s_weights[t.Name]),
        ["members, dates"] = x => s_trades.Sum(t => t.Amount * Math.Exp(-x[1] * (t.Maturity - s_now).TotalDays / 365)),
        ["members of structs"] = x => s_quotes.Sum(q => q.Amount * Math.Exp(-x[1] * (q.Maturity - s_now).TotalDays / 365) * s_weights[q.Name]),
        ["members of members"] = x => s_trades.Sum(t => x[0] * t.Maturity.Day + x[1] * t.Name.Length),
        ["elements"] = x => s_names.Sum(n => x[0] * s_weights[n]) + s_dates.Sum(d => x[1] * x[1] * (d - s_now).TotalDays),
        ["elements by index"] = x => Enumerable.Range(0, s_names.Length).Sum(i => x[i % 2] * s_weights[s_names[i]] * s_dates[i].Day),
        ["rows and rectangles"] = x => s_tags.Sum(t => x[0] * t.Length * t.Sum(n => s_weights[n] * x[1])) + Enumerable.Range(0, 2).Sum(i => x[i] * s_weights[s_grid[1 - i, i]]),
        ["conditions"] = x => s_trades.Sum(t => t.Name == "b" ? Math.Sin(x[0] * t.Amount) : t.Maturity > s_now ? x[1] * t.Amount : 0),
        ["branches"] = x => s_trades.Sum(t => x[0] * s_weights[t.Amount > 2 ? t.Name : "a"] * ((t.Amount > 3 ? t.Maturity : s_now) - s_now).TotalDays),
        ["Where"] = x => s_trades.Where(t => t.Name != "a").Sum(t => x[0] * x[1] * t.Amount) + s_names.Where(n => s_weights[n] > 0).Sum(n => x[1] * s_weights[n]),
        ["Select, ToArray, Let"] = x => s_trades.Select(t => t.Name).ToArray().Sum(n => Ad.Let(n, m => x[0] * s_weights[m])),
        ["Zip and containers"] = x => s_names.Zip(s_dates, (n, d) => new { n, d }).Sum(p => x[0] * s_weights[p.n] * (p.d - s_now).TotalDays),
        ["order of elements"] = x => s_names.Reverse().Skip(1).Take(5).Concat(s_names.Take(2)).Append("c").Sum(n => x[0] * s_weights[n]),
        ["one element"] = x => x[0] * s_weights[s_names.First(n => n != "b")] + x[1] * s_weights[s_names.Last()] + s_weights[s_trades.MaxBy(t => t.Amount)!.Name] * x[0] * x[1],
        ["equality"] = x => s_trades.Sum(t => s_tags[0].Contains(t.Name) ? x[0] : x[1] * x[1]) + (s_dates.Contains(s_now) ? x[0] : 0) + (s_names.SequenceEqual(s_names) ? x[1] : 0),
        ["equality by value"] = x => (s_shapes.Skip(1).Contains(s_shapes[0]) ? x[0] : x[1]) + (s_someNull.Contains(s_someNull[1]) ? x[1] : 0) + (s_someNull.SequenceEqual(s_someNull) ? x[0] * x[1] : 0),
        ["equality in filters"] = x => s_trades.Where(t => s_tags[0].Contains(t.Name)).MaxBy(t => t.Amount)!.Amount * x[0] + x[1] * s_trades.Where(t => !s_tags[0].Contains(t.Name)).Last().Amount * s_trades.First(t => s_tags[2].Contains(t.Name)).Amount,
        ["equality in arrays"] = x => Ad.Let(s_trades.Select(t => s_tags[0].Contains(t.Name) ? x[0] : x[1] * x[1]).ToArray(), a => a.Sum() * a.Max() + a.Reverse().Take(3).Sum()),
        ["equality of containers"] = x => s_trades.Sum(t => s_some.Contains(t) ? x[0] * t.Amount : x[1]),
        ["equality that only Equals knows"] = x => s_marks.Contains(s_mark) ? Math.Sin(x[0]) : x[1],
        ["positions"] = x => s_trades.Take(5).Sum(t => x[Array.IndexOf(s_tags[0], t.Name) == 0 ? 1 : 0]),
        ["interfaces"] = x => s_shapes.Sum(s => Math.Cos(x[0]) * s.Area() + x[1] * s.Sides * s.Scale(2)),
        ["null"] = x => s_someNull.Sum(n => n == null ? x[0] : x[1] * n.Length),
        ["pairs"] = x => s_trades.Sum(t => s_trades.Sum(u => (t.Maturity - u.Maturity).TotalDays * x[0] * s_weights[u.Name] * Math.Sin(x[1]))),
        ["states"] = x => s_names.Aggregate(x[0], (s, n) => Math.Sin(s) * s_weights[n] + x[1]),
        ["results of calls"] = x => (from t in s_trades let time = t.Maturity - s_now where time.Days > 3 select x[0] * time.TotalDays * s_weights[t.Name.ToUpperInvariant().ToLowerInvariant()]).Sum(),
        ["results of calls, read twice"] = x => Ad.Let(s_tags[0].Select(n => n + n).ToArray(), a => a.Sum(n => x[0] * n.Length * a.Sum(m => Math.Sin(x[1]) * s_weights[m.Substring(0, 1)]))),
        ["structs that hold text, read twice"] = x => Ad.Let(s_names.Select(n => Weighed(n)).ToArray(), a => a.Sum(p => x[0] * p.Value * a.Sum(q => Math.Cos(x[1]) * q.Value * q.Key.Length))),
        ["arrays of calls"] = x => s_trades.Sum(t => Letters(t.Name).Sum(letter => x[0] * s_weights[letter])),
        ["arrays in members"] = x => s_baskets.Sum(b => b.Names.Select((n, i) => x[0] * s_weights[n] * b.Shares[i]).Sum() + (b.Names.Contains("a") ? x[1] : 0)),
        ["text"] = x => s_trades.Sum(t => x[0] * s_weights[$"{t.Name}"] * string.Concat(t.Name, t.Name).Length),
    };

    public static TheoryData<string> Names => [.. s_functions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void All_executors_agree(string name) => Agreement.Check(s_functions[name], new[] { 0.3, 0.07 });

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_mode_agrees_with_the_tape(string name)
    {
        double[] x = [0.3, 0.07], actual = new double[2];
        var (value, expected) = Tape.Evaluate(s_functions[name], x);
        foreach (var mode in new[] { FloatMode.Strict, FloatMode.Fast })
        {
            foreach (var width in new int?[] { null, 0, 128, 256, 512 })
            {
                foreach (var threads in new int?[] { null, 2 })
                {
                    var options = new GradOptions { FloatMode = mode, VectorBits = width, Threads = threads, SmallestBlock = 0 };
                    var compiled = Grad.Compile<InPlace>(s_functions[name], options);
                    for (var call = 0; call < 2; call++)
                    {
                        Assert.Equal(value, compiled(x, actual), 1e-10 * Math.Max(1, Math.Abs(value)));
                        for (var i = 0; i < 2; i++) Assert.Equal(expected[i], actual[i], 1e-10 * Math.Max(1, expected.Max(Math.Abs)));
                    }
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Derivatives_as_lambdas_and_reports_have_them_too(string name)
    {
        double[] x = [0.3, 0.07];
        var gradient = Grad.Gradient(s_functions[name]);
        var (expected, actual) = (gradient(x), Grad.Derivative(s_functions[name]).Compile()(x));
        for (var i = 0; i < 2; i++) Assert.Equal(expected[i], actual[i], 1e-10 * Math.Max(1, expected.Max(Math.Abs)));
        Assert.NotEmpty(Grad.Report(gradient).ToString());
    }

    [Fact]
    public void What_throws_is_what_throws_in_CSharp()
    {
        Expression<Func<double[], double>> missing = x => s_names.Sum(n => x[0] * s_weights[n + "?"]), none = x => s_someNull.Sum(n => x[0] * n!.Length), beyond = x => x[0] * s_weights[s_names[x.Length * 100]];
        Assert.Throws<KeyNotFoundException>(() => Grad.Gradient(missing)([1.0]));
        Assert.Throws<NullReferenceException>(() => Grad.Gradient(none)([1.0]));
        Assert.Throws<IndexOutOfRangeException>(() => Grad.Gradient(beyond)([1.0]));
    }

    [Fact]
    public void Objects_have_no_order_that_is_known()
    {
        foreach (var function in new Expression<Func<double[], double>>[]
        {
            x => x[0] * s_names.Max()!.Length, x => x[0] * (s_dates.Min() - s_now).TotalDays, x => x[0] * s_trades.MaxBy(t => t.Name)!.Amount, x => x[0] * s_trades.Min(t => t.Maturity).Day,
        })
        {
            var error = Assert.Single(Assert.Throws<DifferentiationException>(() => Grad.Gradient(function)).Errors);
            Assert.Equal("EG1113", error.Id);
        }
    }

    private static KeyValuePair<string, double> Weighed(string name) => new(name, s_weights[name]);

    private static string[] Letters(string text) => [.. text.Select(letter => $"{letter}"), "c"];

    private delegate double InPlace(double[] x, double[] dx);

    private sealed record Trade(string Name, DateTime Maturity, double Amount);

    private readonly record struct Quote(string Name, DateTime Maturity, float Amount);

    private sealed class Mark(int number) : IEquatable<Mark>
    {
        public int Number => number;

        public bool Equals(Mark? other) => other?.Number == number;

        public override bool Equals(object? obj) => Equals(obj as Mark);

        public override int GetHashCode() => number;
    }

    private sealed record Basket(string[] Names, double[] Shares);

    private interface IShape
    {
        int Sides { get; }

        Func<double, double> Scale { get; }

        double Area();
    }

    private sealed record Square(double Side) : IShape
    {
        public int Sides => 4;

        public Func<double, double> Scale => factor => factor * Side;

        public double Area() => Side * Side;
    }

    private sealed record Circle(double Radius) : IShape
    {
        public int Sides => 0;

        public Func<double, double> Scale => factor => factor * factor * Radius;

        public double Area() => Math.PI * Radius * Radius;
    }
}
