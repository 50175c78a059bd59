using System.Linq.Expressions;
using ExprGrad.Benchmarks.GradBench.Plain;
using ExprGrad.GradBench.Functions;

namespace ExprGrad.Benchmarks.GradBench.Programs;

internal sealed class LstmProgram : GradBenchProgram<NetworkGradient>
{
    private const int Units = 14;

    private readonly Network _network;
    private readonly Network _gradient;
    private readonly double[,] _state;
    private readonly double[,] _sequence;

    /// <summary>Random parameters and a random text: a row of bits for each character.</summary>
    public LstmProgram(int layers, int length, double bar)
        : base("lstm", $"l={layers} c={length}", bar)
    {
        var random = new RandomInputs(5);
        _network = new(RandomInputs.Matrix(2 * layers, 4 * Units, random.Uniform), RandomInputs.Matrix(3, Units, random.Uniform));
        _gradient = Grad.ZerosLike(_network);
        _state = RandomInputs.Matrix(2 * layers, Units, random.Uniform);
        _sequence = RandomInputs.Matrix(length, Units, () => Math.Round(random.Uniform()));
        Function = Lstm.Loss(layers);
    }

    public override IReadOnlyList<Array> Variables => [_network.Main, _network.Extra];

    public override IReadOnlyList<Array> Outputs => [_gradient.Main, _gradient.Extra];

    public override LambdaExpression Function { get; }

    protected override double Primal() => PlainLstm.Loss(_network, _state, _sequence);

    protected override double Call(NetworkGradient gradient) => gradient(_network, _state, _sequence, _gradient);
}
