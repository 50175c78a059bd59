using System.Linq.Expressions;

namespace ExprGrad.Benchmarks.GradBench.Programs;

/// <summary>A program of GradBench: its plain primal, and value and gradient of its lambda, compiled and on the tape.</summary>
/// <param name="name">The eval.</param>
/// <param name="size">The size in words.</param>
/// <param name="bar">What gradient / primal should be at most.</param>
internal abstract class GradBenchProgram(string name, string size, double bar)
{
    public string Name { get; } = name;

    public string Size { get; } = size;

    public double Bar { get; } = bar;

    /// <summary>How the gradient is compiled.</summary>
    public GradOptions Options { get; init; } = GradOptions.Default;

    /// <summary>What is differentiated.</summary>
    public abstract LambdaExpression Function { get; }

    /// <summary>What the gradient is taken of.</summary>
    public abstract IReadOnlyList<Array> Variables { get; }

    /// <summary>Where the gradient is written, an array for each of the variables.</summary>
    public abstract IReadOnlyList<Array> Outputs { get; }

    /// <summary>How many times more a gradient is than what the tape computes.</summary>
    public virtual double TapeScale => 1;

    /// <summary>Compiles the gradient and calls it once.</summary>
    public abstract void CompileGradientAndCall();

    public abstract void CompileTape();

    /// <summary>Holds the ways against each other.</summary>
    /// <exception cref="Comparison.WrongResultException">They don't agree.</exception>
    public virtual void Check() => GradBenchCorrectness.Check(this);

    /// <summary>The value as plain C# computes it, so many times; the last one.</summary>
    public abstract double Primal(int count);

    /// <summary>The compiled value and gradient.</summary>
    public abstract double Gradient(int count);

    /// <summary>Value and gradient by the tape.</summary>
    public abstract double Tape(int count);
}

/// <summary>A program whose gradient is a delegate of the type.</summary>
internal abstract class GradBenchProgram<TGradient>(string name, string size, double bar) : GradBenchProgram(name, size, bar)
    where TGradient : Delegate
{
    private TGradient? _gradient;
    private TGradient? _onTape;

    public sealed override void CompileGradientAndCall()
    {
        _gradient = Grad.Compile<TGradient>(Function, Options);
        Call(_gradient);
    }

    public sealed override void CompileTape() => _onTape = ExprGrad.Tape.Compile<TGradient>(Function);

    public sealed override double Primal(int count)
    {
        var result = double.NaN;
        for (var i = 0; i < count; i++) result = Primal();
        return result;
    }

    public sealed override double Gradient(int count) => Repeat(_gradient!, count);

    public override double Tape(int count) => Repeat(_onTape!, count);

    protected abstract double Primal();

    protected abstract double Call(TGradient gradient);

    private double Repeat(TGradient gradient, int count)
    {
        var result = double.NaN;
        for (var i = 0; i < count; i++) result = Call(gradient);
        return result;
    }
}
