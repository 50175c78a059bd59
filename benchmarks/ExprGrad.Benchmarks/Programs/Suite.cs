namespace ExprGrad.Benchmarks.Programs;

/// <summary>The programs that are compared.</summary>
internal static class Suite
{
    public static IReadOnlyList<Func<BenchmarkProgram>> All { get; } =
    [
        () => new Rosenbrock2(),
        () => new Rosenbrock(10),
        () => new BlackScholes(),
        () => new Arm(),
        () => new RandomFormula(),
        () => new Logistic(1000, 20, Bars.Arrays),
        () => new Digits(1),
        () => new Digits(32),
    ];
}
