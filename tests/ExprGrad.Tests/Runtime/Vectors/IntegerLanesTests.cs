using System.Runtime.Intrinsics;
using ExprGrad.Runtime.Vectors;
using Xunit;

namespace ExprGrad.Tests.Runtime.Vectors;

/// <summary>Integers that doubles hold: C#'s arithmetic in every width.</summary>
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
}
