using System.Diagnostics;
using System.Globalization;
using ExprGrad.Benchmarks.Programs;

namespace ExprGrad.Benchmarks.Startup;

/// <summary>What a fresh process does; it prints its figures on one line, divided by spaces.</summary>
internal static class StartupChild
{
    public const string FirstGradient = "first-gradient";
    public const string SecondLambda = "second-lambda";
    public const string Unrolled = "unrolled";

    public static int Run(string task, int operations)
    {
        double[] figures = task switch
        {
            FirstGradient => First(),
            SecondLambda => Second(),
            _ => UnrolledOf(operations),
        };
        Console.WriteLine(string.Join(' ', figures.Select(figure => figure.ToString("R", CultureInfo.InvariantCulture))));
        return 0;
    }

    private static double[] First()
    {
        new Rosenbrock2().CompileGradientAndCall();
        return [];
    }

    private static double[] Second()
    {
        First();
        var program = new RandomFormula();
        return [Milliseconds(program.CompileGradientAndCall)];
    }

    // Milliseconds of compilation with the first call, and nanoseconds of a call later.
    private static double[] UnrolledOf(int operations)
    {
        const int rounds = 31;
        First();
        var graph = new UnrolledGraph(operations);
        double[] expected = new double[graph.At.Length], gradient = new double[graph.At.Length];
        graph.OnTape(expected);

        VectorGradient? compiled = null;
        double compileMs = Milliseconds(() =>
        {
            compiled = Grad.Compile<VectorGradient>(graph.Function);
            compiled(graph.At, gradient);
        });
        double scale = expected.Max(Math.Abs);
        if (!gradient.Zip(expected, (a, b) => Math.Abs(a - b)).All(error => error <= 1e-10 * scale))
            throw new InvalidOperationException("The compiled gradient differs from the tape's.");

        int calls = Math.Max(1, 1_000_000 / operations);
        double[] times = [.. Enumerable.Range(0, rounds).Select(_ => Milliseconds(() => Repeat(compiled!, graph.At, gradient, calls))).Order()];
        return [compileMs, times[rounds / 2] * 1e6 / calls];
    }

    private static void Repeat(VectorGradient compiled, double[] at, double[] gradient, int calls)
    {
        for (int i = 0; i < calls; i++)
            compiled(at, gradient);
    }

    private static double Milliseconds(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
