using System.Linq.Expressions;
using ExprGrad.Ir;

namespace ExprGrad.Rendering;

/// <summary>
/// The gradient of an array: Range, Select, ToArray where each element gets one contribution, in the order of the array; else Ad.ScatterAdd.
/// </summary>
internal sealed class ArrayGradient
{
    private readonly ArrayOutput _output;
    private readonly Terms _terms;
    private readonly bool _isDense;
    private Items _items = null!;
    private Item _value = null!;
    private Keeping _elements = null!;

    public ArrayGradient(ArrayOutput output)
    {
        _output = output;
        _terms = new Terms(output.Contributions, AxisSet.Empty, AxisSet.Empty, (index, dimension) => Forms.Unchecked(index, length => IsLength(length, dimension)));
        _isDense = output.Contributions is [var only] && IsDense(only);
    }

    public Slot Slot => _output.Of;

    public IEnumerable<Item> Resolve(Items items)
    {
        _items = items;
        if (!_isDense) return _terms.Resolve(items);
        _value = items.Of(_output.Contributions[0].Value, AxisSet.Empty);
        return [_value, .. items.Needed(_output.Contributions[0].Domain, AxisSet.Empty, AxisSet.Empty)];
    }

    public void Enter(Place at)
    {
        if (_isDense)
        {
            _elements = new Keeping(at, _output.Contributions[0].Domain, AxisSet.Empty, AxisSet.Empty, _items);
            _value.Use(_elements.Innermost);
        }
        else
        {
            _terms.Enter(at);
        }
    }

    public Expression Write(Place at)
    {
        if (_isDense) return _elements.Wrap(_value.At(_elements.Innermost));

        var (array, real) = (Slot.Source, Slot.Type.GetElementType()!);
        var lengths = new[] { Linq.Length(array, 0) };
        if (real.IsArray)
        {
            var row = Keeping.IndexVariable(at);
            real = real.GetElementType()!;
            lengths = [Linq.ToArray(Linq.Select(Linq.Range(lengths[0]), Expression.Lambda(Linq.Length(Expression.ArrayIndex(array, row), 0), row)))];
        }
        else if (array.Type.GetArrayRank() == 2)
        {
            lengths = [lengths[0], Linq.Length(array, 1)];
        }
        else if (_output.Contributions.Length == 0)
        {
            return Linq.ToArray(Expression.Call(typeof(Enumerable), nameof(Enumerable.Repeat), [real], Linq.Nothing(real), lengths[0]));
        }

        var term = Slot.Type.IsSZArray && !Slot.Type.GetElementType()!.IsArray
            ? typeof(ValueTuple<,>).MakeGenericType(typeof(int), real)
            : typeof(ValueTuple<,,>).MakeGenericType(typeof(int), typeof(int), real);
        return Linq.ScatterAdd(lengths, _terms.Write(at, term));
    }

    // Through all elements once: a loop over each dimension, around whatever branches there are.
    private bool IsDense(Contribution contribution)
    {
        if (!Slot.Type.IsSZArray || contribution.Indices.Length > contribution.Domain.Count) return false;
        for (var i = 0; i < contribution.Domain.Count; i++)
        {
            var axis = contribution.Domain[i];
            var isLoop = i < contribution.Indices.Length && contribution.Indices[i] is IndexOf index && index.Axis == axis && IsLength(axis.Bound, i)
                && (i == 0 || axis.Bound.Axes.Contains(contribution.Domain[0]));
            if (!isLoop && (!axis.IsGuard || i < contribution.Indices.Length)) return false;
        }

        return true;
    }

    // The length of the array, or of one of its rows.
    private bool IsLength(Node node, int dimension)
    {
        if (In.Through(node) is not Length length) return false;
        var array = In.Through(length.Array);
        if (dimension > 0 && Slot.Type.GetElementType()!.IsArray) return array is Load row && IsSlot(row.Array);
        return IsSlot(array) && length.Dimension == dimension;
    }

    private bool IsSlot(Node node) => In.Through(node) is Parameter parameter && parameter.Slot == Slot;
}
