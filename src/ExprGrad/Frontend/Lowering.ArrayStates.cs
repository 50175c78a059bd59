using ExprGrad.Ir;

namespace ExprGrad.Frontend;

/// <summary>Arrays that a loop hands on from step to step: their dimensions, which the seed has, and what the seed and each step store in them.</summary>
internal sealed partial class Lowering
{
    // What is named is what stands in an exception.
    private StatePart PartOf(Value seed, Axis[] around, string name)
    {
        switch (seed)
        {
            case ScalarValue { Node: var node } when ScalarTypes.Contains(node.Type):
                return new StateNumbers(node.Type, around);
            case ScalarValue { Node: var node }:
                return PartOf(MembersOf(node, name), around, name);
            case StructureValue structure:
                return new StateMembers(structure.Type, name, structure.Members.ToDictionary(
                    member => member.Key, member => PartOf(member.Value, around, $"{name}.{member.Key}"), StringComparer.Ordinal));
            default:
                var array = (ArrayValue)seed;
                CheckStateThere(array, name);
                return Scoped(() =>
                {
                    var dimensions = new Axis[array.Rank];
                    for (var i = 0; i < dimensions.Length; i++)
                    {
                        dimensions[i] = Graph.Dimension(Enter(array.Length(i)), _scope);
                        _scope = _scope.Union([dimensions[i]]);
                    }

                    var element = array.ElementAt(Array.ConvertAll(dimensions, dimension => (Node)Graph.Add(new IndexOf(dimension))));
                    return new StateElements(this, dimensions, PartOf(element, [.. around, .. dimensions], $"{name}[]"), name, around);
                });
        }
    }

    /// <summary>Adds the numbers of a value to those of a state; whether it has numbers in the same places.</summary>
    /// <param name="part">Where to.</param>
    /// <param name="value">What is added.</param>
    /// <param name="indices">Where in the arrays of numbers, from the outermost dimension on.</param>
    /// <param name="outer">The axes around the arrays.</param>
    /// <param name="step">The step that returns the value; null if it is the seed.</param>
    public bool Store(StatePart part, Value value, Node[] indices, AxisSet outer, IndexOf? step)
    {
        switch (part, value)
        {
            case (StateNumbers numbers, ScalarValue { Node: { IsReference: false } node }):
                numbers.Add(new Contribution(indices, Graph.In(Convert(node, numbers.Type), _scope), _scope.Except(outer)));
                return true;
            case (StateMembers { Name: var name }, ScalarValue { Node: var node }) when ContainerShape.TryGet(node.Type) is not null:
                return Store(part, MembersOf(node, name), indices, outer, step);
            case (StateMembers { Members: var members }, StructureValue structure):
                return members.All(member => structure.Members.TryGetValue(member.Key, out var next) && Store(member.Value, next, indices, outer, step));
            case (StateElements elements, LiteralArray literal) when HasLength(elements, literal, dimension: 0, step, indices) is Constant:
                return Enumerable.Range(0, literal.Elements.Length).All(i => Store(elements.Element, literal.Elements[i], [.. indices, Graph.Constant(i)], outer, step));
            case (StateElements elements, ArrayValue array) when array.Rank == elements.Dimensions.Count:
                CheckStateThere(array, elements.Name);
                return Scoped(() =>
                {
                    Node[] own = [.. elements.Dimensions.Select((_, dimension) => EnterLoop(HasLength(elements, array, dimension, step, indices)))];
                    return Store(elements.Element, array.ElementAt(own), [.. indices, .. own], outer, step);
                });
            default:
                return false;
        }
    }

    /// <summary>Checks that an array is there which a state takes its elements from.</summary>
    public void CheckStateThere(Value value, string name)
    {
        if (value is ReferencedArray { IsEmptyIfNull: false, Array: var array }) CheckStateThere(array, name);
        else if (value is DefinedArray computed) CheckThere(computed, reference => CheckStateThere(reference, name));
    }

    private void CheckStateThere(Node reference, string name) => CheckNotNull(Primitives.CheckStateThere, In.Through(reference), Graph.Constant(name));

    // A container that is there at run time, member by member.
    private StructureValue MembersOf(Node container, string name)
    {
        if (!container.Type.IsValueType) CheckStateThere(container, name);
        return Structure(container.Type, ContainerShape.TryGet(container.Type)!.Members.Select(member => (member.Name, ReadMember(member.Info, container))));
    }

    // The length of an array that a step returns, once it is known to be that of the state's.
    private Node HasLength(StateElements state, ArrayValue array, int dimension, IndexOf? step, Node[] indices)
    {
        var length = array.Length(dimension);
        if (step is null) return length;
        var expected = ReadAt(state.Dimensions[dimension].Bound, [.. state.Around.Zip(indices[1..], (axis, index) => new Replacement(axis, index))]);
        // One that is the same in all steps is so in the first.
        return length == expected ? length
            : Checked(Primitives.CheckStateLength, length, expected, length.Axes.Contains(step.Axis) ? step : Graph.Constant(0), Graph.Constant(state.Name));
    }
}
