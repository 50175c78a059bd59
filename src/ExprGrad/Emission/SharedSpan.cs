using System.Linq.Expressions;
using ExprGrad.Scheduling;

namespace ExprGrad.Emission;

/// <summary>A span in which buffers lie one after the other.</summary>
internal sealed class SharedSpan(ParameterExpression variable, int slot)
{
    private readonly Dictionary<Placement, (int Place, int Size)> _places = [];

    public ParameterExpression Variable => variable;

    /// <summary>Its number in the workspace.</summary>
    public int Slot => slot;

    /// <summary>The elements of the buffers so far.</summary>
    public int Length { get; private set; }

    /// <summary>Where a buffer of so many elements begins: where the one is that it follows, if that is as long, else behind the others.</summary>
    public int PlaceOf(Placement placement, int size)
    {
        var (place, before) = placement.Follows is { } followed ? _places.GetValueOrDefault(followed) : default;
        if (before < size) (place, Length) = (Length, Length + size);
        _places.Add(placement, (place, size));
        return place;
    }
}
