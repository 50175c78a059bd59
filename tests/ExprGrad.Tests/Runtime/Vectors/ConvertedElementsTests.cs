using System.Numerics;
using System.Runtime.Intrinsics;
using ExprGrad.Runtime.Vectors;

namespace ExprGrad.Tests.Runtime.Vectors;

/// <summary>Elements of arrays of integers, and of floats among doubles, in every width.</summary>
public sealed class ConvertedElementsTests
{
    [Fact]
    public void Integers_are_read_and_checked()
    {
        Elements<Vector512<double>, double, Lanes512<double>, int>(i => i);
        Elements<Vector256<double>, double, Lanes256<double>, int>(i => i);
        Elements<Vector128<double>, double, Lanes128<double>, int>(i => i);
        Elements<Vector512<float>, float, Lanes512<float>, int>(i => i);
        Elements<Vector256<float>, float, Lanes256<float>, int>(i => i);
        Elements<Vector128<float>, float, Lanes128<float>, int>(i => i);
    }

    [Fact]
    public void Floats_are_read_and_checked()
    {
        Elements<Vector512<double>, double, Lanes512<double>, float>(i => i / 3f);
        Elements<Vector256<double>, double, Lanes256<double>, float>(i => i / 3f);
        Elements<Vector128<double>, double, Lanes128<double>, float>(i => i / 3f);
    }

    [Fact]
    public void Doubles_are_rounded_as_a_conversion_does()
    {
        Rounds<Vector512<double>, Lanes512<double>>();
        Rounds<Vector256<double>, Lanes256<double>>();
        Rounds<Vector128<double>, Lanes128<double>>();
    }

    private static void Rounds<TVector, TLanes>()
        where TVector : struct
        where TLanes : struct, ILanes<TVector, double>
    {
        var random = new Random(1);
        double[] special = [0, -0.0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, float.MaxValue, 1e300, -1e39, float.Epsilon, 0.5 * float.Epsilon, 0.75 * float.Epsilon, 1e-42, 16_777_217, 1 + Math.ScaleB(1, -24), 1 + (3 * Math.ScaleB(1, -24))];
        double[] numbers = [.. special, .. Enumerable.Range(0, 200).Select(_ => Math.ScaleB(random.NextDouble() - 0.5, random.Next(-160, 160)))];
        for (var i = 0; i < numbers.Length; i++)
        {
            for (var lane = 0; lane < TLanes.Count; lane++)
            {
                var actual = TLanes.GetLane(TLanes.RoundToSingle(OneLane.Set(TLanes.Create(0.1), lane, numbers[i])), lane);
                Assert.Equal(BitConverter.DoubleToInt64Bits((float)numbers[i]), BitConverter.DoubleToInt64Bits(actual));
            }
        }
    }

    private static void Elements<TVector, TScalar, TLanes, TElement>(Func<int, TElement> convert)
        where TVector : struct
        where TScalar : unmanaged, IEquatable<TScalar>, IAdditionOperators<TScalar, TScalar, TScalar>
        where TLanes : struct, ILanes<TVector, TScalar>
        where TElement : unmanaged
    {
        TElement[] source = [.. Enumerable.Range(0, 50).Select(i => convert(i % 3 == 0 ? -i : i * i))];
        var lanes = TLanes.Count;
        for (var index = 0; index < 50; index++)
        {
            var start = index;
            if (index + lanes <= 50) Holds(ConvertedElements<TVector, TScalar, TLanes, TElement>.Load(source, index), lanes, lane => start + lane);
            else Refused(() => ConvertedElements<TVector, TScalar, TLanes, TElement>.Load(source, start));
            for (var count = 0; count <= lanes; count++)
            {
                var (first, mask) = (count, VectorElements<TVector, TScalar, TLanes>.FirstLanes(count));
                if (index + count <= 50)
                {
                    Holds(ConvertedElements<TVector, TScalar, TLanes, TElement>.LoadFirst(source, index, count), count, lane => start + lane);
                    Holds(ConvertedElements<TVector, TScalar, TLanes, TElement>.LoadWhere(source, index, mask), count, lane => start + lane);
                }
                else
                {
                    Refused(() => ConvertedElements<TVector, TScalar, TLanes, TElement>.LoadFirst(source, start, first));
                    Refused(() => ConvertedElements<TVector, TScalar, TLanes, TElement>.LoadWhere(source, start, mask));
                }

                foreach (var stride in new[] { 0, 2, -1, -3 })
                {
                    var last = index + stride * (count - 1);
                    if (last is < 0 or >= 50)
                    {
                        if (count == lanes) Refused(() => ConvertedElements<TVector, TScalar, TLanes, TElement>.Gather(source, start, stride));
                        continue;
                    }

                    Holds(ConvertedElements<TVector, TScalar, TLanes, TElement>.GatherFirst(source, index, stride, count), count, lane => start + stride * lane);
                    Holds(ConvertedElements<TVector, TScalar, TLanes, TElement>.GatherWhere(source, index, stride, mask), count, lane => start + stride * lane);
                    if (count == lanes) Holds(ConvertedElements<TVector, TScalar, TLanes, TElement>.Gather(source, index, stride), lanes, lane => start + stride * lane);
                }
            }
        }

        var positions = TLanes.Multiply(TLanes.Indices, TLanes.Convert(3));
        TScalar[] numbers = [.. source.Select(LaneValues.Number<TElement, TScalar>)];
        Holds(ConvertedElements<TVector, TScalar, TLanes, TElement>.GatherAt(source, positions), lanes, lane => 3 * lane);
        Holds(MaskedElements<TVector, TScalar, TLanes>.GatherAt(numbers, positions), lanes, lane => 3 * lane);
        foreach (var wrong in new[] { -1, 50, int.MaxValue, int.MinValue, 1e18, double.PositiveInfinity })
        {
            for (var lane = 0; lane < lanes; lane++)
            {
                var at = OneLane.Set(positions, lane, TLanes.GetLane(TLanes.Convert(wrong), 0));
                Refused(() => ConvertedElements<TVector, TScalar, TLanes, TElement>.GatherAt(source, at));
                Refused(() => MaskedElements<TVector, TScalar, TLanes>.GatherAt(numbers, at));
                var before = VectorElements<TVector, TScalar, TLanes>.FirstLanes(lane);
                Holds(ConvertedElements<TVector, TScalar, TLanes, TElement>.GatherAt(source, at, before), lane, l => 3 * l);
                Holds(MaskedElements<TVector, TScalar, TLanes>.GatherAt(numbers, at, before), lane, l => 3 * l);
            }
        }

        Holds(ConvertedElements<TVector, TScalar, TLanes, TElement>.GatherAt(ReadOnlySpan<TElement>.Empty, positions, default), 0, lane => lane);
        Refused(() => ConvertedElements<TVector, TScalar, TLanes, TElement>.GatherAt(ReadOnlySpan<TElement>.Empty, positions, VectorElements<TVector, TScalar, TLanes>.FirstLanes(1)));

        void Holds(TVector actual, int count, Func<int, int> index)
        {
            for (var lane = 0; lane < count; lane++) Assert.Equal(LaneValues.Number<TElement, TScalar>(source[index(lane)]), TLanes.GetLane(actual, lane));
        }

        static void Refused(Action access) => Assert.Throws<IndexOutOfRangeException>(access);
    }
}
