using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>An operation on values of the same place.</summary>
/// <param name="node">What is computed.</param>
/// <param name="steps">The loops inside whose steps it is.</param>
/// <param name="operands">Finds the operands.</param>
/// <param name="write">The operation on its operands.</param>
internal sealed class Operation(Node node, AxisSet steps, Func<Items, IEnumerable<Item>> operands, Func<Expression[], Expression> write)
    : Item(node.Axes, steps, node.Type)
{
    public Operation(Node node, AxisSet steps, IEnumerable<Node> operands, Func<Expression[], Expression> write)
        : this(node, steps, items => operands.Select(operand => items.Of(operand, steps)), write)
    {
    }

    protected override int OwnCost => node switch
    {
        Apply apply => apply.Primitive.Cost,
        Call => -1,
        _ => 1,
    };

    // Calls that are not understood are made once each, in the order in which they are named.
    protected override bool NeedsName => node is Call;

    protected override bool ReadsInPlace => !node.IsReal || node is Load or Apply { Primitive: ConversionPrimitive };

    protected override bool IsSameInBranches => node is Length;

    // Both values of a selection exist whichever is selected; written in place they would be computed only if they are.
    private bool IsSelection => node is Apply apply && apply.Primitive == Primitives.Select;

    public override void Resolve(Items items) => Parts = [.. operands(items)];

    protected override void Enter(Place at)
    {
        for (var i = 0; i < Parts.Count; i++) Parts[i].Use(at, AxisSet.Empty, byName: IsSelection && i > 0);
    }

    protected override Expression Write(Place at) => write([.. Parts.Select(part => part.At(at))]);
}
