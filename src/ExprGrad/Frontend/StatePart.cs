using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>What an array of a state is made of: dimensions, containers, and in the end numbers, each of which is an array of its own.</summary>
internal abstract class StatePart
{
    /// <summary>The arrays of numbers.</summary>
    public abstract IEnumerable<StateNumbers> Numbers { get; }

    /// <summary>The value, of what stands for each array of numbers.</summary>
    public abstract Value Read(Func<StateNumbers, Node> of);
}

/// <summary>Numbers of one type: an array with a dimension for the steps, and those of the state's array.</summary>
internal sealed class StateNumbers(Type type, Axis[] dimensions) : StatePart
{
    private readonly List<Contribution> _contributions = [];
    private int _seeds;

    public Type Type { get; } = type;

    /// <summary>What the steps before the current one have made.</summary>
    public Recurrence? Earlier { get; private set; }

    /// <summary>What all steps have made.</summary>
    public Scatter Whole => Earlier!.Whole;

    public override IEnumerable<StateNumbers> Numbers => [this];

    public override Value Read(Func<StateNumbers, Node> of) => new ScalarValue(of(this));

    public void Add(Contribution contribution) => _contributions.Add(contribution);

    /// <summary>After the seed has been added.</summary>
    public void Begin(Graph graph, Axis steps, Axis rows, AxisSet outer)
    {
        _seeds = _contributions.Count;
        Earlier = graph.Add(new Recurrence(steps, [rows, .. dimensions], Type, outer) { IsOfRows = true });
    }

    /// <summary>Takes back what the step has added.</summary>
    public void Forget() => _contributions.RemoveRange(_seeds, _contributions.Count - _seeds);

    /// <summary>After the step has been added.</summary>
    public void End(Graph graph, AxisSet outer) =>
        Earlier!.Whole = graph.Add(new Scatter(Earlier.ResultAxes, [.. _contributions], outer) { Stores = true, Recurrence = Earlier });
}

/// <summary>Containers, member by member.</summary>
/// <param name="type">The type of the containers.</param>
/// <param name="name">What one is called in an exception.</param>
/// <param name="members">The members by their names.</param>
internal sealed class StateMembers(Type type, string name, IReadOnlyDictionary<string, StatePart> members) : StatePart
{
    public string Name => name;

    public IReadOnlyDictionary<string, StatePart> Members { get; } = members;

    public override IEnumerable<StateNumbers> Numbers => Members.Values.SelectMany(member => member.Numbers);

    public override Value Read(Func<StateNumbers, Node> of) =>
        new StructureValue(type, Members.ToDictionary(member => member.Key, member => member.Value.Read(of), StringComparer.Ordinal));
}

/// <summary>Arrays of one or two dimensions.</summary>
/// <param name="lowering">Where the state is lowered.</param>
/// <param name="dimensions">The dimensions, outermost first.</param>
/// <param name="element">What the elements are.</param>
/// <param name="name">What the array is called in an exception.</param>
/// <param name="around">The dimensions of the arrays that it is an element of.</param>
internal sealed class StateElements(Lowering lowering, Axis[] dimensions, StatePart element, string name, Axis[] around) : StatePart
{
    public IReadOnlyList<Axis> Around => around;

    public IReadOnlyList<Axis> Dimensions => dimensions;

    public StatePart Element => element;

    public string Name => name;

    public override IEnumerable<StateNumbers> Numbers => element.Numbers;

    public override Value Read(Func<StateNumbers, Node> of) => dimensions.Length == 1
        ? new DefinedArray(lowering, dimensions[0], element.Read(of), [])
        : new DefinedMatrix(lowering, dimensions[0], dimensions[1], (ScalarValue)element.Read(of), []);
}
