using ExprGrad.Benchmarks.Comparison;
using ExprGrad.Benchmarks.Generation;
using ExprGrad.Benchmarks.Programs;
using ExprGrad.Benchmarks.Startup;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Benchmarks;

/// <summary>The programs of benchmarks/ExprGrad.Benchmarks, whose sources are part of this project.</summary>
public sealed class BenchmarkProgramTests
{
    private static readonly Dictionary<string, Func<BenchmarkProgram>> s_programs = new(StringComparer.Ordinal)
    {
        ["rosenbrock 2"] = () => new Rosenbrock2(),
        ["rosenbrock 10"] = () => new Rosenbrock(10),
        ["black-scholes"] = () => new BlackScholes(),
        ["arm"] = () => new Arm(),
        ["random"] = () => new RandomFormula(),
        ["logistic"] = () => new Logistic(7, 5, bars: null),
        ["digits 1"] = () => new Digits(1),
        ["digits 3"] = () => new Digits(3),
    };

    public static TheoryData<string> Names => [.. s_programs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Hand_compiler_tape_lambda_on_tape_and_finite_differences_agree(string name)
    {
        var program = s_programs[name]();
        program.CompileGradientAndCall();
        program.CompileOthers();
        Correctness.Check(program, withFiniteDifferences: true);
    }

    [Fact]
    public void A_gradient_that_is_not_written_is_found()
    {
        var program = new Unwritten();
        program.CompileGradientAndCall();
        program.CompileOthers();
        var error = Assert.Throws<WrongResultException>(() => Correctness.Check(program, withFiniteDifferences: true));
        Assert.Contains("square 1, tape: element 0 of the gradient is NaN", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_suite_has_each_program_of_the_comparison() =>
        Assert.Equal(
            "rosenbrock 2, rosenbrock 10, black-scholes 5, arm 6, random 100, logistic 1000 x 20, digits 1, digits 32",
            string.Join(", ", Suite.All.Select(create => create()).Select(program => $"{program.Name} {program.Size}")));

    [Fact]
    public void The_generated_formula_is_what_the_generator_writes()
    {
        string path = Repository.PathOf("benchmarks/ExprGrad.Benchmarks/Programs/RandomFormula.Generated.cs");
        Assert.Equal(File.ReadAllText(path), RandomFormulaFile.Text());
    }

    [Fact]
    public void An_unrolled_graph_has_the_gradient_of_the_tape()
    {
        var graph = new UnrolledGraph(200);
        double[] expected = new double[graph.At.Length], actual = new double[graph.At.Length];
        double value = graph.OnTape(expected);
        Assert.Equal(value, Grad.Compile<VectorGradient>(graph.Function)(graph.At, actual), 1e-10 * Math.Abs(value));
        Assert.All(actual.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-10 * expected.Max(Math.Abs)));
    }
}
