namespace ExprGrad.Benchmarks.Programs;

/// <summary>A program whose hand-written and compiled gradients are of the same delegate type and are called by the same loop.</summary>
internal abstract class BenchmarkProgram<TValue, TGradient>(string name, string size, Bars bars) : BenchmarkProgram(name, size, bars)
    where TValue : Delegate
    where TGradient : Delegate
{
    private TValue? _value;
    private TGradient? _gradient;

    protected TValue CompiledValue => _value ?? throw new InvalidOperationException("The value is not compiled yet.");

    protected TGradient CompiledGradient => _gradient ?? throw new InvalidOperationException("The gradient is not compiled yet.");

    /// <summary>A lambda without captures, which is called as fast as compiled code; a static method behind a delegate is slower.</summary>
    protected abstract TGradient ByHand { get; }

    public sealed override void CompileGradientAndCall()
    {
        _gradient = CompileGradient();
        Repeat(_gradient, 1);
    }

    public sealed override void CompileValueAlone() => _value = CompileValue();

    public sealed override double Handwritten(int count) => Repeat(ByHand, count);

    public sealed override double Value(int count) => Repeat(CompiledValue, count);

    public sealed override double Gradient(int count) => Repeat(CompiledGradient, count);

    protected abstract TValue CompileValue();

    protected abstract TGradient CompileGradient();

    protected abstract double Repeat(TValue value, int count);

    protected abstract double Repeat(TGradient gradient, int count);
}
