using System.Linq.Expressions;
using ExprGrad.Benchmarks.Comparison;
using ExprGrad.Benchmarks.GradBench;
using ExprGrad.Benchmarks.GradBench.Programs;
using ExprGrad.GradBench.Functions;

namespace ExprGrad.GradBench.Tests;

/// <summary>The programs that are measured, whose sources are part of this project.</summary>
public sealed class GradBenchProgramTests
{
    private static readonly Dictionary<string, Func<GradBenchProgram>> s_programs = new(StringComparer.Ordinal)
    {
        ["gmm"] = () => new GmmProgram(dimensions: 4, components: 3, points: 7, bar: 1),
        ["gmm in one dimension"] = () => new GmmProgram(dimensions: 1, components: 2, points: 3, bar: 1),
        ["gmm with a shorter tape"] = () => new GmmProgram(dimensions: 3, components: 2, points: 10, bar: 1, tapePoints: 5),
        ["ba"] = () => new BundleProgram(cameras: 3, points: 5, observations: 11, bar: 1),
        ["ht"] = () => new HandProgram(points: 4, bar: 1),
        ["lstm"] = () => new LstmProgram(layers: 3, length: 5, bar: 1),
        ["kmeans"] = () => new KMeansProgram(clusters: 4, points: 20, dimensions: 3, bar: 1),
        ["llsq"] = () => new LeastSquaresProgram(points: 17, coefficients: 5, bar: 1),
        ["lse"] = () => new LogSumExpProgram(length: 50, bar: 1),
    };

    public static TheoryData<string> Names => [.. s_programs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Plain_primal_compiler_tape_and_differences_agree(string name)
    {
        var program = s_programs[name]();
        program.CompileGradientAndCall();
        program.CompileTape();
        program.Check();
        Assert.True(double.IsFinite(program.Tape(1)));
    }

    [Theory]
    [InlineData("gmm")]
    [InlineData("ht")]
    [InlineData("lstm")]
    [InlineData("kmeans")]
    [InlineData("llsq")]
    [InlineData("lse")]
    public void Every_number_of_threads_gives_the_same_bits(string name)
    {
        GradBenchProgram Create(int threads)
        {
            var options = new GradOptions { Threads = threads };
            return name switch
            {
                "gmm" => new GmmProgram(dimensions: 4, components: 9, points: 900, bar: 1) { Options = options },
                "ht" => new HandProgram(points: 40, bar: 1) { Options = options },
                "lstm" => new LstmProgram(layers: 2, length: 40, bar: 1) { Options = options },
                "kmeans" => new KMeansProgram(clusters: 11, points: 4_000, dimensions: 3, bar: 1) { Options = options },
                "llsq" => new LeastSquaresProgram(points: 3_000, coefficients: 30, bar: 1) { Options = options },
                _ => new LogSumExpProgram(length: 60_000, bar: 1) { Options = options },
            };
        }

        var right = Create(2);
        right.CompileGradientAndCall();
        right.CompileTape();
        right.Check();

        // Differences, which the check takes, leave other inputs behind.
        var one = Create(1);
        one.CompileGradientAndCall();
        var value = one.Gradient(1);
        var expected = Bits(one);
        foreach (var threads in new[] { 2, 3 })
        {
            var program = Create(threads);
            program.CompileGradientAndCall();
            for (var call = 0; call < 5; call++)
            {
                Assert.Equal(BitConverter.DoubleToInt64Bits(value), BitConverter.DoubleToInt64Bits(program.Gradient(1)));
                Assert.Equal(expected, Bits(program));
            }
        }

        static long[] Bits(GradBenchProgram program) => [.. program.Outputs.SelectMany(output => output.Cast<double>()).Select(BitConverter.DoubleToInt64Bits)];
    }

    [Fact]
    public void The_suite_has_the_programs_of_GradBench() =>
        Assert.Equal(
            "gmm d=2 k=5 n=1000, gmm d=10 k=25 n=1000, gmm d=64 k=25 n=1000, "
            + "ba 31843 observations, ht simple, 100 points, ht simple, 800 points, lstm l=2 c=1024, kmeans k=100 n=1000 d=8, llsq n=1024 m=128, lse n=100000",
            string.Join(", ", GradBenchSuite.All.Select(entry => entry.Create()).Select(program => $"{program.Name} {program.Size}")));

    [Theory]
    [InlineData(1, 0, "the value is")]
    [InlineData(0, 1, "the slope along direction 0 is")]
    public void A_primal_of_another_function_is_found(double constant, double slope, string expected)
    {
        var program = new Different(constant, slope);
        program.CompileGradientAndCall();
        program.CompileTape();
        var error = Assert.Throws<WrongResultException>(() => GradBenchCorrectness.Check(program));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    // A plain primal with a mistake: at the point itself, or beside it.
    private sealed class Different(double constant, double slope) : GradBenchProgram<VectorGradient>("lse", "2", 1)
    {
        private readonly double[] _x = [1, 2];
        private readonly double[] _gradient = new double[2];

        public override IReadOnlyList<Array> Variables => [_x];

        public override IReadOnlyList<Array> Outputs => [_gradient];

        public override LambdaExpression Function => LogSumExp.Function;

        protected override double Primal() => Math.Log(Math.Exp(_x[0]) + Math.Exp(_x[1])) + constant + slope * (_x[0] - 1);

        protected override double Call(VectorGradient gradient) => gradient(_x, _gradient);
    }
}
