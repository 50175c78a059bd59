using System.Runtime.InteropServices;

namespace ExprGrad.Runtime;

/// <summary>
/// All objects and arrays that are given for gradients, to tell whether one is there twice, or is an input: for those of which addresses don't tell (<see cref="AddressRanges"/>). Arrays without
/// elements hold nothing, and don't count; nor does what is missing.
/// </summary>
internal sealed class ObjectTable
{
    private readonly HashSet<object> _gradients = new(ReferenceEqualityComparer.Instance);
    private bool _isShared;

    /// <summary>Begins anew, whatever became of the call before.</summary>
    public void Begin()
    {
        _gradients.Clear();
        _isShared = false;
    }

    /// <summary>Lets go of the objects.</summary>
    /// <returns>Whether one was found at two places.</returns>
    public bool End()
    {
        _gradients.Clear();
        return _isShared;
    }

    /// <summary>Notes an object of a gradient.</summary>
    public void AddObject(object? item)
    {
        if (item is not null) _isShared |= !_gradients.Add(item);
    }

    /// <summary>Notes an array of a gradient.</summary>
    public void AddArray(Array? array)
    {
        if (array is { Length: > 0 }) AddObject(array);
    }

    /// <summary>Notes the arrays of numbers in an array of arrays of a gradient.</summary>
    public void AddRows(Array? rows)
    {
        if (rows is null || !NestedArrays.IsNested(rows))
        {
            AddArray(rows);
            return;
        }

        foreach (var row in NestedArrays.Rows(rows)) AddRows(row);
    }

    /// <summary>Looks for an object of an input.</summary>
    public void FindObject(object? item) => _isShared |= item is not null && _gradients.Contains(item);

    /// <summary>Looks for an array of an input, which is not there if it has no elements.</summary>
    public void FindArray(Array? array) => FindObject(array);

    /// <summary>Looks for the arrays of numbers in an array of arrays of an input.</summary>
    public void FindRows(Array? rows)
    {
        if (rows is null || !NestedArrays.IsNested(rows))
        {
            FindArray(rows);
            return;
        }

        foreach (var row in NestedArrays.Rows(rows)) FindRows(row);
    }

    /// <summary>Whether an element of a span, of an input or of another gradient, is one of an array of a gradient.</summary>
    public bool Holds<T>(ReadOnlySpan<T> span)
    {
        foreach (var item in _gradients)
        {
            if (item is Array array && SharedPlaces.Overlap(array, span)) return true;
        }

        return false;
    }
}
