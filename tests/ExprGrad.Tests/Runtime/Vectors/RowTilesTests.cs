using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Tests.Runtime.Vectors;

/// <summary>Rows as vectors of their columns, and back: each element where it belongs, and no other one touched.</summary>
public sealed class RowTilesTests
{
    [Fact]
    public void EveryWidthTransposesRowsAndSetsThem()
    {
        Rows<Vector512<double>, double, Lanes512<double>>.Check(number => number);
        Rows<Vector256<double>, double, Lanes256<double>>.Check(number => number);
        Rows<Vector128<double>, double, Lanes128<double>>.Check(number => number);
        Rows<Vector512<float>, float, Lanes512<float>>.Check(number => number);
        Rows<Vector256<float>, float, Lanes256<float>>.Check(number => number);
        Rows<Vector128<float>, float, Lanes128<float>>.Check(number => number);
    }

    private static class Rows<TVector, TScalar, TLanes>
        where TVector : struct
        where TScalar : unmanaged, IAdditionOperators<TScalar, TScalar, TScalar>
        where TLanes : struct, ILanes<TVector, TScalar>
    {
        public static void Check(Func<int, TScalar> number)
        {
            foreach (var count in new[] { 0, 1, TLanes.Count - 1, TLanes.Count })
            {
                for (var columns = 0; columns < 8; columns++)
                {
                    foreach (var (index, stride) in new[] { (0, columns), (3, columns + 2), (150, -columns - 1) })
                    {
                        Check(number, index, stride, count, columns, start: 1, step: 3);
                        Check(number, index, stride, count, columns, start: 0, step: 1);
                    }
                }
            }

            for (var columns = 0; columns < 6; columns++)
            {
                foreach (var (index, stride) in new[] { (0, 5), (-7, 3), (190, 4), (8, -5), (203, -6), (int.MaxValue - 6, 7), (300, 5), (-300, 5) })
                {
                    foreach (var count in new[] { 0, 1, TLanes.Count - 1, TLanes.Count }) CheckWithin(number, index, stride, count, columns);
                }
            }

            var elements = new TScalar[20];
            var tile = new TVector[20];
            Assert.Throws<IndexOutOfRangeException>(() => RowTiles<TVector, TScalar, TLanes>.Transpose(elements.AsSpan(), 0, 3, 1, 21, tile, 0, 1));
            Assert.Throws<IndexOutOfRangeException>(() => RowTiles<TVector, TScalar, TLanes>.Transpose(elements.AsSpan(), -1, 3, 2, 3, tile, 0, 1));
            Assert.Throws<IndexOutOfRangeException>(() => RowTiles<TVector, TScalar, TLanes>.Transpose(elements.AsSpan(), 0, 0, TLanes.Count, 11, tile, 0, 2));
            Assert.Throws<IndexOutOfRangeException>(() => RowTiles<TVector, TScalar, TLanes>.Transpose(elements.AsSpan(), 0, 0, TLanes.Count + 1, 1, tile, 0, 1));
            foreach (var row in new[] { -1, 7, int.MaxValue, int.MinValue })
            {
                var rows = new TVector[1];
                Lanes(rows)[TLanes.Count - 1] = NumberOf(row);
                Assert.Throws<IndexOutOfRangeException>(() => RowTiles<TVector, TScalar, TLanes>.TransposeAt(elements.AsSpan(), rows[0], 3, TLanes.Count, 2, tile, 0, 1));
                Assert.Throws<IndexOutOfRangeException>(() => RowTiles<TVector, TScalar, TLanes>.TransposeAt([elements, elements], rows[0], TLanes.Count, 2, tile, 0, 1));
                Assert.Throws<IndexOutOfRangeException>(() => RowTiles<TVector, TScalar, TLanes>.AddRowsAt(elements, rows[0], 3, 0, TLanes.Count, 2, tile, 0));
                RowTiles<TVector, TScalar, TLanes>.TransposeAt(elements.AsSpan(), rows[0], 3, TLanes.Count - 1, 2, tile, 0, 1);
                RowTiles<TVector, TScalar, TLanes>.AddRowsAt(elements, rows[0], 3, 0, TLanes.Count - 1, 2, tile, 0);
            }

            Assert.Throws<IndexOutOfRangeException>(() => RowTiles<TVector, TScalar, TLanes>.TransposeAt(elements.AsSpan(), default, 3, TLanes.Count, 11, tile, 0, 2));
            Assert.Throws<IndexOutOfRangeException>(() => RowTiles<TVector, TScalar, TLanes>.StoreRows(elements, 0, 10, 2, 11, tile, 0));
            Assert.Throws<IndexOutOfRangeException>(() => RowTiles<TVector, TScalar, TLanes>.StoreRows(elements, 0, 0, TLanes.Count, 2, tile, 19));
            Assert.Throws<IndexOutOfRangeException>(() => RowTiles<TVector, TScalar, TLanes>.AddRows(elements, 0, 10, 2, 11, tile, 0));
            Assert.Throws<IndexOutOfRangeException>(() => RowTiles<TVector, TScalar, TLanes>.AddRows(elements, 0, 0, TLanes.Count, 2, tile, 19));
            Assert.Throws<IndexOutOfRangeException>(() => RowTiles<TVector, TScalar, TLanes>.TransposeWithin(elements.AsSpan(), -1, 3, 2, 11, tile, 0, 2));
            Assert.Throws<IndexOutOfRangeException>(() => RowTiles<TVector, TScalar, TLanes>.TransposeWithin(elements.AsSpan(), 0, 0, TLanes.Count + 1, 1, tile, 0, 1));
            foreach (var place in new[] { -1, 19, int.MaxValue, int.MinValue })
            {
                Assert.Throws<IndexOutOfRangeException>(() => RowTiles<TVector, TScalar, TLanes>.AddRowsWhere(elements, place, 1, 2, 2, tile, 0, Mask(lane => lane == 0)));
                RowTiles<TVector, TScalar, TLanes>.AddRowsWhere(elements, place, 1, 2, 2, tile, 0, Mask(lane => lane > 1));
            }

            Assert.Throws<IndexOutOfRangeException>(() => RowTiles<TVector, TScalar, TLanes>.AddRowsWhere(elements, 0, 0, TLanes.Count, 2, tile, 19, Mask(lane => lane == 0)));
        }

        private static TVector Mask(Predicate<int> isSet)
        {
            var mask = new TVector[1];
            var bytes = MemoryMarshal.AsBytes(Lanes(mask));
            for (var i = 0; i < bytes.Length; i++) bytes[i] = isSet(i * TLanes.Count / bytes.Length) ? byte.MaxValue : byte.MinValue;
            return mask[0];
        }

        // Rows that are there in part or not at all, of which only those that are there are added to.
        private static void CheckWithin(Func<int, TScalar> number, int index, int stride, int count, int columns)
        {
            TScalar[] elements = [.. Enumerable.Range(0, 200).Select(number)];
            var tile = new TVector[40];
            RowTiles<TVector, TScalar, TLanes>.TransposeWithin(elements.AsSpan(), index, stride, count, columns, tile, 1, 3);
            bool IsThere(int lane) => index + ((long)stride * lane) is var place && place >= 0 && place + columns <= elements.Length;
            for (var lane = 0; lane < count; lane++)
            {
                for (var column = 0; column < columns; column++)
                {
                    var place = index + ((long)stride * lane) + column;
                    Assert.Equal(place >= 0 && place < elements.Length ? elements[place] : default, TLanes.GetLane(tile[1 + (3 * column)], lane));
                }
            }

            foreach (var isReached in new Predicate<int>[] { IsThere, lane => IsThere(lane) && lane % 2 == 1 })
            {
                var (added, expected) = (elements.ToArray(), elements.ToArray());
                TVector[] columnsOfRows = [default, .. Enumerable.Range(0, columns).Select(column => tile[1 + (3 * column)])];
                RowTiles<TVector, TScalar, TLanes>.AddRowsWhere(added, index, stride, count, columns, columnsOfRows, 1, Mask(isReached));
                for (var lane = 0; lane < count; lane++)
                {
                    for (var column = 0; isReached(lane) && column < columns; column++) expected[index + (stride * lane) + column] += elements[index + (stride * lane) + column];
                }

                Assert.Equal(expected, added);
            }
        }

        private static Span<TScalar> Lanes(TVector[] vectors) => MemoryMarshal.Cast<TVector, TScalar>(vectors.AsSpan());

        private static TScalar NumberOf(int number) => typeof(TScalar) == typeof(double) ? (TScalar)(object)(double)number : (TScalar)(object)(float)number;

        private static void Check(Func<int, TScalar> number, int index, int stride, int count, int columns, int start, int step)
        {
            TScalar[] elements = [.. Enumerable.Range(0, 200).Select(number)];
            var tile = new TVector[40];
            RowTiles<TVector, TScalar, TLanes>.Transpose(elements.AsSpan(), index, stride, count, columns, tile, start, step);
            for (var place = 0; place < tile.Length; place++)
            {
                var isColumn = place >= start && (place - start) % step == 0 && (place - start) / step < columns;
                for (var lane = 0; lane < TLanes.Count; lane++)
                {
                    var expected = isColumn && lane < count ? elements[index + (stride * lane) + ((place - start) / step)] : default;
                    Assert.Equal(expected, TLanes.GetLane(tile[place], lane));
                }
            }

            // From arrays of their own, of which the last is shorter.
            var rows = Enumerable.Range(0, count).Select(lane => elements.AsSpan(index + (stride * lane), Math.Max(0, lane == count - 1 ? columns - 1 : columns)).ToArray()).ToArray();
            var other = new TVector[40];
            RowTiles<TVector, TScalar, TLanes>.Transpose(rows, 0, 1, count, columns, other, start, step);
            for (var column = 0; column < columns; column++)
            {
                for (var lane = 0; lane < count; lane++)
                    Assert.Equal(column < rows[lane].Length ? rows[lane][column] : default, TLanes.GetLane(other[start + (column * step)], lane));
            }

            // From anywhere: rows of one array, and arrays of their own, the last of which is shorter.
            var length = Math.Max(columns, 1);
            var numbers = new TVector[1];
            for (var lane = 0; lane < count; lane++) Lanes(numbers)[lane] = NumberOf((lane * 7 + stride) % 11 + 11);
            var at = new TVector[40];
            RowTiles<TVector, TScalar, TLanes>.TransposeAt(elements.AsSpan(), numbers[0], length, count, columns, at, start, step);
            var arrays = Enumerable.Range(0, 22).Select(row => elements.AsSpan(row * length, Math.Max(0, row % 11 == 3 ? columns - 1 : columns)).ToArray()).ToArray();
            var apart = new TVector[40];
            RowTiles<TVector, TScalar, TLanes>.TransposeAt(arrays, numbers[0], count, columns, apart, start, step);
            for (var place = 0; place < at.Length; place++)
            {
                var isColumn = place >= start && (place - start) % step == 0 && (place - start) / step < columns;
                for (var lane = 0; lane < TLanes.Count; lane++)
                {
                    var (row, column) = ((lane * 7 + stride) % 11 + 11, (place - start) / step);
                    Assert.Equal(isColumn && lane < count ? elements[(row * length) + column] : default, TLanes.GetLane(at[place], lane));
                    Assert.Equal(isColumn && lane < count && column < arrays[row].Length ? elements[(row * length) + column] : default, TLanes.GetLane(apart[place], lane));
                }
            }

            if (step == 1)
            {
                // To rows anywhere, of which several are the same.
                var (sums, expected) = (elements.ToArray(), elements.ToArray());
                RowTiles<TVector, TScalar, TLanes>.AddRowsAt(sums, numbers[0], length, 2, count, columns, at, start);
                for (var lane = 0; lane < count; lane++)
                {
                    for (var column = 0; column < columns; column++) expected[(((lane * 7 + stride) % 11 + 11) * length) + 2 + column] += TLanes.GetLane(at[start + column], lane);
                }

                Assert.Equal(expected, sums);
            }

            if (step != 1 || Math.Abs(stride) < columns) return;
            var set = new TScalar[200];
            RowTiles<TVector, TScalar, TLanes>.StoreRows(set, index, stride, count, columns, tile, start);
            var isSet = new bool[200];
            for (var lane = 0; lane < count; lane++) isSet.AsSpan(index + (stride * lane), columns).Fill(true);
            for (var i = 0; i < set.Length; i++) Assert.Equal(isSet[i] ? elements[i] : default, set[i]);

            var added = elements.ToArray();
            RowTiles<TVector, TScalar, TLanes>.AddRows(added, index, stride, count, columns, tile, start);
            for (var i = 0; i < added.Length; i++) Assert.Equal(isSet[i] ? elements[i] + elements[i] : elements[i], added[i]);
        }
    }
}
