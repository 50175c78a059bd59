using System.Linq.Expressions;

namespace ExprGrad.Rendering;

/// <summary>Several values as one: itself if there is one, else a tuple, whose seventh part holds the rest if there are more than seven.</summary>
internal static class Packing
{
    private const int Capacity = 7;

    public static Expression Pack(params ReadOnlySpan<Expression> parts)
    {
        if (parts.Length == 1) return parts[0];
        Expression[] items = parts.Length <= Capacity ? [.. parts] : [.. parts[..(Capacity - 1)], Pack(parts[(Capacity - 1)..])];
        return Expression.Call(typeof(ValueTuple), nameof(ValueTuple.Create), Array.ConvertAll(items, item => item.Type), items);
    }

    /// <summary>One of the count values.</summary>
    public static Expression Part(Expression packed, int count, int position)
    {
        if (count == 1) return packed;
        while (count > Capacity && position >= Capacity - 1)
        {
            packed = Expression.Field(packed, $"Item{Capacity}");
            (count, position) = (count - (Capacity - 1), position - (Capacity - 1));
        }

        return Expression.Field(packed, $"Item{position + 1}");
    }
}
