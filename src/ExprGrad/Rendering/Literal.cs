using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>An array whose elements are given one by one.</summary>
internal sealed class Literal(Scatter scatter, AxisSet steps) : Item(scatter.Axes, steps, scatter.Type)
{
    public override AxisSet Inner => AxisSet.Create(scatter.ResultAxes);

    protected override Type WrittenType => Type.MakeArrayType();

    /// <summary>Whether the scatter is the store of an array literal.</summary>
    public static bool IsLiteral(Scatter scatter) => scatter.Stores && scatter.ResultAxes.Length == 1
        && scatter.Contributions.Select((contribution, i) => contribution.Domain.IsEmpty && contribution.Indices[0] is Constant { Value: int at } && at == i).All(inPlace => inPlace);

    public override void Resolve(Items items) => Parts = [.. scatter.Contributions.Select(contribution => items.Of(contribution.Value, Steps))];

    protected override void Enter(Place at)
    {
        foreach (var part in Parts) part.Use(at);
    }

    protected override Expression Write(Place at) => Expression.NewArrayInit(Type, Parts.Select(part => part.At(at)));

    protected override Expression ReadInner(Expression value, Func<Axis, Expression> index) => Expression.ArrayIndex(value, index(scatter.ResultAxes[0]));
}
