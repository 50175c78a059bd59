using System.Linq.Expressions;
using ExprGrad.Emission;
using ExprGrad.Frontend;
using ExprGrad.Runtime;

namespace ExprGrad.Compilation;

/// <summary>
/// Checks of the containers in arrays: that there is one at each place, and that arrays of gradients are as long as those of the input and hold other objects.
/// </summary>
/// <param name="loops">Writes loops.</param>
internal sealed class ElementChecks(ArrayLoop loops)
{
    // Of the gradient's objects in arrays, for each place in them: the address of the one before.
    private readonly List<(ParameterExpression Address, Type Type)> _objects = [];
    private ParameterExpression? _isOrdered;

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
        var of = new Place(gradient.Value, gradient.Name, []);
        var (moves, before) = (loops.Variable(typeof(int), "moves"), Code.Count);
        _objects.Clear();
        _isOrdered = loops.Variable(typeof(bool), "isOrdered");
        Alike(type, new Place(input.Value, input.Name, []), of);
        if (_objects.Count == 0) return;

        // Each place has objects of a type of its own, as a rule; of two places with one type the addresses tell nothing.
        var haveOwnTypes = _objects.Select(last => last.Type).Distinct().Count() == _objects.Count;
        Code.InsertRange(
            before,
            [
                Expression.Assign(moves, Expression.Property(null, typeof(References), nameof(References.Moves))),
                Expression.Assign(_isOrdered, Expression.Constant(haveOwnTypes)),
                .. _objects.Select(last => Expression.Assign(last.Address, Expression.Constant((nint)0))),
            ]);
        var known = Code;
        Code = [Expression.Call(typeof(References), nameof(References.Table), null)];
        Distinct(type, of);
        Code.Add(Expression.Call(typeof(References), nameof(References.Forget), null));
        known.Add(Expression.IfThen(
            Expression.OrElse(Expression.Not(_isOrdered), Expression.NotEqual(moves, Expression.Property(null, typeof(References), nameof(References.Moves)))),
            Expression.Block(typeof(void), Code)));
        Code = known;
    }

    // No object stands at two places.
    private void Distinct(Type type, Place gradient)
    {
        if (!ContainerPlace.HoldsContainers(type) || !HoldsObjects(type)) return;
        if (!type.IsArray)
        {
            foreach (var member in Members(type))
            {
                var held = gradient.Of(member);
                if (gradient.IsElement) CheckNew(held);
                Distinct(member.Type, held);
            }

            return;
        }

        var gradients = loops.Kept(gradient.Value, "gradients", Code);
        Over(gradients, indices =>
        {
            var element = Kept(gradient.At(gradients, indices));
            CheckNew(element);
            Distinct(type.GetElementType()!, element);
        });
    }

    private void CheckNew(Place place)
    {
        if (IsObject(place)) Code.Add(Throw(Expression.Not(Expression.Call(typeof(References), nameof(References.Note), null, place.Value)), nameof(Arguments.ThrowTwice), place.Text));
    }

    // Arrays have checks of their own.
    private static bool IsObject(Place place) => !place.Value.Type.IsValueType && !place.Value.Type.IsArray;

    private void Alike(Type type, Place input, Place gradient)
    {
        if (!ContainerPlace.HoldsContainers(type)) return;
        if (!type.IsArray)
        {
            foreach (var member in Members(type))
            {
                var (of, held) = (input.Of(member), gradient.Of(member));
                if (input.IsElement) CheckIsAnother(held, of);
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
            CheckIsAnother(element, of);
            Alike(type.GetElementType()!, of, element);
        });
    }

    private void CheckIsAnother(Place gradient, Place input)
    {
        CheckNotNull(gradient);
        CheckBehind(gradient);
        if (!gradient.Value.Type.IsValueType) Code.Add(Throw(Expression.ReferenceEqual(gradient.Value, input.Value), nameof(Arguments.ThrowOverlap), gradient.Text, input.Text));
    }

    private void CheckNotNull(Place place)
    {
        if (!place.Value.Type.IsValueType) Code.Add(Throw(Expression.ReferenceEqual(place.Value, Expression.Constant(null)), nameof(Arguments.ThrowNull), place.Text));
    }

    private void CheckBehind(Place gradient)
    {
        if (!IsObject(gradient)) return;
        var address = loops.Variable(typeof(nint), "address");
        _objects.Add((address, gradient.Value.Type));
        Code.Add(Expression.Assign(_isOrdered!, Expression.And(Expression.Call(typeof(References), nameof(References.IsBehind), null, gradient.Value, address), _isOrdered!)));
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
