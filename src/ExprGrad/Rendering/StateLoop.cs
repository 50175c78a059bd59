using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>A loop that carries states: Aggregate for the last, Ad.Scan for all.</summary>
internal sealed class StateLoop(Axis axis, Carry[] carries, AxisSet steps)
    : Item(carries.Aggregate(AxisSet.Empty, (axes, carry) => axes.Union(carry.Axes)).Except([axis]), steps, TypeOf(carries))
{
    private Place _step = null!;
    private ParameterExpression _state = null!;

    public Axis Axis => axis;

    /// <summary>Whether states are read outside of the step that makes them.</summary>
    public bool KeepsAll { get; set; }

    protected override Type WrittenType => KeepsAll ? Type.MakeArrayType() : Type;

    public override void Resolve(Items items) => Parts =
    [
        items.Bound(axis, Steps),
        .. carries.Select(carry => items.Of(carry.Initial, Steps)),
        .. carries.Select(carry => items.Of(carry.Next, Steps.Union([axis]))),
    ];

    public Expression PartOf(Expression states, Carry carry) => Packing.Part(states, carries.Length, Array.IndexOf(carries, carry));

    protected override void Enter(Place at)
    {
        _state = Expression.Parameter(Type, "s");
        _step = new Place(at, axis) { Index = Keeping.IndexVariable(at), States = (carry, place) => PartOf(place.Reach(_state), carry) };
        for (var i = 0; i < Parts.Count; i++) Parts[i].Use(i <= carries.Length ? at : _step);
    }

    protected override Expression Write(Place at)
    {
        var values = Parts.Skip(1).Select((part, i) => part.At(i < carries.Length ? at : _step)).ToArray();
        var seed = Packing.Pack(values.AsSpan(0, carries.Length));
        var next = Expression.Lambda(_step.Wrap(Packing.Pack(values.AsSpan(carries.Length))), _state, _step.Index!);
        var source = Linq.Range(Parts[0].At(at));
        return KeepsAll
            ? Expression.Call(typeof(Ad), nameof(Ad.Scan), [Type, typeof(int)], seed, source, next)
            : Expression.Call(typeof(Enumerable), nameof(Enumerable.Aggregate), [typeof(int), Type], source, seed, next);
    }

    private static Type TypeOf(Carry[] carries) => Packing.Pack(Array.ConvertAll<Carry, Expression>(carries, carry => Expression.Default(carry.Type))).Type;
}
