using ExprGrad.Runtime;

namespace ExprGrad.Tests.Runtime;

/// <summary>Arrays of arrays as a whole.</summary>
public sealed class NestedArraysTests
{
    [Fact]
    public void All_elements_of_rows_of_every_length_are_cleared()
    {
        foreach (var length in Enumerable.Range(0, 40).Append(512).Append(513).Append(1000))
        {
            double[][] rows = [[.. Enumerable.Repeat(double.NaN, length)], [1], [.. Enumerable.Repeat(2.0, length)]];
            NestedArrays.Clear(rows);
            Assert.All(rows, row => Assert.All(row, element => Assert.Equal(0, BitConverter.DoubleToInt64Bits(element))));
        }
    }

    [Fact]
    public void Elements_of_all_depths_are_cleared()
    {
        double[][][] deep = [[[1, 2], []], [], [[3]]];
        double[][,] matrices = [new double[,] { { 1, 2 }, { 3, 4 } }];
        float[][] floats = [[1, 2, 3]];
        NestedArrays.Clear(deep);
        NestedArrays.Clear(matrices);
        NestedArrays.Clear(floats);
        Assert.All(deep.SelectMany(rows => rows).SelectMany(row => row), element => Assert.Equal(0, element));
        Assert.All(matrices.SelectMany(matrix => matrix.Cast<double>()), element => Assert.Equal(0, element));
        Assert.All(floats[0], element => Assert.Equal(0, element));
    }
}
