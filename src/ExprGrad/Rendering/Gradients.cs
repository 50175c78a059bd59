using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>The whole rendered expression: the gradient of each input, and what is made of them.</summary>
internal sealed class Gradients(Program program, Func<IReadOnlyDictionary<Slot, Expression>, Expression> compose) : Item(AxisSet.Empty, AxisSet.Empty, typeof(void))
{
    private ArrayGradient[] _arrays = [];

    /// <summary>Notes the uses by the result.</summary>
    public void Begin(Place root) => Enter(root);

    /// <summary>The whole expression.</summary>
    public Expression Finish(Place root) => Write(root);

    public override void Resolve(Items items)
    {
        _arrays = [.. program.Arrays.Select(output => new ArrayGradient(output))];
        Parts = [.. program.Scalars.Select(output => items.Of(output.Value, AxisSet.Empty)), .. _arrays.SelectMany(array => array.Resolve(items))];
    }

    protected override void Enter(Place at)
    {
        for (var i = 0; i < program.Scalars.Count; i++) Parts[i].Use(at);
        foreach (var array in _arrays) array.Enter(at);
    }

    protected override Expression Write(Place at)
    {
        var gradients = new Dictionary<Slot, Expression>();
        for (var i = 0; i < program.Scalars.Count; i++) gradients.Add(program.Scalars[i].Of, Parts[i].At(at));
        foreach (var array in _arrays) gradients.Add(array.Slot, array.Write(at));
        return at.Wrap(compose(gradients));
    }
}
