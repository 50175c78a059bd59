using ExprGrad.Runtime;

namespace ExprGrad.Tests.Runtime;

/// <summary>What addresses tell: that nothing is shared, or that something may be.</summary>
public sealed class AddressRangesTests
{
    private static readonly AddressRange s_none = default;

    private static AddressRange Range(nint first, nint last) => new(first, last, last + 8, false);

    // It stays where it is.
    private static double[] Pinned() => GC.AllocateArray<double>(4, pinned: true);

    [Fact]
    public void Ranges_are_apart_in_any_order_and_ascend_then()
    {
        AddressRange[] ranges = [Range(50, 70), s_none, Range(10, 20), Range(21, 49), s_none];
        Assert.True(AddressRanges.AreApart(ranges));
        Assert.Equal([s_none, s_none, Range(10, 20), Range(21, 49), Range(50, 70)], ranges);
    }

    [Fact]
    public void Ranges_that_meet_are_not()
    {
        Assert.False(AddressRanges.AreApart([Range(10, 20), Range(20, 30)]));
        Assert.False(AddressRanges.AreApart([Range(20, 30), Range(5, 40)]));
        Assert.False(AddressRanges.AreApart([Range(10, 20), Range(30, 40) with { IsMixed = true }]));
    }

    [Fact]
    public void An_object_twice_or_an_earlier_one_makes_a_range_mixed()
    {
        var (a, b) = (Pinned(), Pinned());
        if (AddressRange.Of(a) > AddressRange.Of(b)) (a, b) = (b, a);
        Assert.False(s_none.WithObject(null).WithObject(a).WithObject(b).IsMixed);
        Assert.True(s_none.WithObject(a).WithObject(a).IsMixed);
        Assert.True(s_none.WithArray(b, 8).WithArray(a, 8).IsMixed);
        Assert.True(s_none.WithRows(new[] { a, b, a }, 8).IsMixed);
        Assert.Equal((AddressRange.Of(a), AddressRange.Of(b)), s_none.WithRows(new[] { a, b }, 8) is { IsMixed: false } range ? (range.First, range.Last) : default);
    }

    [Fact]
    public void Arrays_without_elements_and_missing_ones_don_t_count()
    {
        Assert.Equal(s_none, s_none.WithArray(Array.Empty<double>(), 8).WithArray(null, 8).WithRows(null, 8).WithRows(new double[][] { [], null! }, 8).WithRows(new float[][][] { [[]], null! }, 4));
        AddressRange[] all = [Range(1, nint.MaxValue)];
        Assert.True(AddressRanges.IsArrayApart(all, Array.Empty<double>()));
        Assert.True(AddressRanges.AreRowsApart(all, new double[][] { [], null! }));
        Assert.True(AddressRanges.AreRowsApart(all, new float[][][] { [[]], null! }));
        Assert.True(AddressRanges.IsObjectApart(all, null));
        Assert.False(AddressRanges.AreRowsApart(all, new double[][] { [1] }));
        Assert.False(AddressRanges.AreRowsApart(all, new float[][][] { [], [[], [1]] }));
    }

    [Fact]
    public void What_lies_between_ranges_is_apart()
    {
        var item = Pinned();
        var address = AddressRange.Of(item);
        Assert.True(AddressRanges.IsObjectApart([s_none, Range(address - 90, address - 20), Range(address - 10, address - 1), Range(address + 1, address + 9), Range(address + 20, address + 30)], item));
        Assert.False(AddressRanges.IsObjectApart([Range(1, 2), Range(3, 4), Range(5, nint.MaxValue)], item));
    }

    [Fact]
    public void A_span_is_held_against_all_elements()
    {
        double[] numbers = Pinned(), others = Pinned();
        AddressRange[] ranges = [s_none.WithArray(numbers, sizeof(double))];
        Assert.False(AddressRanges.IsSpanApart<double>(ranges, numbers.AsSpan(3)));
        Assert.True(AddressRanges.IsSpanApart<double>(ranges, others));
    }
}
