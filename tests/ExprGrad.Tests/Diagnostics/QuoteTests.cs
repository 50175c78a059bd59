using System.Linq.Expressions;
using ExprGrad.Diagnostics;

namespace ExprGrad.Tests.Diagnostics;

/// <summary>What the compiler makes of a lambda is printed as the lambda was written.</summary>
public sealed class QuoteTests
{
    private readonly double _rate = 0.5;

    private sealed record Point(double X, double Y);

    private sealed class Options
    {
        public double Scale { get; set; }

        public List<double> Values { get; } = [];

        public Options Inner => this;

        public double this[int i] => Values[i];
    }

    private static double Twice(double x) => 2 * x;

    private static double Generic<T>(double x) => x + typeof(T).Name.Length;

    private static double Total(params double[] xs) => xs.Sum();

    private static void Check(string expected, LambdaExpression lambda) => Assert.Equal(expected, CSharpWriter.Write(lambda));

    [Fact]
    public void Arithmetic_takes_parentheses_only_where_they_matter()
    {
        Check("(double x, double y, double z) => (x + y) * z", (double x, double y, double z) => (x + y) * z);
        Check("(double x, double y, double z) => x + y * z", (double x, double y, double z) => x + y * z);
        Check("(double x, double y, double z) => x - y - z", (double x, double y, double z) => x - y - z);
        Check("(double x, double y, double z) => x - (y - z)", (double x, double y, double z) => x - (y - z));
        Check("(double x, double y, double z) => x / y / (z / x)", (double x, double y, double z) => x / y / (z / x));
        Check("(double x, double y) => x + (y + x)", (double x, double y) => x + (y + x));
        Check("(double x, double y) => -(x * y) % 3.0", (double x, double y) => -(x * y) % 3);
        Check("(double x) => -(-x)", (double x) => -(-x));
        Check("(double x) => x - -x", (double x) => x - -x);
        Check("(double x) => x * -2.0", (double x) => x * -2);
        Check("(int i, int j) => ~i & j | i ^ j << 2", (int i, int j) => (~i & j) | (i ^ (j << 2)));
        Check("(int i, int j) => (i | j) & 255", (int i, int j) => (i | j) & 0xff);
    }

    [Fact]
    public void Conditions_are_printed_with_their_operators()
    {
        Check("(double x) => x > 0.0 ? Math.Log(x) : 0.0", (double x) => x > 0 ? Math.Log(x) : 0);
        Check("(double x, bool b) => !b && x < 1.0 || x >= 2.0 && x != 3.0", (double x, bool b) => (!b && x < 1) || (x >= 2 && x != 3));
        Check("(double x, bool b) => !(b && x == 1.0)", (double x, bool b) => !(b && x == 1));
        Check("(double x) => x > 0.0 ? x > 1.0 ? 1.0 : x : -x", (double x) => x > 0 ? x > 1 ? 1 : x : -x);
        Check("(double x) => (x > 0.0 ? 1.0 : -1.0) * x", (double x) => (x > 0 ? 1 : -1.0) * x);
        Check("(double? x, double y) => (x ?? y) + 1.0", (double? x, double y) => (x ?? y) + 1);
        Check("(object o) => o is double", (object o) => o is double);
        Check("(object o) => (o as string).Length", (object o) => (o as string)!.Length);
    }

    [Fact]
    public void Conversions_that_the_compiler_inserts_are_left_out_and_others_shown()
    {
        Check("(double x, int n) => x * n", (double x, int n) => x * n);
        Check("(int i, int n) => (double)i / n", (int i, int n) => (double)i / n);
        Check("(int i, int n) => (double)(i / n)", (int i, int n) => (double)(i / n));
        Check("(double x) => (int)x", (double x) => (int)x);
        Check("(float x, double y) => x + y", (float x, double y) => x + y);
        Check("(byte a, byte b) => a + b", (byte a, byte b) => a + b);
        Check("(char c) => c - 48", (char c) => c - '0');
        Check("(int n) => Math.Sqrt(n)", (int n) => Math.Sqrt(n));
        Check("(int n) => Math.Abs((double)n)", (int n) => Math.Abs((double)n));
        Check("(bool b, double x, int n) => b ? x : n", (bool b, double x, int n) => b ? x : n);
        Check("(double x) => (object)x", (double x) => (object)x);
        Check("(double x) => (int)-x", (double x) => (int)-x);
        Check("(DayOfWeek d) => d == DayOfWeek.Monday", (DayOfWeek d) => d == DayOfWeek.Monday);
        Check("(DayOfWeek d, DayOfWeek e) => d < e", (DayOfWeek d, DayOfWeek e) => d < e);
        Check("(int n) => (DayOfWeek)n", (int n) => (DayOfWeek)n);
    }

    [Fact]
    public void Overflow_checks_are_stretches_of_text()
    {
        Check("(int a, int b) => checked(a + b * 2)", (int a, int b) => checked(a + (b * 2)));
        Check("(int a, int b) => checked(a * unchecked(b + 1))", (int a, int b) => checked(a * unchecked(b + 1)));
        Check("(double x) => checked((int)x)", (double x) => checked((int)x));
        Check("(int a, double x) => checked(a + 1) * x", (int a, double x) => checked(a + 1) * x);
    }

    [Fact]
    public void Constants_have_the_literals_of_their_types()
    {
        Check("() => 1.0", () => 1.0);
        Check("() => 0.1", () => 0.1);
        Check("() => 1E-300", () => 1e-300);
        Check("() => 1f", () => 1f);
        Check("() => 1E+10f", () => 1e10f);
        Check("() => double.NaN", () => double.NaN);
        Check("() => double.PositiveInfinity", () => double.PositiveInfinity);
        Check("() => float.NegativeInfinity", () => float.NegativeInfinity);
        Check("() => -0.0", () => -0.0);
        Check("() => Math.PI", () => Math.PI);
        Check("() => 1", () => 1);
        Check("() => 1L", () => 1L);
        Check("() => 1u", () => 1u);
        Check("() => 1UL", () => 1UL);
        Check("() => (byte)1", () => (byte)1);
        Check("() => 1.50m", () => 1.50m);
        Check("() => int.MinValue", () => int.MinValue);
        Check("() => 'a'", () => 'a');
        Check("() => \"a\\\"\\n\\u0001\"", () => "a\"\n\u0001");
        Check("() => true", () => true);
        Check("() => null", () => (string?)null);
        Check("() => AttributeTargets.Class | AttributeTargets.Field", () => AttributeTargets.Class | AttributeTargets.Field);
        Check("() => (DayOfWeek)42", () => (DayOfWeek)42);
        Check("() => typeof(double[])", () => typeof(double[]));
        Check("() => default(double)", Expression.Lambda<Func<double>>(Expression.Default(typeof(double))));
    }

    [Fact]
    public void Captured_variables_have_their_own_names()
    {
        var k = 3.0;
        Check("(double x) => k * x", (double x) => k * x);
        Check("(double x) => this._rate * x", (double x) => _rate * x);
        var weights = new[] { 1.0 };
        for (var i = 0; i < 1; i++)
        {
            var j = i;
            Check("(double x) => k * weights[j] * x", (double x) => k * weights[j] * x);
        }
    }

    [Fact]
    public void Calls_are_printed_as_they_are_written()
    {
        Check("(double x) => Math.Pow(Math.Sin(x), 2.0)", (double x) => Math.Pow(Math.Sin(x), 2));
        Check("(double x) => QuoteTests.Twice(x)", (double x) => Twice(x));
        Check("(double x) => QuoteTests.Generic<int>(x)", (double x) => Generic<int>(x));
        Check("(double x, double y) => QuoteTests.Total(x, y)", (double x, double y) => Total(x, y));
        Check("() => QuoteTests.Total()", () => Total());
        Check("(double[] xs) => QuoteTests.Total(xs)", (double[] xs) => Total(xs));
        Check("(Func<double, double> f, double x) => f(x) + f.Invoke(x)", (Func<double, double> f, double x) => f(x) + f.Invoke(x));
        Check("(double x) => x.ToString().Length", (double x) => x.ToString().Length);
        Check("(double x) => double.Lerp(0.0, x, 0.5)", (double x) => double.Lerp(0, x, 0.5));
        Check("(Dictionary<string, double> d) => d[\"a\"]", (Dictionary<string, double> d) => d["a"]);
        Check("(string a, double x) => a + x.ToString()", (string a, double x) => a + x.ToString());
        Check("(int[] xs) => xs.Contains(3)", (int[] xs) => xs.Contains(3));
    }

    [Fact]
    public void Arrays_are_indexed_made_and_measured()
    {
        Check("(double[] a, int i) => a[i - 1] * a.Length", (double[] a, int i) => a[i - 1] * a.Length);
        Check("(double[][] a, int i) => a[i][0]", (double[][] a, int i) => a[i][0]);
        Check("(double[,] a, int i) => a[i, 0] + a.GetLength(1)", (double[,] a, int i) => a[i, 0] + a.GetLength(1));
        Check("(double x) => new double[] { x, 1.0 }[0]", (double x) => new[] { x, 1 }[0]);
        Check("(double x, int n) => new double[] { x, n }", (double x, int n) => new[] { x, n });
        Check("(int n) => new double[n]", (int n) => new double[n]);
        Check("(int n) => (new double[n])[0]", (int n) => (new double[n])[0]);
        Check("(int n) => new double[n].Length", (int n) => new double[n].Length);
        Check("(int n) => new double[n, 2]", (int n) => new double[n, 2]);
        Check("(int n) => new double[n][]", (int n) => new double[n][]);
        Check("() => Array.Empty<double>()", () => Array.Empty<double>());
    }

    [Fact]
    public void Objects_are_made_as_they_are_written()
    {
        Check("(double x) => new QuoteTests.Point(x, 1.0).X", (double x) => new Point(x, 1).X);
        Check("(double x) => new { x, Square = x * x }.Square", (double x) => new { x, Square = x * x }.Square);
        Check("(double x, int n) => new QuoteTests.Options { Scale = n, Inner = { Scale = x }, Values = { x, 1.0 } }",
            (double x, int n) => new Options { Scale = n, Inner = { Scale = x }, Values = { x, 1 } });
        Check("(double x) => new List<double> { x, 2.0 }", (double x) => new List<double> { x, 2 });
        Check("(double x) => new Dictionary<int, double> { { 1, x } }", (double x) => new Dictionary<int, double> { { 1, x } });
        Check("(double x) => new ValueTuple<double>(x).Item1", (double x) => new ValueTuple<double>(x).Item1);
        Check("((double, int) p) => p.Item1 * p.Item2", ((double A, int B) p) => p.A * p.B);
        Check("(double x) => ValueTuple.Create(x, 1).Item1", (double x) => ValueTuple.Create(x, 1).Item1);
        Check("(double x) => (x, 1).Item1", (double x) => new ValueTuple<double, int>(x, 1).Item1);
        Check("(QuoteTests.Options o) => o[1] + o.Values[2]", (Options o) => o[1] + o.Values[2]);
    }

    [Fact]
    public void Sequences_and_nested_lambdas_leave_types_to_inference()
    {
        Check("(double[] w, double[] x) => w.Zip(x, (a, b) => a * b).Sum()", (double[] w, double[] x) => w.Zip(x, (a, b) => a * b).Sum());
        Check("(double[] w) => Enumerable.Range(0, w.Length).Sum(i => w[i] * i)",
            (double[] w) => Enumerable.Range(0, w.Length).Sum(i => w[i] * i));
        Check("(double[] w) => w.Select((x, i) => i * x).Max()", (double[] w) => w.Select((x, i) => i * x).Max());
        Check("(double[] w) => w.Sum(x => x * x) + w.Sum(x => x)", (double[] w) => w.Sum(x => x * x) + w.Sum(x => x));
        Check("() => Enumerable.Empty<double>().Sum()", () => Enumerable.Empty<double>().Sum());
        Check("(object[] w) => w.Cast<double>().Sum()", (object[] w) => w.Cast<double>().Sum());
        Check("(double[] w) => w.Select(Math.Exp).Sum()", (double[] w) => w.Select(Math.Exp).Sum());
        Check("(double[] xs) => xs.Select(x => new { x, y = x * x }).Where(t0 => t0.y > 1.0).Sum(t => t.x)",
            (double[] xs) => xs.Select(x => new { x, y = x * x }).Where(t0 => t0.y > 1).Sum(t => t.x));
    }

    [Fact]
    public void Query_syntax_is_printed_as_the_calls_it_stands_for() =>
        Check("(double[] xs) => xs.Select(x => new { x, y = x * x }).Where(t0 => t0.y > 1.0).Select(t0 => t0.x * t0.y).Sum()",
            (double[] xs) => (from x in xs let y = x * x where y > 1 select x * y).Sum());

    [Fact]
    public void An_expression_that_is_invoked_reads_as_a_call()
    {
        Expression<Func<double, double>> f = t => t * t;
        Check("(double a) => f.Compile().Invoke(a)", (double a) => f.Compile().Invoke(a));
        var a = Expression.Parameter(typeof(double), "a");
        Check("(double a) => ((Func<double, double>)(t => t * t))(a)", Expression.Lambda<Func<double, double>>(Expression.Invoke(f, a), a));
    }

    [Fact]
    public void Variables_of_one_name_are_told_apart_and_those_of_none_get_one()
    {
        var (a, b) = (Expression.Parameter(typeof(double), "x"), Expression.Parameter(typeof(double), "x"));
        var c = Expression.Parameter(typeof(double));
        Check("(double x, double x_1, double p0) => x * x_1 + p0",
            Expression.Lambda<Func<double, double, double, double>>(Expression.Add(Expression.Multiply(a, b), c), a, b, c));
        var d = Expression.Parameter(typeof(double), "class");
        Check("(double @class) => @class", Expression.Lambda<Func<double, double>>(d, d));
    }
}
