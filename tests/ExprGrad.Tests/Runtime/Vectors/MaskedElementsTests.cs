using System.Numerics;
using System.Runtime.Intrinsics;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Tests.Runtime.Vectors;

/// <summary>Elements side by side for the lanes of a mask: what is read and written, what is refused, and that nothing else is touched.</summary>
public sealed class MaskedElementsTests
{
    [Fact]
    public void Every_width_reads_and_writes_the_lanes_of_the_mask()
    {
        Accesses<Vector512<double>, double, Lanes512<double>>.Check();
        Accesses<Vector256<double>, double, Lanes256<double>>.Check();
        Accesses<Vector128<double>, double, Lanes128<double>>.Check();
        Accesses<Vector512<float>, float, Lanes512<float>>.Check();
        Accesses<Vector256<float>, float, Lanes256<float>>.Check();
        Accesses<Vector128<float>, float, Lanes128<float>>.Check();
    }

    private static class Accesses<TVector, TScalar, TLanes>
        where TVector : struct
        where TScalar : unmanaged, IEquatable<TScalar>, IAdditionOperators<TScalar, TScalar, TScalar>
        where TLanes : struct, ILanes<TVector, TScalar>
    {
        private const int Margin = 20;

        private static readonly int s_lanes = TLanes.Count;

        // Vectors that begin before the span, in it and at its end, with masks whose elements are all in it and others.
        public static void Check()
        {
            var random = new Random(7);
            foreach (var length in new[] { 0, 1, s_lanes - 1, s_lanes, (2 * s_lanes) + 1 })
            {
                for (var index = -s_lanes; index <= length; index++)
                {
                    Check(length, index, new bool[s_lanes]);
                    Check(length, index, [.. Enumerable.Range(index, s_lanes).Select(at => at >= 0 && at < length)]);
                    for (var trial = 0; trial < 8; trial++)
                    {
                        bool[] any = [.. Enumerable.Range(0, s_lanes).Select(_ => random.Next(2) == 0)];
                        Check(length, index, any);
                        Check(length, index, [.. any.Select((isSet, lane) => isSet && index + lane >= 0 && index + lane < length)]);
                    }
                }
            }
        }

        private static void Check(int length, int index, bool[] isSet)
        {
            var mask = Mask(isSet);
            var memory = new TScalar[length + (2 * Margin)];
            for (var i = 0; i < memory.Length; i++) memory[i] = Number(100 + i);
            var expected = memory.ToArray();
            var span = memory.AsSpan(Margin, length);
            if (isSet.Select((set, lane) => set && (index + lane < 0 || index + lane >= length)).Any(isOutside => isOutside))
            {
                Assert.Throws<IndexOutOfRangeException>(() => MaskedElements<TVector, TScalar, TLanes>.LoadWhere(memory.AsSpan(Margin, length), index, mask));
                Assert.Throws<IndexOutOfRangeException>(() => MaskedElements<TVector, TScalar, TLanes>.CheckIndices(index, 1, length, mask));
                Assert.Throws<IndexOutOfRangeException>(() => MaskedElements<TVector, TScalar, TLanes>.StoreWhere(memory.AsSpan(Margin, length), index, TLanes.Indices, mask));
                Assert.Throws<IndexOutOfRangeException>(() => MaskedElements<TVector, TScalar, TLanes>.AddToWhere(memory.AsSpan(Margin, length), index, TLanes.Indices, mask));
                Assert.Equal(expected[..Margin], memory[..Margin]);
                Assert.Equal(expected[^Margin..], memory[^Margin..]);
                return;
            }

            MaskedElements<TVector, TScalar, TLanes>.CheckIndices(index, 1, length, mask);
            MaskedElements<TVector, TScalar, TLanes>.CheckIndices(index + s_lanes - 1, -1, length, Mask([.. isSet.Reverse()]));
            var loaded = MaskedElements<TVector, TScalar, TLanes>.LoadWhere(span, index, mask);
            for (var lane = 0; lane < s_lanes; lane++)
            {
                if (!isSet[lane]) continue;
                Assert.Equal(memory[Margin + index + lane], TLanes.GetLane(loaded, lane));
                expected[Margin + index + lane] = Number(100 + Margin + index + (2 * lane));
            }

            MaskedElements<TVector, TScalar, TLanes>.AddToWhere(span, index, TLanes.Indices, mask);
            Assert.Equal(expected, memory);
            for (var lane = 0; lane < s_lanes; lane++)
            {
                if (isSet[lane]) expected[Margin + index + lane] = Number(lane);
            }

            MaskedElements<TVector, TScalar, TLanes>.StoreWhere(span, index, TLanes.Indices, mask);
            Assert.Equal(expected, memory);
            if (length > 0) Scatters(memory, length, index);
        }

        // Every second lane at one element, the others at elements of their own; one that is out of range is refused.
        private static void Scatters(TScalar[] memory, int length, int seed)
        {
            int[] places = [.. Enumerable.Range(0, s_lanes).Select(lane => lane % 2 == 0 ? 0 : (lane + Math.Abs(seed)) % length)];
            var expected = memory.ToArray();
            for (var lane = 0; lane < s_lanes; lane++) expected[Margin + places[lane]] += Number(lane);
            MaskedElements<TVector, TScalar, TLanes>.ScatterAddAt(memory.AsSpan(Margin, length), Positions(places), TLanes.Indices);
            Assert.Equal(expected, memory);
            for (var lane = 0; lane < s_lanes; lane++) expected[Margin + places[lane]] = Number(lane);
            MaskedElements<TVector, TScalar, TLanes>.ScatterAt(memory.AsSpan(Margin, length), Positions(places), TLanes.Indices);
            Assert.Equal(expected, memory);
            foreach (var outside in new[] { -1, length })
            {
                places[0] = outside;
                Assert.Throws<IndexOutOfRangeException>(() => MaskedElements<TVector, TScalar, TLanes>.ScatterAddAt(memory.AsSpan(Margin, length), Positions(places), TLanes.Indices));
                Assert.Throws<IndexOutOfRangeException>(() => MaskedElements<TVector, TScalar, TLanes>.ScatterAt(memory.AsSpan(Margin, length), Positions(places), TLanes.Indices));
                Assert.Equal(expected, memory);
            }
        }

        private static TVector Positions(int[] places)
        {
            var positions = default(TVector);
            for (var lane = 0; lane < s_lanes; lane++) positions = OneLane.Set(positions, lane, Number(places[lane]));
            return positions;
        }

        private static TVector Mask(bool[] isSet)
        {
            var mask = default(TVector);
            for (var lane = 0; lane < s_lanes; lane++) mask = OneLane.Set(mask, lane, TLanes.GetLane(isSet[lane] ? TLanes.Equal(default, default) : default, 0));
            return mask;
        }

        private static TScalar Number(double value) => TLanes.GetLane(TLanes.Convert(value), 0);
    }
}
