using System.Linq.Expressions;
using ExprGrad.Emission;
using ExprGrad.Frontend;
using ExprGrad.Runtime;

namespace ExprGrad.Compilation;

/// <summary>
/// Checks of the containers in arrays: that there is one at each place, and that arrays of gradients are as long as those of the input.
/// </summary>
/// <param name="loops">Writes loops.</param>
internal sealed class ElementChecks(ArrayLoop loops)
{
    /// <summary>The checks.</summary>
    public List<Expression> Code { get; private set; } = [];

    /// <summary>No container in an array, of whatever depth, is missing, nor is one in such a container.</summary>
    public void NotNull(Type type, Expression value, string name) => NotNull(type, new Place(value, name, []));

    private void NotNull(Type type, Place place)
    {
        if (!ContainerPlace.HoldsContainers(type) || !HoldsObjects(type)) return;
        if (!type.IsArray)
        {
            foreach (var member in Members(type))
            {
                var held = place.Of(member);
                if (place.IsElement) CheckNotNull(held);
                NotNull(member.Type, held);
            }

            return;
        }

        var array = loops.Kept(place.Value, "containers", Code);
        Over(array, indices =>
        {
            var element = Kept(place.At(array, indices));
            CheckNotNull(element);
            NotNull(type.GetElementType()!, element);
        });
    }

    /// <summary>Arrays of containers in a gradient are like those in the input. Nothing in the input is missing.</summary>
    public void Alike(Type type, (Expression Value, string Name) input, (Expression Value, string Name) gradient)
    {
        if (!ContainerPlace.HoldsContainers(type)) return;
        Alike(type, new Place(input.Value, input.Name, []), new Place(gradient.Value, gradient.Name, []));
    }

    private void Alike(Type type, Place input, Place gradient)
    {
        if (!ContainerPlace.HoldsContainers(type)) return;
        if (!type.IsArray)
        {
            foreach (var member in Members(type))
            {
                var (of, held) = (input.Of(member), gradient.Of(member));
                if (input.IsElement) CheckNotNull(held);
                Alike(member.Type, of, held);
            }

            return;
        }

        var (containers, gradients) = (loops.Kept(input.Value, "containers", Code), loops.Kept(gradient.Value, "gradients", Code));
        for (var dimension = 0; dimension < type.GetArrayRank(); dimension++)
        {
            var (length, expected) = (ArrayLoop.Length(gradients, dimension), ArrayLoop.Length(containers, dimension));
            Code.Add(Expression.IfThen(
                Expression.NotEqual(length, expected), Expression.Call(typeof(Arguments), nameof(Arguments.ThrowLength), null, length, expected, gradient.Text, input.Text)));
        }

        if (!HoldsObjects(type)) return;
        Over(containers, indices =>
        {
            var (of, element) = (input.At(containers, indices), Kept(gradient.At(gradients, indices)));
            CheckNotNull(element);
            Alike(type.GetElementType()!, of, element);
        });
    }

    private void CheckNotNull(Place place)
    {
        if (!place.Value.Type.IsValueType) Code.Add(Throw(Expression.ReferenceEqual(place.Value, Expression.Constant(null)), nameof(Arguments.ThrowNull), place.Text));
    }

    private void Over(Expression array, Action<IReadOnlyList<Expression>> body)
    {
        var outer = Code;
        outer.Add(loops.Over(array, indices =>
        {
            Code = [];
            body(indices);
            return Code;
        }));
        Code = outer;
    }

    private Place Kept(Place element) => element.Value.Type.IsValueType ? element : element with { Value = loops.Kept(element.Value, "element", Code) };

    private static IEnumerable<ContainerMember> Members(Type type) => ContainerShape.TryGet(type)!.Members.Where(member => ContainerPlace.HoldsContainers(member.Type));

    // Whether there is an object of the caller's in the elements of the array, or in the members of the container.
    private static bool HoldsObjects(Type type) => type.IsArray
        ? type.GetElementType() is var element && ContainerPlace.HoldsContainers(element!) && (!element!.IsValueType || HoldsObjects(element))
        : Members(type).Any(member => !member.Type.IsValueType || HoldsObjects(member.Type));

    private static ConditionalExpression Throw(Expression when, string method, params Expression[] names) => Expression.IfThen(when, Expression.Call(typeof(Arguments), method, null, names));

    /// <summary>Something in an argument.</summary>
    /// <param name="Value">How it is read.</param>
    /// <param name="Name">Its name, with brackets where it is an element.</param>
    /// <param name="Indices">Which element, for each pair of brackets.</param>
    private readonly record struct Place(Expression Value, string Name, IReadOnlyList<IReadOnlyList<Expression>> Indices)
    {
        /// <summary>Whether it is an element of an array, or in one.</summary>
        public bool IsElement => Indices.Count > 0;

        /// <summary>The name with the indices in it, which is put together when it is needed.</summary>
        public Expression Text => Indices.Aggregate<IReadOnlyList<Expression>, Expression>(
            Expression.Constant(Name), (name, at) => Expression.Call(typeof(NestedArrays), nameof(NestedArrays.Name), null, name, Expression.NewArrayInit(typeof(int), at)));

        public Place Of(ContainerMember member) => new(Expression.MakeMemberAccess(Value, member.Info), $"{Name}.{member.Name}", Indices);

        public Place At(Expression array, IReadOnlyList<Expression> indices) =>
            new(ArrayLoop.Element(array, indices), $"{Name}[{new string(',', indices.Count - 1)}]", [.. Indices, indices]);
    }
}
