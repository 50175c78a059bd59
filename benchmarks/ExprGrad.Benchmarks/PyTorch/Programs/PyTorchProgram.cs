using System.Linq.Expressions;
using System.Numerics;

namespace ExprGrad.Benchmarks.PyTorch.Programs;

/// <summary>A loss that <c>../programs.py</c> has too, by the same name, with the same data and the parameters in the same order.</summary>
/// <param name="name">The name.</param>
/// <param name="size">The size in words.</param>
internal abstract class PyTorchProgram(string name, string size)
{
    public string Name { get; } = name;

    public string Size { get; } = size;

    /// <summary>Whether it computes in <c>float</c>.</summary>
    public abstract bool IsFloat { get; }

    /// <summary>Compiles the gradient and calls it once.</summary>
    public abstract void CompileGradientAndCall();

    /// <summary>The compiled value and gradient, so many times; the last value.</summary>
    public abstract double Gradient(int count);

    /// <summary>What the gradient wrote: the elements of each parameter's, row by row.</summary>
    public abstract IReadOnlyList<double[]> Outputs { get; }
}

/// <summary>A program whose parameters are an array, or a record of arrays.</summary>
/// <param name="name">The name.</param>
/// <param name="size">The size in words.</param>
/// <param name="parameters">Where the gradient is taken.</param>
/// <param name="loss">What is differentiated.</param>
internal sealed class PyTorchProgram<TParameters, TResult>(string name, string size, TParameters parameters, Expression<Func<TParameters, TResult>> loss)
    : PyTorchProgram(name, size)
    where TParameters : class
    where TResult : struct, INumber<TResult>
{
    private readonly TParameters _gradient = Grad.ZerosLike(parameters);
    private Func<TParameters, TParameters, TResult>? _compiled;

    public override bool IsFloat => typeof(TResult) == typeof(float);

    public override IReadOnlyList<double[]> Outputs => [.. Arrays(_gradient).Select(array => array.Cast<TResult>().Select(double.CreateChecked).ToArray())];

    public override void CompileGradientAndCall()
    {
        _compiled = Grad.ValueAndGradientInto(loss);
        _compiled(parameters, _gradient);
    }

    public override double Gradient(int count)
    {
        var result = default(TResult);
        for (var i = 0; i < count; i++) result = _compiled!(parameters, _gradient);
        return double.CreateChecked(result);
    }

    // The members of a record stand in the order in which it declares them.
    private static IEnumerable<Array> Arrays(TParameters container) =>
        container is Array array ? [array] : container.GetType().GetProperties().Select(member => (Array)member.GetValue(container)!);
}
