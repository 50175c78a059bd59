using System.Numerics;
using System.Runtime.Intrinsics;
using ExprGrad.Runtime.Vectors;
using Xunit;

namespace ExprGrad.Tests.Runtime.Vectors;

/// <summary>Integers that doubles hold: C#'s arithmetic in every width, and elements of arrays of integers.</summary>
public sealed class IntegerLanesTests
{
    private static readonly int[] s_special = [0, 1, -1, 2, -3, 65535, 65536, -65536, 65537, int.MaxValue, int.MinValue, int.MaxValue - 1, int.MinValue + 1, 1 << 30, -(1 << 30)];

    [Fact]
    public void ArithmeticIsThatOfIntegers()
    {
        Arithmetic<Vector512<double>, Lanes512<double>>();
        Arithmetic<Vector256<double>, Lanes256<double>>();
        Arithmetic<Vector128<double>, Lanes128<double>>();
    }

    [Fact]
    public void NumbersAreConvertedAsTheRuntimeDoes()
    {
        Conversions<Vector512<double>, Lanes512<double>>();
        Conversions<Vector256<double>, Lanes256<double>>();
        Conversions<Vector128<double>, Lanes128<double>>();
    }

    [Fact]
    public void ElementsAreReadAndCheckedInEveryWidth()
    {
        Elements<Vector512<double>, double, Lanes512<double>>();
        Elements<Vector256<double>, double, Lanes256<double>>();
        Elements<Vector128<double>, double, Lanes128<double>>();
        Elements<Vector512<float>, float, Lanes512<float>>();
        Elements<Vector256<float>, float, Lanes256<float>>();
        Elements<Vector128<float>, float, Lanes128<float>>();
    }

    private static void Arithmetic<TVector, TLanes>()
        where TVector : struct
        where TLanes : struct, ILanes<TVector, double>
    {
        var random = new Random(1);
        int[] integers = [.. s_special, .. Enumerable.Range(0, 200).Select(_ => random.Next(int.MinValue, int.MaxValue)), .. Enumerable.Range(0, 50).Select(_ => random.Next(-100, 100))];
        foreach (var a in integers)
        {
            foreach (var b in integers)
            {
                var (x, y) = (TLanes.Create(a), TLanes.Create(b));
                Is(unchecked(a + b), IntegerLanes<TVector, double, TLanes>.WrappedAdd(x, y), $"{a} + {b}");
                Is(unchecked(a - b), IntegerLanes<TVector, double, TLanes>.WrappedSubtract(x, y), $"{a} - {b}");
                Is(unchecked(a * b), IntegerLanes<TVector, double, TLanes>.WrappedMultiply(x, y), $"{a} * {b}");
                var isRefused = b == 0 || (a == int.MinValue && b == -1);
                Assert.Equal(isRefused, TLanes.Any(IntegerLanes<TVector, double, TLanes>.Indivisible(x, y)));
                if (isRefused) continue;
                Is(a / b, IntegerLanes<TVector, double, TLanes>.IntegerQuotient(x, y), $"{a} / {b}");
                Is(a % b, IntegerLanes<TVector, double, TLanes>.IntegerRemainder(x, y), $"{a} % {b}");
            }
        }

        // As bits: no integer is a negative zero.
        static void Is(int expected, TVector actual, string what) =>
            Assert.True(BitConverter.DoubleToInt64Bits(expected) == BitConverter.DoubleToInt64Bits(TLanes.GetLane(actual, TLanes.Count - 1)), $"{what} is {TLanes.GetLane(actual, TLanes.Count - 1)}");
    }

    private static void Conversions<TVector, TLanes>()
        where TVector : struct
        where TLanes : struct, ILanes<TVector, double>
    {
        double[] numbers =
        [
            0, -0.0, 0.5, -0.5, 1, -1, 1.999, -1.999, 2147483646.7, 2147483647, 2147483647.5, 2147483648, 1e18, -2147483647.9, -2147483648, -2147483649, -1e300, double.PositiveInfinity,
            double.NegativeInfinity, double.NaN, double.Epsilon,
        ];
        foreach (var x in numbers)
        {
            var actual = TLanes.GetLane(IntegerLanes<TVector, double, TLanes>.ToInteger(TLanes.Create(x)), 0);
            Assert.Equal(BitConverter.DoubleToInt64Bits((int)x), BitConverter.DoubleToInt64Bits(actual));
        }
    }

    private static void Elements<TVector, TScalar, TLanes>()
        where TVector : struct
        where TScalar : unmanaged, IEquatable<TScalar>, IAdditionOperators<TScalar, TScalar, TScalar>
        where TLanes : struct, ILanes<TVector, TScalar>
    {
        int[] source = [.. Enumerable.Range(0, 50).Select(i => i % 3 == 0 ? -i : i * i)];
        var lanes = TLanes.Count;
        for (var index = 0; index < 50; index++)
        {
            var start = index;
            if (index + lanes <= 50) Holds(IntegerElements<TVector, TScalar, TLanes>.Load(source, index), lanes, lane => start + lane);
            else Refused(() => IntegerElements<TVector, TScalar, TLanes>.Load(source, start));
            for (var count = 0; count <= lanes; count++)
            {
                var (first, mask) = (count, VectorElements<TVector, TScalar, TLanes>.FirstLanes(count));
                if (index + count <= 50)
                {
                    Holds(IntegerElements<TVector, TScalar, TLanes>.LoadFirst(source, index, count), count, lane => start + lane);
                    Holds(IntegerElements<TVector, TScalar, TLanes>.LoadWhere(source, index, mask), count, lane => start + lane);
                }
                else
                {
                    Refused(() => IntegerElements<TVector, TScalar, TLanes>.LoadFirst(source, start, first));
                    Refused(() => IntegerElements<TVector, TScalar, TLanes>.LoadWhere(source, start, mask));
                }

                foreach (var stride in new[] { 0, 2, -1, -3 })
                {
                    var last = index + stride * (count - 1);
                    if (last is < 0 or >= 50) continue;
                    Holds(IntegerElements<TVector, TScalar, TLanes>.GatherFirst(source, index, stride, count), count, lane => start + stride * lane);
                    Holds(IntegerElements<TVector, TScalar, TLanes>.GatherWhere(source, index, stride, mask), count, lane => start + stride * lane);
                    if (count == lanes) Holds(IntegerElements<TVector, TScalar, TLanes>.Gather(source, index, stride), lanes, lane => start + stride * lane);
                }
            }
        }

        var positions = TLanes.Multiply(TLanes.Indices, TLanes.Convert(3));
        TScalar[] numbers = [.. source.Select(LaneValues.Number<int, TScalar>)];
        Holds(IntegerElements<TVector, TScalar, TLanes>.GatherAt(source, positions), lanes, lane => 3 * lane);
        Holds(MaskedElements<TVector, TScalar, TLanes>.GatherAt(numbers, positions), lanes, lane => 3 * lane);
        foreach (var wrong in new[] { -1, 50, int.MaxValue, int.MinValue, 1e18, double.PositiveInfinity })
        {
            for (var lane = 0; lane < lanes; lane++)
            {
                var at = TLanes.WithLane(positions, lane, TLanes.GetLane(TLanes.Convert(wrong), 0));
                Refused(() => IntegerElements<TVector, TScalar, TLanes>.GatherAt(source, at));
                Refused(() => MaskedElements<TVector, TScalar, TLanes>.GatherAt(numbers, at));
                var before = VectorElements<TVector, TScalar, TLanes>.FirstLanes(lane);
                Holds(IntegerElements<TVector, TScalar, TLanes>.GatherAt(source, at, before), lane, l => 3 * l);
                Holds(MaskedElements<TVector, TScalar, TLanes>.GatherAt(numbers, at, before), lane, l => 3 * l);
            }
        }

        Holds(IntegerElements<TVector, TScalar, TLanes>.GatherAt(ReadOnlySpan<int>.Empty, positions, default), 0, lane => lane);
        Refused(() => IntegerElements<TVector, TScalar, TLanes>.GatherAt(ReadOnlySpan<int>.Empty, positions, VectorElements<TVector, TScalar, TLanes>.FirstLanes(1)));

        void Holds(TVector actual, int count, Func<int, int> index)
        {
            for (var lane = 0; lane < count; lane++) Assert.Equal(LaneValues.Number<int, TScalar>(source[index(lane)]), TLanes.GetLane(actual, lane));
        }

        static void Refused(Action access) => Assert.Throws<IndexOutOfRangeException>(access);
    }
}
