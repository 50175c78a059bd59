using System.Linq.Expressions;

namespace ExprGrad.Benchmarks.Programs;

/// <summary>A program whose hand-written and compiled gradients are of the same delegate type and are called by the same loop.</summary>
internal abstract class BenchmarkProgram<TValue, TGradient>(string name, string size, Bars? bars) : BenchmarkProgram(name, size, bars)
    where TValue : Delegate
    where TGradient : Delegate
{
    private TValue? _value;
    private TGradient? _gradient;
    private TGradient? _onTape;

    protected TValue CompiledValue => Compiled(_value);

    protected abstract LambdaExpression Function { get; }

    /// <summary>A lambda without captures, which is called as fast as compiled code; a static method behind a delegate is slower.</summary>
    protected abstract TGradient ByHand { get; }

    public sealed override void CompileGradientAndCall()
    {
        _gradient = Grad.Compile<TGradient>(Function);
        Repeat(_gradient, 1);
    }

    public sealed override void CompileOthers()
    {
        _value = Grad.Compile<TValue>(Function);
        _onTape = Tape.Compile<TGradient>(Function);
    }

    public sealed override double Handwritten(int count) => Repeat(ByHand, count);

    public sealed override double Value(int count) => Repeat(CompiledValue, count);

    public sealed override double Gradient(int count) => Repeat(Compiled(_gradient), count);

    public sealed override double TapeOfLambda(int count) => Repeat(Compiled(_onTape), count);

    protected abstract double Repeat(TValue value, int count);

    protected abstract double Repeat(TGradient gradient, int count);

    private static T Compiled<T>(T? compiled) => compiled ?? throw new InvalidOperationException("It is not compiled yet.");
}
