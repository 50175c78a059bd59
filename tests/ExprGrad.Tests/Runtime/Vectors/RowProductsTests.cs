using System.Numerics;
using System.Runtime.Intrinsics;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Tests.Runtime.Vectors;

/// <summary>Products of rows along themselves, of rows in one array and in arrays of their own: each number where it belongs, nothing from beside the rows, and no other element touched.</summary>
public sealed class RowProductsTests
{
    [Fact]
    public void Every_width_multiplies_rows_of_any_length()
    {
        Rows<Vector512<double>, double, Lanes512<double>>.Check();
        Rows<Vector256<double>, double, Lanes256<double>>.Check();
        Rows<Vector128<double>, double, Lanes128<double>>.Check();
        Rows<Vector512<float>, float, Lanes512<float>>.Check();
        Rows<Vector256<float>, float, Lanes256<float>>.Check();
        Rows<Vector128<float>, float, Lanes128<float>>.Check();
    }

    [Fact]
    public void An_infinity_is_taken_once()
    {
        Rows<Vector512<double>, double, Lanes512<double>>.CheckInfinities();
        Rows<Vector256<double>, double, Lanes256<double>>.CheckInfinities();
        Rows<Vector128<double>, double, Lanes128<double>>.CheckInfinities();
    }

    [Fact]
    public void What_is_not_there_is_refused()
    {
        double[] elements = new double[40];
        double[][] rows = [.. Enumerable.Range(0, 8).Select(i => new double[i == 5 ? 9 : 10])];
        Assert.Throws<IndexOutOfRangeException>(() => Doubles.Dot(new double[5], elements, 0, 10, 5, 10, elements, 0));
        Assert.Throws<IndexOutOfRangeException>(() => Doubles.Dot(new double[4], elements, -1, 10, 4, 10, elements, 0));
        Assert.Throws<IndexOutOfRangeException>(() => Doubles.AddMultiples(elements, 0, elements, 31, 0, 4, 10, elements));
        Assert.Throws<IndexOutOfRangeException>(() => Doubles.Dot(new double[9], rows, 0, 1, 9, 4, elements, 0));
        Assert.Throws<IndexOutOfRangeException>(() => Doubles.Dot(new double[8], rows, 0, 1, 8, 10, elements, 0));
        Assert.Throws<IndexOutOfRangeException>(() => Doubles.AddMultiples(elements, 0, rows, 0, 1, 8, 10, elements));
        Assert.Throws<ArgumentOutOfRangeException>(() => Doubles.Dot(new double[3], elements, 0, 10, 4, 10, elements, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Doubles.Dot(new double[4], elements, 0, 10, 4, 10, elements, 31));
        Assert.Throws<ArgumentOutOfRangeException>(() => Doubles.AddMultiples(elements, 31, elements, 0, 10, 4, 10, elements));
        Assert.All(elements, element => Assert.Equal(0, element));
    }

    private static class Doubles
    {
        public static void Dot(double[] products, double[] source, int index, int stride, int count, int columns, double[] vector, int start) =>
            RowProducts<Vector512<double>, double, Lanes512<double>>.Dot(products, source, index, stride, count, columns, vector, start);

        public static void Dot(double[] products, double[][] source, int index, int stride, int count, int columns, double[] vector, int start) =>
            RowProducts<Vector512<double>, double, Lanes512<double>>.Dot(products, source, index, stride, count, columns, vector, start);

        public static void AddMultiples(double[] target, int start, double[] source, int index, int stride, int count, int columns, double[] factors) =>
            RowProducts<Vector512<double>, double, Lanes512<double>>.AddMultiples(target, start, source, index, stride, count, columns, factors);

        public static void AddMultiples(double[] target, int start, double[][] source, int index, int stride, int count, int columns, double[] factors) =>
            RowProducts<Vector512<double>, double, Lanes512<double>>.AddMultiples(target, start, source, index, stride, count, columns, factors);
    }

    private static class Rows<TVector, TScalar, TLanes>
        where TVector : struct
        where TScalar : unmanaged, INumber<TScalar>
        where TLanes : struct, ILanes<TVector, TScalar>
    {
        private static readonly TScalar s_nothing = TScalar.CreateChecked(double.NaN);

        // Small integers, which are added up exactly in any order.
        public static void Check()
        {
            foreach (var columns in Enumerable.Range(0, (2 * TLanes.Count) + 3).Append(70))
            {
                foreach (var count in Enumerable.Range(0, TLanes.Count + 4).Append((2 * TLanes.Count) + 1)) Check(count, columns);
            }
        }

        public static void CheckInfinities()
        {
            var columns = TLanes.Count + (TLanes.Count / 2);
            for (var at = 0; at < columns; at++)
            {
                var (row, vector) = (Numbers(columns, 1), Numbers(columns, 2));
                row[at] = TScalar.CreateChecked(double.PositiveInfinity);
                TScalar[][] rows = [.. Enumerable.Repeat(row, TLanes.Count)];
                var products = new TScalar[TLanes.Count];
                RowProducts<TVector, TScalar, TLanes>.Dot(products, rows, 0, 1, rows.Length, columns, vector, 0);
                Assert.All(products, product => Assert.True(TScalar.IsPositiveInfinity(product) == TScalar.IsPositive(vector[at]) && TScalar.IsInfinity(product), $"{product}, column {at}"));

                RowProducts<TVector, TScalar, TLanes>.Dot(products, [.. Enumerable.Repeat(vector, TLanes.Count)], 0, 1, rows.Length, columns, row, 0);
                Assert.All(products, product => Assert.True(TScalar.IsInfinity(product), $"{product}, column {at}"));

                var sums = new TScalar[columns];
                RowProducts<TVector, TScalar, TLanes>.AddMultiples(sums, 0, rows, 0, 1, rows.Length, columns, Numbers(rows.Length, 3).Select(TScalar.Abs).ToArray());
                for (var column = 0; column < columns; column++) Assert.Equal(column == at, TScalar.IsInfinity(sums[column]));
            }
        }

        private static void Check(int count, int columns)
        {
            TScalar[][] rows = [.. Enumerable.Range(0, count).Select(i => Numbers(columns, i))];
            var (vector, factors) = (Numbers(columns, 50), Numbers(count, 60));
            TScalar[] expected = [.. rows.Select(row => row.Zip(vector, (a, b) => a * b).Aggregate(TScalar.Zero, (sum, product) => sum + product))];
            TScalar[] sums = [.. Enumerable.Range(0, columns).Select(j => Enumerable.Range(0, count).Aggregate(TScalar.CreateChecked(j), (sum, i) => sum + (factors[i] * rows[i][j])))];
            var (longVector, longFactors) = (Inside(vector), Inside(factors).AsSpan(2).ToArray());

            foreach (var stride in new[] { columns, columns + 3, -columns - 1 })
            {
                var (source, index) = InOneArray(rows, columns, stride);
                Agree(expected, sums, (products, to) =>
                {
                    RowProducts<TVector, TScalar, TLanes>.Dot(products, source, index, stride, count, columns, longVector, 2);
                    RowProducts<TVector, TScalar, TLanes>.AddMultiples(to, 2, source, index, stride, count, columns, longFactors);
                });
            }

            // Every second one, from the last on, with more columns than are asked for.
            TScalar[][] longer = [.. rows.SelectMany(row => new[] { [], (TScalar[])[.. row, s_nothing] }).Reverse()];
            Agree(expected, sums, (products, to) =>
            {
                RowProducts<TVector, TScalar, TLanes>.Dot(products, longer, longer.Length - 2, -2, count, columns, longVector, 2);
                RowProducts<TVector, TScalar, TLanes>.AddMultiples(to, 2, longer, longer.Length - 2, -2, count, columns, longFactors);
            });
        }

        private static void Agree(TScalar[] expected, TScalar[] sums, Action<TScalar[], TScalar[]> run)
        {
            var (products, to) = (Inside(new TScalar[expected.Length]).AsSpan(2).ToArray(), Inside([.. sums.Select((_, j) => TScalar.CreateChecked(j))]));
            run(products, to);
            Assert.Equal([.. expected, s_nothing, s_nothing], products);
            Assert.Equal(Inside(sums), to);
        }

        private static (TScalar[] Source, int Index) InOneArray(TScalar[][] rows, int columns, int stride)
        {
            const int Before = 5;
            var way = Math.Abs(stride) * Math.Max(rows.Length - 1, 0);
            var (source, index) = (new TScalar[Before + way + columns + Before], Before + (stride < 0 ? way : 0));
            Array.Fill(source, s_nothing);
            for (var i = 0; i < rows.Length; i++) rows[i].CopyTo(source, index + (i * stride));
            return (source, index);
        }

        private static TScalar[] Inside(TScalar[] numbers) => [s_nothing, s_nothing, .. numbers, s_nothing, s_nothing];

        private static TScalar[] Numbers(int count, int seed) => [.. Enumerable.Range(0, count).Select(i => TScalar.CreateChecked((((i * 7) + (seed * 5)) % 9) - 4.5))];
    }
}
