using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>What is written wherever it is used: a literal, a parameter, an index.</summary>
internal sealed class Leaf(Node node, AxisSet steps, Func<Place, Expression> write) : Item(node.Axes, steps, node.Type)
{
    protected override int OwnCost => 0;

    public override void Resolve(Items items)
    {
    }

    protected override void Enter(Place at)
    {
    }

    protected override Expression Write(Place at) => write(at);
}
