using System.Collections.Concurrent;
using System.Linq.Expressions;
using ExprGrad.Tests.Language;

namespace ExprGrad.Tests.Compilation;

/// <summary>Of nests that are written in two ways, of which extents decide, each way's methods are compiled when it is taken first: once, whoever comes first.</summary>
public sealed class LaterMethodTests
{
    // Points in lanes where there are many of them, centers where there are few points.
    private static readonly Expression<Func<double[,], double[,], double>> s_loss = (x, c) => Enumerable.Range(0, x.GetLength(0)).Sum(double (int i) => Math.Log(Enumerable.Range(0, c.GetLength(0)).Sum(double (int k) =>
        Ad.Let(Enumerable.Range(0, x.GetLength(1)).Sum(d => Math.Tanh(x[i, d] * c[k, d]) + Math.Sin(x[i, d]) * Ad.Erf(c[k, d]) + Ad.LogGamma(2 + x[i, d] * x[i, d] + c[k, d] * c[k, d])), s =>
            Math.Exp(-0.01 * s) + Math.Atan(s) + Ad.Softplus(s)))));

    private static readonly Func<double[,], double[,], double> s_plain = s_loss.Compile();

    private delegate double InPlace(double[,] x, double[,] c, double[,] dx);

    [Fact]
    public void Only_the_way_that_is_taken_is_compiled()
    {
        var compiler = new Counting();
        var gradient = Grad.Compile<InPlace>(s_loss, new GradOptions { Compiler = compiler });
        var atOnce = compiler.Methods.Count;
        Check(gradient, 1, 1);
        var first = compiler.Methods.Count;
        Check(gradient, 1, 1);
        Assert.Equal(first, compiler.Methods.Count);
        foreach (var (points, centers) in new[] { (1, 40), (40, 1), (40, 40) }) Check(gradient, points, centers);
        var all = compiler.Methods.Count;
        Assert.True(atOnce < all, $"{atOnce} methods at once, {first} with the first call, {all} with all");
        Assert.True(first < all, $"{atOnce} methods at once, {first} with the first call, {all} with all");
        foreach (var (points, centers) in new[] { (1, 40), (40, 1), (40, 40) }) Check(gradient, points, centers);
        Assert.Equal(all, compiler.Methods.Count);
        Assert.Equal(all, compiler.Methods.Distinct().Count());
    }

    [Fact]
    public void Threads_that_need_it_at_the_same_time_wait_for_one_of_them()
    {
        for (var round = 0; round < 3; round++)
        {
            var compiler = new Counting();
            var gradient = Grad.Compile<InPlace>(s_loss, new GradOptions { Compiler = compiler });
            var failures = new ConcurrentQueue<Exception>();
            var threads = Enumerable.Range(0, 6).Select(number => new Thread(() =>
            {
                try
                {
                    Check(gradient, number % 2 == 0 ? 1 : 40, number % 2 == 0 ? 40 : 3);
                }
                catch (Exception exception)
                {
                    failures.Enqueue(exception);
                }
            })).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
            Assert.Empty(failures);
            Assert.Equal(compiler.Methods.Count, compiler.Methods.Distinct().Count());
        }
    }

    [Fact]
    public void A_way_that_could_not_be_compiled_is_tried_again()
    {
        var compiler = new Counting();
        var gradient = Grad.Compile<InPlace>(s_loss, new GradOptions { Compiler = compiler });
        compiler.Fails = true;
        Assert.Throws<NotSupportedException>(() => gradient(Sample.Matrix(40, 3), Sample.Matrix(40, 3), new double[40, 3]));
        compiler.Fails = false;
        Check(gradient, 40, 40);
    }

    private static void Check(InPlace gradient, int points, int centers)
    {
        var (x, c, dx) = (Sample.Matrix(points, 3), Sample.Matrix(centers, 3), new double[points, 3]);
        var value = gradient(x, c, dx);
        Assert.Equal(s_plain(x, c), value, 1e-12 * Math.Abs(value));
        foreach (var i in new[] { 0, points - 1 })
        {
            double At(double distance)
            {
                var moved = (double[,])x.Clone();
                moved[i, 1] += distance;
                return s_plain(moved, c);
            }

            var difference = (At(1e-5) - At(-1e-5)) / 2e-5;
            Assert.Equal(difference, dx[i, 1], 1e-6 * Math.Max(1, Math.Abs(difference)));
        }
    }

    private sealed class Counting : IDelegateCompiler
    {
        public ConcurrentBag<LambdaExpression> Methods { get; } = [];

        public bool Fails { get; set; }

        public Delegate Compile(LambdaExpression lambda)
        {
            if (Fails) throw new NotSupportedException("not now");
            Methods.Add(lambda);
            return DelegateCompilers.Default.Compile(lambda);
        }
    }
}
