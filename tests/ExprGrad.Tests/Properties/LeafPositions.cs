using ExprGrad.Ir;
using ExprGrad.Tests.Support;

namespace ExprGrad.Tests.Properties;

/// <summary>Where the numbers of each slot stand among all <see cref="Leaves"/> that a lambda is differentiated by.</summary>
internal sealed class LeafPositions
{
    private readonly TestProgram program;
    private readonly object?[] arguments;
    private readonly int active;

    public LeafPositions(TestProgram program, object?[] arguments)
    {
        (this.program, this.arguments, active) = (program, arguments, Request.ActiveCount(program.Lambda));
        Count = Leaves.Flatten(arguments[..active]).Length;
    }

    /// <summary>The number of leaves.</summary>
    public int Count { get; }

    /// <summary>What slots hold if the leaves are these numbers.</summary>
    public Func<Slot, object?> Read(double[] leaves) =>
        program.Read([.. Leaves.UnflattenAll(arguments[..active], leaves), .. arguments[active..]]);

    /// <summary>The gradient in the order of the leaves, of the outputs of a program.</summary>
    public double[] Gradient(EvaluatedProgram evaluated)
    {
        var gradient = new double[Count];

        // A leaf is found by its own number.
        var positions = Read([.. Enumerable.Range(0, Count).Select(i => (double)i)]);
        foreach (var slot in program.Active)
        {
            object? part = evaluated.Scalars.TryGetValue(slot, out object? scalar) ? scalar : evaluated.Arrays.GetValueOrDefault(slot);
            if (part is null)
                continue;
            foreach (var (position, partial) in Coordinates.Of(positions(slot)!).Zip(Coordinates.Of(part)))
                gradient[(int)position] = partial;
        }

        return gradient;
    }
}
