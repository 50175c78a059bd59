using System.Linq.Expressions;
using ExprGrad.Runtime;

namespace ExprGrad.Compilation;

/// <summary>That no object of a gradient stands at two places in its arrays: it would hold one of two sums. Addresses tell, as long as they grow (<see cref="References"/>); otherwise a second walk, with a table.</summary>
internal sealed partial class ElementChecks
{
    // Of the gradient's objects in arrays, for each place in them: the address of the one before.
    private readonly List<(ParameterExpression Address, Type Type)> _objects = [];
    private ParameterExpression? _isOrdered;

    // The checks that go through the gradient, with what comes before and after them.
    private void WithDistinctObjects(Type type, Place gradient, Action checks)
    {
        var before = Code.Count;
        _objects.Clear();
        _isOrdered = loops.Variable(typeof(bool), "isOrdered");
        checks();
        if (_objects.Count == 0) return;

        // Each place has objects of a type of its own, as a rule; of two places with one type the addresses tell nothing.
        var haveOwnTypes = _objects.Select(last => last.Type).Distinct().Count() == _objects.Count;
        var moves = loops.Variable(typeof(int), "moves");
        var now = Expression.Property(null, typeof(References), nameof(References.Moves));
        Code.InsertRange(
            before,
            [
                Expression.Assign(moves, now),
                Expression.Assign(_isOrdered, Expression.Constant(haveOwnTypes)),
                .. _objects.Select(last => Expression.Assign(last.Address, Expression.Constant((nint)0))),
            ]);
        var known = Code;
        Code = [Expression.Call(typeof(References), nameof(References.Table), null)];
        Distinct(type, gradient);
        Code.Add(Expression.Call(typeof(References), nameof(References.Forget), null));
        known.Add(Expression.IfThen(Expression.OrElse(Expression.Not(_isOrdered), Expression.NotEqual(moves, now)), Expression.Block(typeof(void), Code)));
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

    private void CheckBehind(Place gradient)
    {
        if (!IsObject(gradient)) return;
        var address = loops.Variable(typeof(nint), "address");
        _objects.Add((address, gradient.Value.Type));
        Code.Add(Expression.Assign(_isOrdered!, Expression.And(Expression.Call(typeof(References), nameof(References.IsBehind), null, gradient.Value, address), _isOrdered!)));
    }
}
