using System.Globalization;
using System.Numerics;
using System.Runtime.Intrinsics;
using ExprGrad.Runtime.Vectors;
using Xunit;

namespace ExprGrad.Tests.Runtime.Vectors;

/// <summary>Loads and stores of vectors: what they read and write, and that they touch nothing else.</summary>
public sealed class VectorElementsTests
{
    // Elements that no access may change stand around the span.
    private const int Margin = 40;

    private const int Longest = 50;

    [Fact]
    public void EveryWidthReadsAndWritesWhatItSays()
    {
        new Accesses<Vector512<double>, double, Lanes512<double>>().Check();
        new Accesses<Vector256<double>, double, Lanes256<double>>().Check();
        new Accesses<Vector128<double>, double, Lanes128<double>>().Check();
        new Accesses<Vector512<float>, float, Lanes512<float>>().Check();
        new Accesses<Vector256<float>, float, Lanes256<float>>().Check();
        new Accesses<Vector128<float>, float, Lanes128<float>>().Check();
    }

    [Fact]
    public void TheMethodsAreFoundByTheVectorsType()
    {
        var elements = VectorFunctions.ElementsOf(typeof(Vector256<float>));
        Assert.Equal(typeof(VectorElements<Vector256<float>, float, Lanes256<float>>), elements);
        Assert.NotNull(elements.GetMethod("LoadFirst", [typeof(ReadOnlySpan<float>), typeof(int), typeof(int)]));
        Assert.NotNull(elements.GetMethod("LoadFirst", [typeof(Span<float>), typeof(int), typeof(int)]));
    }

    private sealed class Accesses<TVector, TScalar, TLanes>
        where TVector : struct
        where TScalar : unmanaged, IAdditionOperators<TScalar, TScalar, TScalar>
        where TLanes : struct, ILanes<TVector, TScalar>
    {
        private static readonly int Lanes = TLanes.Count;

        private readonly TScalar[] _elements = new TScalar[(2 * Margin) + Longest];

        private int _length;

        private Span<TScalar> Span => _elements.AsSpan(Margin, _length);

        // Spans that are shorter than a vector have no whole one in them.
        public void Check()
        {
            for (_length = 0; _length <= Lanes + 1; _length++) Elements();
            _length = Longest;
            Elements();
            Horizontal();
        }

        private void Elements()
        {
            for (var index = 0; index < _length; index++)
            {
                if (index + Lanes <= _length) Whole(index);
                for (var count = 0; count <= Lanes; count++)
                {
                    if (index + count <= _length) First(index, count);
                    else RefusedFirst(index, count);
                }

                foreach (var stride in new[] { 0, 1, 2, 3, 7, -1, -2, -3 }) Strided(index, stride);
            }

            foreach (var index in new[] { -1, _length - Lanes + 1, _length, int.MaxValue, int.MinValue }) Refused(index);
            First(_length, 0);
            RefusedFirst(0, -1);
            Assert.Throws<IndexOutOfRangeException>(() => VectorElements<TVector, TScalar, TLanes>.Gather(Span, 1, int.MaxValue));
            Assert.Throws<IndexOutOfRangeException>(() => VectorElements<TVector, TScalar, TLanes>.Gather(Span, 1, int.MinValue));
            Assert.Throws<IndexOutOfRangeException>(() => VectorElements<TVector, TScalar, TLanes>.GatherFirst(Span, 1, 1, -1));
        }

        private static TScalar Number(double value) => TLanes.GetLane(TLanes.Convert(value), 0);

        private void Whole(int index)
        {
            Fill();
            Read(VectorElements<TVector, TScalar, TLanes>.Load(Span, index), lane => index + lane);
            VectorElements<TVector, TScalar, TLanes>.Store(Span, index, TLanes.Indices);
            Written(index, Lanes, lane => lane);
            Fill();
            VectorElements<TVector, TScalar, TLanes>.AddTo(Span, index, TLanes.Indices);
            Written(index, Lanes, lane => index + lane + lane);
        }

        private void First(int index, int count)
        {
            Fill();
            Read(VectorElements<TVector, TScalar, TLanes>.LoadFirst(Span, index, count), lane => lane < count ? index + lane : 0);
            Read(VectorElements<TVector, TScalar, TLanes>.LoadFirst((ReadOnlySpan<TScalar>)Span, index, count), lane => lane < count ? index + lane : 0);
            VectorElements<TVector, TScalar, TLanes>.StoreFirst(Span, index, count, TLanes.Indices);
            Written(index, count, lane => lane);
            Fill();
            VectorElements<TVector, TScalar, TLanes>.AddToFirst(Span, index, count, TLanes.Indices);
            Written(index, count, lane => index + lane + lane);
            var mask = VectorElements<TVector, TScalar, TLanes>.FirstLanes(count);
            Read(TLanes.Select(mask, TLanes.Convert(1), TLanes.Convert(0)), lane => lane < count ? 1 : 0);
        }

        private void Strided(int index, int stride)
        {
            Fill();
            for (var count = 0; count <= Lanes; count++)
            {
                var last = index + (stride * (count - 1));
                if (count > 0 && (last < 0 || last >= _length))
                {
                    Assert.Throws<IndexOutOfRangeException>(() => VectorElements<TVector, TScalar, TLanes>.GatherFirst(Span, index, stride, count));
                    continue;
                }

                Read(VectorElements<TVector, TScalar, TLanes>.GatherFirst(Span, index, stride, count), lane => lane < count ? index + (lane * stride) : 0);
            }

            if (index + (stride * (Lanes - 1)) is var end && (end < 0 || end >= _length))
            {
                Assert.Throws<IndexOutOfRangeException>(() => VectorElements<TVector, TScalar, TLanes>.Gather(Span, index, stride));
                Assert.Throws<IndexOutOfRangeException>(() => VectorElements<TVector, TScalar, TLanes>.Scatter(Span, index, stride, TLanes.Indices));
                Assert.Throws<IndexOutOfRangeException>(() => VectorElements<TVector, TScalar, TLanes>.ScatterAdd(Span, index, stride, TLanes.Indices));
                Written(0, 0, at => at);
                return;
            }

            Read(VectorElements<TVector, TScalar, TLanes>.Gather(Span, index, stride), lane => index + (lane * stride));

            // Of lanes with the same element the last is stored, and all are added.
            VectorElements<TVector, TScalar, TLanes>.Scatter(Span, index, stride, TLanes.Indices);
            Written(0, _length, at => LanesAt(at, index, stride).Append(-1).Max() is >= 0 and var lane ? lane : at);
            Fill();
            VectorElements<TVector, TScalar, TLanes>.ScatterAdd(Span, index, stride, TLanes.Indices);
            Written(0, _length, at => at + LanesAt(at, index, stride).Sum());
        }

        private static IEnumerable<int> LanesAt(int place, int index, int stride) => Enumerable.Range(0, Lanes).Where(lane => index + (lane * stride) == place);

        private void Refused(int index)
        {
            Fill();
            Assert.Throws<IndexOutOfRangeException>(() => VectorElements<TVector, TScalar, TLanes>.Load(Span, index));
            Assert.Throws<IndexOutOfRangeException>(() => VectorElements<TVector, TScalar, TLanes>.Store(Span, index, default));
            Assert.Throws<IndexOutOfRangeException>(() => VectorElements<TVector, TScalar, TLanes>.AddTo(Span, index, default));
            Assert.Throws<IndexOutOfRangeException>(() => VectorElements<TVector, TScalar, TLanes>.Gather(Span, index, 1));
            RefusedFirst(index, Lanes);
            Written(0, 0, lane => lane);
        }

        private void RefusedFirst(int index, int count)
        {
            Assert.Throws<IndexOutOfRangeException>(() => VectorElements<TVector, TScalar, TLanes>.LoadFirst(Span, index, count));
            Assert.Throws<IndexOutOfRangeException>(() => VectorElements<TVector, TScalar, TLanes>.StoreFirst(Span, index, count, default));
            Assert.Throws<IndexOutOfRangeException>(() => VectorElements<TVector, TScalar, TLanes>.AddToFirst(Span, index, count, default));
        }

        private TVector With(int lane, double value) => OneLane.Set(TLanes.Indices, lane, Number(value));

        private void Horizontal()
        {
            var indices = TLanes.Indices;
            Assert.Equal(Number(Lanes * (Lanes - 1) / 2), TLanes.Sum(indices));

            // What nothing is added to isn't written: a zero without a sign would show.
            TScalar[] elements = [Number(-0.0), Number(1), Number(-0.0)];
            LaneTotals<TVector, TScalar, TLanes>.AddSums(elements, 0, 1, [TLanes.Create(Number(0)), indices, TLanes.Create(Number(0))]);
            Assert.Equal([Number(-0.0), Number(1 + (Lanes * (Lanes - 1) / 2)), Number(-0.0)], elements);
            Assert.True(double.IsNegative(Convert.ToDouble(elements[0], CultureInfo.InvariantCulture)));
            for (var lane = 0; lane < Lanes; lane++)
            {
                // In LINQ's order: any number before NaN for the largest, NaN before any number for the smallest.
                var (large, small, nan) = (With(lane, 100), With(lane, -5), With(lane, double.NaN));
                Assert.Equal(Number(100), LaneTotals<TVector, TScalar, TLanes>.LargestOf(large, Number(double.NaN)));
                Assert.Equal(Number(200), LaneTotals<TVector, TScalar, TLanes>.LargestOf(large, Number(200)));
                Assert.Equal(Number(200), LaneTotals<TVector, TScalar, TLanes>.LargestOf(nan, Number(200)));
                Assert.Equal(Number(-5), LaneTotals<TVector, TScalar, TLanes>.SmallestOf(small, Number(3)));
                Assert.Equal(Number(double.NaN), LaneTotals<TVector, TScalar, TLanes>.SmallestOf(nan, Number(3)));
                Assert.Equal(Number(double.NaN), LaneTotals<TVector, TScalar, TLanes>.SmallestOf(small, Number(double.NaN)));

                // Of equal values the first place; lanes that have found nothing don't count.
                var (best, place) = (Number(100), 7);
                LaneTotals<TVector, TScalar, TLanes>.TakeLargest(large, indices, ref best, ref place);
                Assert.Equal(Math.Min(lane, 7), place);
                LaneTotals<TVector, TScalar, TLanes>.TakeSmallest(small, TLanes.Create(Number(-1)), ref best, ref place);
                Assert.Equal((Number(100), Math.Min(lane, 7)), (best, place));
            }
        }

        // Each element of the span is its index, all others are -1.
        private void Fill()
        {
            _elements.AsSpan().Fill(Number(-1));
            for (var i = 0; i < _length; i++) Span[i] = Number(i);
        }

        private void Read(TVector vector, Func<int, int> expected)
        {
            for (var lane = 0; lane < Lanes; lane++) Assert.Equal(Number(expected(lane)), TLanes.GetLane(vector, lane));
        }

        private void Written(int index, int count, Func<int, int> expected)
        {
            for (var i = -Margin; i < _length + Margin; i++)
            {
                var value = i >= index && i < index + count ? expected(i - index) : i >= 0 && i < _length ? i : -1;
                if (!Number(value).Equals(_elements[Margin + i])) Assert.Equal(Number(value), _elements[Margin + i]);
            }
        }
    }
}
