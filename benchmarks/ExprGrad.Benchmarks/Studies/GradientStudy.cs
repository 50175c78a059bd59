using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using ExprGrad.Benchmarks.Programs;

namespace ExprGrad.Benchmarks.Studies;

/// <summary>The programs of <c>compare</c> under BenchmarkDotNet, which takes longer and tells more: deviations, allocations, disassembly.</summary>
[MemoryDiagnoser]
public class GradientStudy
{
    private BenchmarkProgram? _program;

    /// <summary>Name and size of the programs.</summary>
    public static IEnumerable<string> Programs => Suite.All.Select(create => Name(create()));

    /// <summary>Which program.</summary>
    [ParamsSource(nameof(Programs))]
    public string Program { get; set; } = "";

    private BenchmarkProgram Chosen => _program ?? throw new InvalidOperationException("No program is set up.");

    /// <summary>Compiles the program.</summary>
    [GlobalSetup]
    public void Compile()
    {
        _program = Suite.All.Select(create => create()).First(program => Name(program) == Program);
        _program.CompileGradientAndCall();
        _program.CompileOthers();
    }

    /// <summary>Value and gradient written by hand.</summary>
    [Benchmark(Baseline = true)]
    public double Handwritten() => Chosen.Handwritten(1);

    /// <summary>The compiled value alone.</summary>
    [Benchmark]
    public double Value() => Chosen.Value(1);

    /// <summary>The compiled value and gradient.</summary>
    [Benchmark]
    public double Gradient() => Chosen.Gradient(1);

    /// <summary>Value and gradient by the tape, written by hand.</summary>
    [Benchmark]
    public double TapeByHand() => Chosen.TapeByHand(1);

    /// <summary>Value and gradient by the lambda on the tape.</summary>
    [Benchmark]
    public double TapeOfLambda() => Chosen.TapeOfLambda(1);

    // In this process: TieredCompilation=false is its setting, and the programs that BenchmarkDotNet would generate are not of this solution.
    internal static int Run(string[] arguments)
    {
        var config = DefaultConfig.Instance.AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance));
        var summaries = BenchmarkSwitcher.FromTypes([typeof(GradientStudy)]).Run(arguments.Length > 0 ? arguments : ["--filter", "*"], config);
        return summaries.Any(summary => summary.HasCriticalValidationErrors) ? 1 : 0;
    }

    private static string Name(BenchmarkProgram program) => $"{program.Name} {program.Size}";
}
