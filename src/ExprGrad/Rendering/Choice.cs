using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>A condition: each arm is a place of its own.</summary>
internal sealed class Choice(Choose choose, AxisSet steps) : Item(choose.Axes, steps, choose.Type)
{
    private Place _whenTrue = null!;
    private Place _whenFalse = null!;

    public override void Resolve(Items items) =>
        Parts = [items.Bound(choose.Guard, Steps), items.Of(choose.WhenTrue, Steps), items.Of(choose.WhenFalse, Steps)];

    protected override void Enter(Place at)
    {
        (_whenTrue, _whenFalse) = (Keeping.Enter(at, choose.Guard), Keeping.Enter(at, choose.Guard.Complement!));
        Parts[0].Use(at);
        Parts[1].Use(_whenTrue);
        Parts[2].Use(_whenFalse);
    }

    protected override Expression Write(Place at)
    {
        var (test, whenTrue, whenFalse) = (Parts[0].At(at), _whenTrue.Wrap(Parts[1].At(_whenTrue)), _whenFalse.Wrap(Parts[2].At(_whenFalse)));
        return whenFalse is ConstantExpression { Value: false } ? Expression.AndAlso(test, whenTrue)
            : whenTrue is ConstantExpression { Value: true } ? Expression.OrElse(test, whenFalse)
            : Expression.Condition(test, whenTrue, whenFalse);
    }
}
