using System.Linq.Expressions;
using ExprGrad.Emission;
using ExprGrad.Frontend;
using ExprGrad.Ir;

namespace ExprGrad.Compilation;

/// <summary>
/// Puts numbers and arrays that were computed into containers: new ones, or those that the caller has given. What is no real number is taken over from the input.
/// </summary>
/// <param name="leaves">What was computed: numbers, and variables of arrays.</param>
/// <param name="accumulates">Whether numbers are added to what a given container holds.</param>
/// <param name="loops">Writes loops.</param>
/// <param name="code">Takes the statements.</param>
internal sealed class GradientPlacement(IReadOnlyDictionary<Slot, Expression> leaves, bool accumulates, ArrayLoop loops, List<Expression> code)
{
    /// <summary>The gradient as a value: a new one, or for objects and arrays, once it is written into that, the given one.</summary>
    /// <param name="value">The lambda's parameter, or a part of it.</param>
    /// <param name="input">What the parameter, or the part, is in this call.</param>
    /// <param name="given">What the caller has given for its gradient; null if that is made anew.</param>
    public Expression Make(Value value, Expression input, Expression? given) => Make(value, input, given, []);

    private Expression Make(Value value, Expression input, Expression? given, IReadOnlyList<Expression> at)
    {
        switch (value)
        {
            case StructureValue structure when given is not null && !structure.Type.IsValueType:
                Write(structure, input, given, at);
                return given;
            case StructureValue structure:
                return ContainerConstruction.Make(structure.Type, ContainerShape.TryGet(structure.Type)!.Members.ToDictionary(
                    member => member.Name, member => Make(structure.Members[member.Name], Member(input, member), given is null ? null : Member(given, member), at), StringComparer.Ordinal));
            case ContainerArray array when given is not null:
                Write(array, input, given, at);
                return given;
            case ContainerArray array:
                return MakeArray(array, input, at);
            default:
                return Leaf(((Parameter)value.Leaves.Single()).Slot, input, given, at);
        }
    }

    // Into an object: numbers and structs through their setters. (A struct got from a property is a copy, so that it is set as a whole.)
    private void Write(StructureValue structure, Expression input, Expression given, IReadOnlyList<Expression> at)
    {
        foreach (var member in ContainerShape.TryGet(structure.Type)!.Members.Where(member => ContainerShape.HoldsReals(member.Type)))
        {
            var (of, place) = (Member(input, member), Member(given, member));
            var value = Make(structure.Members[member.Name], of, place, at);
            if (member.Type.IsValueType) code.Add(Expression.Assign(place, value));
        }
    }

    private void Write(ContainerArray array, Expression input, Expression given, IReadOnlyList<Expression> at)
    {
        var (containers, gradients) = (loops.Kept(input, "containers", code), loops.Kept(given, "gradients", code));
        Over(array, containers, at, (placement, element, indices, all) =>
        {
            var (of, place) = (ArrayLoop.Element(containers, indices), ArrayLoop.Element(gradients, indices));
            var value = placement.Make(element, placement.Object(of), placement.Object(place), all);
            if (of.Type.IsValueType) placement.Add(ArrayLoop.Assign(gradients, indices, value));
        });
    }

    private ParameterExpression MakeArray(ContainerArray array, Expression input, IReadOnlyList<Expression> at)
    {
        var containers = loops.Kept(input, "containers", code);
        var type = array.Type;
        var lengths = Enumerable.Range(0, type.GetArrayRank()).Select(dimension => ArrayLoop.Length(containers, dimension));
        var made = loops.Kept(Expression.NewArrayBounds(type.GetElementType()!, lengths), "gradients", code);
        Over(array, containers, at, (placement, element, indices, all) =>
            placement.Add(ArrayLoop.Assign(made, indices, placement.Make(element, placement.Object(ArrayLoop.Element(containers, indices)), given: null, all))));
        return made;
    }

    // For each element, what it is in the lambda: a container, or a row of containers. Its leaves are found by all indices.
    private void Over(
        ContainerArray array, Expression containers, IReadOnlyList<Expression> at,
        Action<GradientPlacement, Value, IReadOnlyList<Expression>, IReadOnlyList<Expression>> body) => code.Add(loops.Over(containers, indices =>
    {
        var inner = new List<Expression>();
        body(new GradientPlacement(leaves, accumulates, loops, inner), ElementOf(array), indices, [.. at, .. indices]);
        return inner;
    }));

    private static Value ElementOf(ArrayValue array)
    {
        if (array is not ContainerArray containers) return array;
        var element = containers.Type.GetElementType()!;
        return element.IsArray
            ? containers.With(element, member => (ArrayValue)ElementOf(member))
            : new StructureValue(element, containers.Members.ToDictionary(member => member.Key, member => ElementOf(member.Value), StringComparer.Ordinal));
    }

    // What a loop reads several times.
    private Expression Object(Expression element) => element.Type.IsValueType && element is IndexExpression ? element : loops.Kept(element, "element", code);

    private void Add(Expression statement) => code.Add(statement);

    private Expression Leaf(Slot slot, Expression input, Expression? given, IReadOnlyList<Expression> at)
    {
        if (!leaves.TryGetValue(slot, out var leaf)) return input;
        for (var i = 0; i < at.Count;)
        {
            var rank = leaf.Type.IsArray ? leaf.Type.GetArrayRank() : 1;
            leaf = ArrayLoop.Element(leaf, at.Skip(i).Take(rank));
            i += rank;
        }

        return accumulates && given is not null && ScalarTypes.IsReal(leaf.Type) ? Expression.Add(given, leaf) : leaf;
    }

    private static MemberExpression Member(Expression container, ContainerMember member) => Expression.MakeMemberAccess(container, member.Info);
}
