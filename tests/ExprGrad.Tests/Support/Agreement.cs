using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Tests.Support;

/// <summary>
/// Holds the graph's programs of a lambda against each other and against C#: the value bit for bit; the gradient of the reverse sweep against forward mode and
/// central differences; forward over reverse against itself transposed and against differences of the gradient; what is compiled against all that.
/// </summary>
internal sealed class Agreement
{
    private readonly TestProgram _test;
    private readonly Program _gradient;
    private readonly Func<Slot, object?> _read;
    private readonly bool _isFloat;
    private readonly List<(Slot Slot, int At, int Count)> _coordinates = [];

    private Agreement(LambdaExpression lambda, object?[] arguments, Checkpoints? checkpoints = null)
    {
        _test = TestPrograms.Lower(lambda);
        _gradient = _test.WithGradient(checkpoints: checkpoints);
        _read = _test.Read(arguments);
        foreach (var slot in _test.Active)
        {
            var count = Coordinates.Of(_read(slot)!).Length;
            _coordinates.AddRange(Enumerable.Range(0, count).Select(at => (slot, at, count)));
        }

        _isFloat = LiveNodes.Of(_test.Value).Any(node => node.Type == typeof(float));
    }

    /// <summary>The graphs alone, and what they are compiled to.</summary>
    public static void Check(LambdaExpression lambda, params object?[] arguments)
    {
        CheckGraph(lambda, arguments);
        new Agreement(lambda, arguments).CheckCompiled(arguments);
    }

    /// <summary>Second derivatives too.</summary>
    public static void CheckHessian(LambdaExpression lambda, params object?[] arguments)
    {
        Check(lambda, arguments);
        var agreement = new Agreement(lambda, arguments);
        var hessian = agreement.CheckSecond();
        if (!agreement.HasStates) return;
        var checkpointed = new Agreement(lambda, arguments, Checkpoints.Every(3)).Hessian();
        for (var i = 0; i < hessian.Length; i++) Equal($"row {i} of the Hessian with checkpoints", checkpointed[i], hessian[i], 0);
    }

    /// <summary>The graphs alone.</summary>
    public static void CheckGraph(LambdaExpression lambda, params object?[] arguments)
    {
        var agreement = new Agreement(lambda, arguments);
        var gradient = agreement.CheckModes(arguments);
        Equal("central differences", agreement.Differences(read => [Convert.ToDouble(agreement.ValueAt(read))]).SelectMany(row => row), gradient, agreement._isFloat ? 2e-2 : 1e-7);
        if (!agreement.HasStates) return;
        var checkpointed = new Agreement(lambda, arguments, Checkpoints.Every(2));
        Equal("the gradient with checkpoints", checkpointed.GradientAt(checkpointed._read), gradient, 0);
    }

    /// <summary>Where differences don't show the derivative: at kinks and borders, and where it is stopped.</summary>
    public static void CheckGradient(double[] expected, LambdaExpression lambda, params object?[] arguments)
    {
        var agreement = new Agreement(lambda, arguments);
        Equal("the gradient", agreement.CheckModes(arguments), expected, 1e-14);
        agreement.CheckCompiled(arguments);
    }

    private double[] CheckModes(object?[] arguments)
    {
        CheckValue(arguments);
        var gradient = GradientAt(_read);
        Equal("the gradient with all that is not needed", Flat(GraphEvaluator.EvaluateEverywhere(_gradient, _read)), gradient, 0);
        Equal("the gradient of finite numbers", GradientOf(_test.WithGradient(FloatMode.Fast)), gradient, _isFloat ? 1e-4 : 1e-12);
        Equal("the gradient with composite functions written out", GradientOf(_test.WrittenOut(_gradient)), gradient, _isFloat ? 1e-6 : 1e-14);
        Equal("forward mode", ForwardMode(_test.Value, value => [Convert.ToDouble(value.Value)]).SelectMany(row => row), gradient, _isFloat ? 1e-4 : 1e-11);
        return gradient;
    }

    private void CheckCompiled(object?[] arguments)
    {
        var compiled = CompiledGradient.Of(_test.Lambda, arguments);
        var tolerance = _isFloat ? 1e-4 : 1e-12;
        Equal("the compiled value", [compiled.Value], [Convert.ToDouble(_test.Compiled(arguments))], tolerance);
        var read = _test.Read(compiled.Gradients);
        Equal("the compiled gradient", _coordinates.Select(coordinate => Coordinates.Of(read(coordinate.Slot)!)[coordinate.At]), GradientAt(_read), tolerance);
    }

    private bool HasStates => LiveNodes.Of(_test.Value).Any(node => node is Carry);

    private double[][] Hessian() => [.. ForwardMode(_gradient, Flat)];

    private double[][] CheckSecond()
    {
        var hessian = Hessian();
        var differences = Differences(GradientAt).ToArray();
        for (var i = 0; i < hessian.Length; i++)
        {
            Equal($"row {i} of the transposed Hessian", hessian.Select(row => row[i]), hessian[i], 1e-11);
            Equal($"row {i} of the Hessian by differences", differences[i], hessian[i], 1e-6);
        }

        return hessian;
    }

    private void CheckValue(object?[] arguments)
    {
        var expected = _test.Compiled(arguments);
        AssertBits(expected, ValueAt(_read), "the value");
        AssertBits(expected, GraphEvaluator.Evaluate(_gradient, _read).Value, "the value beside the gradient");
        AssertBits(expected, GraphEvaluator.Evaluate(_test.WrittenOut(_gradient), _read).Value, "the value with composite functions written out");
    }

    private static void AssertBits(object? expected, object? actual, string what)
    {
        var same = (expected, actual) switch
        {
            (double x, double y) => BitConverter.DoubleToInt64Bits(x) == BitConverter.DoubleToInt64Bits(y) || double.IsNaN(x) && double.IsNaN(y),
            (float x, float y) => BitConverter.SingleToInt32Bits(x) == BitConverter.SingleToInt32Bits(y) || float.IsNaN(x) && float.IsNaN(y),
            _ => Equals(expected, actual),
        };
        Assert.True(same, $"{what}: {actual:R} instead of {expected:R}");
    }

    private object? ValueAt(Func<Slot, object?> read) => GraphEvaluator.Evaluate(_test.Value, read).Value;

    private double[] GradientOf(Program program) => Flat(GraphEvaluator.Evaluate(program, _read));

    private double[] GradientAt(Func<Slot, object?> read) => Flat(GraphEvaluator.Evaluate(_gradient, read));

    // In the order of the coordinates; what the sweep gave nothing for is zero.
    private double[] Flat(EvaluatedProgram evaluated) => [.. _coordinates.Select(coordinate =>
        evaluated.Scalars.TryGetValue(coordinate.Slot, out var scalar) ? Convert.ToDouble(scalar)
        : evaluated.Arrays.TryGetValue(coordinate.Slot, out var array) ? Coordinates.Of(array)[coordinate.At] : 0)];

    private IEnumerable<double[]> ForwardMode(Program program, Func<EvaluatedProgram, double[]> read)
    {
        var seeds = _test.Seeds();
        var tangent = _test.Tangent(program, seeds);
        var directions = _coordinates.Select(coordinate =>
        {
            var direction = seeds.ToDictionary(seed => seed.Value, seed => Coordinates.OneHot(_read(seed.Key)!, seed.Key == coordinate.Slot ? coordinate.At : -1));
            return (Func<Slot, object?>)(slot => direction.TryGetValue(slot, out var along) ? along : _read(slot));
        });
        return GraphEvaluator.EvaluateEach(tangent, [.. seeds.Values], directions).Select(read);
    }

    // Two central differences, extrapolated: the error is of fourth order.
    private IEnumerable<double[]> Differences(Func<Func<Slot, object?>, double[]> function)
    {
        foreach (var (slot, at, _) in _coordinates)
        {
            double[] Moved(double by) => function(any => any == slot ? Coordinates.With(_read(any)!, at, x => x + by) : _read(any));
            double[] Central(double step) => [.. Moved(step).Zip(Moved(-step), (above, below) => (above - below) / (2 * step))];
            var step = _isFloat ? 1e-2 : 1e-3;
            yield return [.. Central(step).Zip(Central(step / 2), (coarse, fine) => ((4 * fine) - coarse) / 3)];
        }
    }

    private static void Equal(string what, IEnumerable<double> other, double[] gradient, double tolerance)
    {
        var others = other.ToArray();
        var scale = gradient.Where(double.IsFinite).Select(Math.Abs).Append(1).Max();
        for (var i = 0; i < gradient.Length; i++)
        {
            var agree = gradient[i].Equals(others[i]) || Math.Abs(gradient[i] - others[i]) <= tolerance * scale;
            Assert.True(agree, $"{what}: [{string.Join(", ", others)}] instead of [{string.Join(", ", gradient)}]");
        }
    }
}
