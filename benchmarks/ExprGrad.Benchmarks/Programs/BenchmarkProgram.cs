namespace ExprGrad.Benchmarks.Programs;

/// <summary>
/// A function with its gradient in each of the ways that are compared. Each of them writes the same gradient to the same place; the loops are in the
/// program, so that nothing but the call itself is timed.
/// </summary>
internal abstract class BenchmarkProgram(string name, string size, Bars? bars)
{
    public string Name { get; } = name;

    public string Size { get; } = size;

    /// <summary>Null where nothing is asked for.</summary>
    public Bars? Bars { get; } = bars;

    /// <summary>Compiles the gradient and calls it once.</summary>
    public abstract void CompileGradientAndCall();

    /// <summary>Compiles what the gradient is compared with: the value alone, and the lambda on the tape.</summary>
    public abstract void CompileOthers();

    /// <summary>Value and gradient written by hand, so many times; the last value.</summary>
    public abstract double Handwritten(int count);

    /// <summary>The compiled value alone.</summary>
    public abstract double Value(int count);

    /// <summary>The compiled value and gradient.</summary>
    public abstract double Gradient(int count);

    /// <summary>Value and gradient by the tape, written by hand on <see cref="TapeDouble"/>.</summary>
    public abstract double TapeByHand(int count);

    /// <summary>Value and gradient by the tape that records the lambda itself.</summary>
    public abstract double TapeOfLambda(int count);

    /// <summary>The gradient by central differences of the compiled value.</summary>
    public abstract void FiniteDifferences();

    /// <summary>Where all of them write the gradient, array by array.</summary>
    public abstract IReadOnlyList<double[]> Outputs { get; }
}
