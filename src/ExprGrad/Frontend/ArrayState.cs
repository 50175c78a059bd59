using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>
/// An array that is handed on. It is a row of an array that the loop makes and reads: the first row is the seed, and each step makes the next one of the one
/// before. No row is made in a step that reads it.
/// </summary>
/// <param name="lowering">Where the state is lowered.</param>
/// <param name="rows">The dimension of the steps, one longer than they are many.</param>
/// <param name="name">What it is called in an exception.</param>
/// <param name="part">What a row is made of; the first one has been added.</param>
/// <param name="outer">The axes around the loop.</param>
/// <param name="seed">The array that the seed is, if it may be null: who takes the first row for it asks.</param>
internal sealed class ArrayState(Lowering lowering, Axis rows, string name, StatePart part, AxisSet outer, Node? seed) : LoopState
{
    private Axis? _steps;

    public override Value Current => OfSeed(lowering.ReadAt(part.Read(number => number.Earlier!), [new Replacement(rows, Step)]), Step, _steps);

    public override Value Last => At(_steps!.Bound);

    private IndexOf Step => lowering.Graph.Add(new IndexOf(_steps!));

    public override Value At(Node index) => OfSeed(lowering.ReadAt(part.Read(number => number.Whole), [new Replacement(rows, index)]), index, steps: null);

    public override void Begin(Axis steps)
    {
        _steps = steps;
        foreach (var number in part.Numbers) number.Begin(lowering.Graph, steps, rows, outer);
    }

    public override bool Take(Value next)
    {
        foreach (var number in part.Numbers) number.Forget();
        lowering.CheckStateThere(next, name);
        return lowering.Store(part, lowering.Held(next), [lowering.Apply(Primitives.Add, Step, lowering.Graph.Constant(1))], outer, Step);
    }

    public override void End()
    {
        foreach (var number in part.Numbers) number.End(lowering.Graph, outer);
    }

    private Value OfSeed(Value state, Node index, Axis? steps) => seed is null || index is Constant { Value: > 0 } || state is not DefinedArray array ? state
        : array.For([new StandsFor(seed, (lowering.Apply(Primitives.Equal, index, lowering.Graph.Constant(0)), true)) { Steps = steps }]);
}
