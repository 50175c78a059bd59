using System.Linq.Expressions;
using ExprGrad.Frontend;
using ExprGrad.Ir;

namespace ExprGrad.Compilation;

/// <summary>A gradient as a new value of the input's type: leaves that are no real numbers are those of the input.</summary>
internal static class GradientContainer
{
    public static Expression Make(Value argument, IReadOnlyDictionary<Slot, Expression> leaves) => argument switch
    {
        StructureValue structure => ContainerConstruction.Make(
            structure.Type, structure.Members.ToDictionary(member => member.Key, member => Make(member.Value, leaves), StringComparer.Ordinal)),
        _ => Leaf(((Parameter)argument.Leaves.Single()).Slot, leaves),
    };

    private static Expression Leaf(Slot slot, IReadOnlyDictionary<Slot, Expression> leaves) => leaves.TryGetValue(slot, out var leaf) ? leaf : slot.Source;
}
