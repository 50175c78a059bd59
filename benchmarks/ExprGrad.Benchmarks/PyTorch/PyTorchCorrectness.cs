using ExprGrad.Benchmarks.Comparison;
using ExprGrad.Benchmarks.PyTorch.Programs;

namespace ExprGrad.Benchmarks.PyTorch;

/// <summary>Before anything is timed: value and gradient are PyTorch's. An error of the gradient is relative to the largest element of the same parameter's.</summary>
internal static class PyTorchCorrectness
{
    private const double Double = 1e-12;

    // Most agree within 1e-6. A bias of conv2d is a sum of 21,632 floats, of which PyTorch 1.13 gets 9e-5 wrong, as in double it shows itself.
    private const double Float = 5e-4;

    /// <exception cref="WrongResultException">They aren't.</exception>
    public static void Check(PyTorchProgram program, PyTorchAnswer expected)
    {
        var tolerance = program.IsFloat ? Float : Double;
        var value = program.Gradient(1);
        if (!(Math.Abs(value - expected.Value) <= tolerance * Math.Abs(expected.Value)))
            throw new WrongResultException($"{program.Name}: the value is {value:R}, by PyTorch {expected.Value:R}.");

        var gradient = program.Outputs;
        if (!gradient.Select(array => array.Length).SequenceEqual(expected.Gradient.Select(array => array.Length)))
            throw new WrongResultException($"{program.Name}: the gradients have {Lengths(gradient)} elements, by PyTorch {Lengths(expected.Gradient)}.");
        for (var parameter = 0; parameter < gradient.Count; parameter++)
        {
            var (own, other) = (gradient[parameter], expected.Gradient[parameter]);
            var scale = other.Max(Math.Abs);
            for (var i = 0; i < own.Length; i++)
            {
                if (!(Math.Abs(own[i] - other[i]) <= tolerance * scale))
                    throw new WrongResultException($"{program.Name}: element {i} of the gradient of parameter {parameter} is {own[i]:R}, by PyTorch {other[i]:R}.");
            }
        }
    }

    private static string Lengths(IReadOnlyList<double[]> arrays) => string.Join(", ", arrays.Select(array => array.Length));
}
