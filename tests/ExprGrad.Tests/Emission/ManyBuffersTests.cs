using System.Linq.Expressions;
using static System.Linq.Expressions.Expression;

namespace ExprGrad.Tests.Emission;

/// <summary>Losses with hundreds of arrays between their loops: the methods that they are split into take spans again, and hand few to each other.</summary>
public sealed class ManyBuffersTests
{
    private const int Terms = 270;

    // A term, and the loss of a function that adds up all of them, for its elements or as a whole.
    private static readonly Dictionary<string, Expression<Func<double[], double, double>>> s_terms = new(StringComparer.Ordinal)
    {
        ["a loop each"] = (w, k) => Math.Tanh(w.Sum(v => Math.Exp(-k * v))),
        ["triangles"] = (w, k) => Enumerable.Range(0, w.Length).Sum(i => Math.Sin(k + Enumerable.Range(0, i).Sum(j => Math.Exp(k * w[i] * w[j])))),
        ["floats"] = (w, k) => Math.Tanh(w.Sum(v => MathF.Exp((float)(-k * v)))),
    };

    [Theory]
    [InlineData("a loop each", FloatMode.Strict, null)]
    [InlineData("a loop each", FloatMode.Fast, 2)]
    [InlineData("triangles", FloatMode.Fast, null)]
    [InlineData("floats", FloatMode.Strict, null)]
    public void The_gradient_is_the_sum_of_those_of_the_terms(string name, FloatMode mode, int? threads)
    {
        var (term, w) = (s_terms[name], Parameter(typeof(double[]), "w"));
        double[] at = [0.3, -0.2, 0.7, 0.1, 0.5, -0.4, 0.9, 0.2, -0.6];
        var single = Grad.Compile<OfTerm>(term);
        var (value, gradient) = (0.0, new double[at.Length]);
        for (var k = 0; k < Terms; k++)
        {
            var part = new double[at.Length];
            value += single(at, k / 150.0, part);
            for (var i = 0; i < at.Length; i++) gradient[i] += part[i];
        }

        var sum = Enumerable.Range(0, Terms).Select(k => (Expression)Invoke(term, w, Constant(k / 150.0))).Aggregate(Add);
        Check(Lambda<Func<double[], double>>(sum, w), at, mode, threads, name == "floats" ? 1e-5 : 1e-12, value, gradient);
    }

    [Theory]
    [InlineData(FloatMode.Strict, 2)]
    [InlineData(FloatMode.Fast, null)]
    public void What_an_outer_loop_does_not_change_is_kept_in_as_many(FloatMode mode, int? threads)
    {
        var v = Parameter(typeof(double), "v");
        var inner = Lambda<Func<double, double>>(Enumerable.Range(1, Terms).Select(k => (Expression)Call(typeof(Math), nameof(Math.Exp), null, Multiply(v, Constant(-k / 90.0)))).Aggregate(Add), v);
        Expression<Func<double[], double>> loss = w => Enumerable.Range(0, 5).Sum(i => Math.Tanh(0.0001 * Enumerable.Range(0, w.Length).Sum(j => i * w[j] + inner.Invoke(w[j]))));

        double[] at = [0.3, -0.2, 0.7, 0.1, 0.5];
        double S(double x) => Enumerable.Range(1, Terms).Sum(k => Math.Exp(-k / 90.0 * x));
        double Slope(double x) => Enumerable.Range(1, Terms).Sum(k => -k / 90.0 * Math.Exp(-k / 90.0 * x));
        double[] inside = [.. Enumerable.Range(0, 5).Select(i => 0.0001 * at.Sum(x => (i * x) + S(x)))];
        Check(loss, at, mode, threads, 1e-12, inside.Sum(Math.Tanh), [.. at.Select(x => inside.Select((t, i) => (1 - Math.Pow(Math.Tanh(t), 2)) * 0.0001 * (i + Slope(x))).Sum())]);
    }

    private static void Check(Expression<Func<double[], double>> loss, double[] at, FloatMode mode, int? threads, double tolerance, double value, double[] gradient)
    {
        var compiler = new Counting();
        var options = new GradOptions { FloatMode = mode, Threads = threads, Compiler = compiler, SmallestBlock = 0 };
        var actual = new double[at.Length];
        var compiled = Grad.Compile<InPlace>(loss, options);
        for (var call = 0; call < 2; call++)
        {
            Array.Fill(actual, double.NaN);
            Assert.Equal(value, compiled(at, actual), tolerance * Math.Max(1, Math.Abs(value)));
            for (var i = 0; i < at.Length; i++) Assert.Equal(gradient[i], actual[i], tolerance * Math.Max(1, gradient.Max(Math.Abs)));
        }

        Assert.InRange(compiler.MostSpans, 0, 64);
        Assert.InRange(compiler.Methods, 10, int.MaxValue);
    }

    private delegate double InPlace(double[] w, double[] dw);

    private delegate double OfTerm(double[] w, double k, double[] dw);

    private sealed class Counting : IDelegateCompiler
    {
        private readonly Lock _lock = new();

        public int Methods { get; private set; }

        /// <summary>How many spans one of the methods takes.</summary>
        public int MostSpans { get; private set; }

        public Delegate Compile(LambdaExpression lambda)
        {
            lock (_lock)
            {
                Methods++;
                MostSpans = Math.Max(MostSpans, lambda.Parameters.Count(parameter => parameter.Type.IsByRefLike));
            }

            return lambda.Compile();
        }
    }
}
