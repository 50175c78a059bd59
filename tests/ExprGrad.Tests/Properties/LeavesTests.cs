using ExprGrad.Tests.Properties.Generation;

namespace ExprGrad.Tests.Properties;

public sealed class LeavesTests
{
    private static readonly object example = new
    {
        pair = new RecordPair<double, int[]>(1, [7, 8]),
        matrix = new[,] { { 2.0, 3 }, { 4, 5 } },
        rows = new[] { [6f], Array.Empty<float>(), [7, 8] },
        structure = new FieldStruct<double, bool> { Left = 9, Right = true },
        points = new[] { new PointPair<double, float>(10, 11), new(12, 13) },
        model = new PropertyModel<double, (int, double)> { Scale = 14, Offset = (3, 15) },
        fields = new FieldModel<double[], string> { Weights = [16, 17], Bias = "name" },
    };

    [Fact]
    public void Leaves_come_in_the_order_of_declaration_and_rows() =>
        Assert.Equal(Enumerable.Range(1, 17).Select(i => (double)i), Leaves.Flatten(example));

    [Fact]
    public void Unflatten_is_the_inverse_of_flatten_and_keeps_the_data()
    {
        var doubled = Leaves.Flatten(example).Select(x => 2 * x).ToArray();
        object copy = Leaves.Unflatten(example, doubled)!;
        Assert.Equal(doubled, Leaves.Flatten(copy));
        Assert.Equal(new[] { 7, 8 }, ((RecordPair<double, int[]>)copy.GetType().GetProperty("pair")!.GetValue(copy)!).Second);
        Assert.Equal(3, ((PropertyModel<double, (int, double)>)copy.GetType().GetProperty("model")!.GetValue(copy)!).Offset.Item1);
    }

    [Fact]
    public void Unflatten_copies() => Assert.Equal(1, Leaves.Flatten(example)[0]);

    [Fact]
    public void Several_arguments_are_cut_where_they_end()
    {
        var parts = Leaves.UnflattenAll([1.0, new[] { 2.0, 3.0 }, 4], [5, 6, 7]);
        Assert.Equal(5.0, parts[0]);
        Assert.Equal([6, 7], (double[])parts[1]!);
        Assert.Equal(4, parts[2]);
    }

    [Fact]
    public void A_wrong_number_of_leaves_is_refused() => Assert.Throws<ArgumentException>(() => Leaves.Unflatten(1.0, [1, 2]));
}
