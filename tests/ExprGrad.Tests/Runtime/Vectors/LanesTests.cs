using System.Numerics;
using System.Runtime.Intrinsics;
using ExprGrad.Runtime.Vectors;
using Xunit;

namespace ExprGrad.Tests.Runtime.Vectors;

/// <summary>What lanes do with the bits of their numbers.</summary>
public sealed class LanesTests
{
    [Fact]
    public void ExponentsAreSplitOffAndPutBackInEveryWidth()
    {
        Check<Vector512<double>, Lanes512<double>>();
        Check<Vector256<double>, Lanes256<double>>();
        Check<Vector128<double>, Lanes128<double>>();
    }

    [Fact]
    public void PowersOfTwoScaleAnyNumberWithoutInstructionsForIt()
    {
        Scaled<Vector512<double>, double, Lanes512<double>>();
        Scaled<Vector256<double>, double, Lanes256<double>>();
        Scaled<Vector128<double>, double, Lanes128<double>>();
        Scaled<Vector512<float>, float, Lanes512<float>>();
        Scaled<Vector256<float>, float, Lanes256<float>>();
        Scaled<Vector128<float>, float, Lanes128<float>>();
    }

    // Doubles and floats of each exponent, and what is left of them when they are halfway between others.
    private static void Scaled<TVector, TScalar, TLanes>()
        where TVector : struct
        where TScalar : unmanaged, IBinaryFloatingPointIeee754<TScalar>
        where TLanes : struct, ILanes<TVector, TScalar>
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var x = TScalar.ScaleB(TScalar.CreateTruncating(i % 3 == 0 ? 1.5 : 1 + random.NextDouble()), random.Next(-1100, 1024));
            var n = i % 10 == 0 ? random.Next() - random.Next() : random.Next(-2200, 2200);
            var scaled = PortableExponents<TVector, TScalar, TLanes>.ScaleB(TLanes.Create(i % 100 == 0 ? -TScalar.Zero : x), TLanes.Convert(n));
            Assert.Equal(TScalar.ScaleB(i % 100 == 0 ? -TScalar.Zero : x, n), TLanes.GetLane(scaled, TLanes.Count - 1));
        }
    }

    [Fact]
    public void SelectionTakesLanesByTheirMask()
    {
        Select<Vector512<double>, Lanes512<double>>();
        Select<Vector256<double>, Lanes256<double>>();
        Select<Vector128<double>, Lanes128<double>>();
    }

    [Fact]
    public void LanesOfTwoVectorsAreTakenFromAnyPlaceOn()
    {
        Across<Vector512<double>, double, Lanes512<double>>(Lanes512<double>.AcrossByShuffles);
        Across<Vector256<double>, double, Lanes256<double>>(Lanes256<double>.AcrossByShuffles);
        Across<Vector128<double>, double, Lanes128<double>>(Lanes128<double>.AcrossByShuffles);
        Across<Vector512<float>, float, Lanes512<float>>(Lanes512<float>.AcrossByShuffles);
        Across<Vector256<float>, float, Lanes256<float>>(Lanes256<float>.AcrossByShuffles);
        Across<Vector128<float>, float, Lanes128<float>>(Lanes128<float>.AcrossByShuffles);
    }

    private static void Across<TVector, TScalar, TLanes>(Func<TVector, TVector, int, TVector> byShuffles)
        where TVector : struct
        where TScalar : unmanaged
        where TLanes : struct, ILanes<TVector, TScalar>
    {
        var later = TLanes.Add(TLanes.Indices, TLanes.Convert(TLanes.Count));
        for (var first = 0; first <= TLanes.Count; first++)
        {
            foreach (var across in new[] { TLanes.Across(TLanes.Indices, later, first), byShuffles(TLanes.Indices, later, first) })
            {
                for (var lane = 0; lane < TLanes.Count; lane++) Assert.Equal(TLanes.GetLane(TLanes.Convert(first + lane), 0), TLanes.GetLane(across, lane));
            }
        }
    }

    // Hardware that has instructions for exponents is held against the bits too.
    private static void Check<TVector, TLanes>()
        where TVector : struct
        where TLanes : struct, ILanes<TVector, double>
    {
        Exponents<TVector, TLanes>(TLanes.Exponent, TLanes.Mantissa, TLanes.Scale);
        Exponents<TVector, TLanes>(
            PortableExponents<TVector, double, TLanes>.Exponent, PortableExponents<TVector, double, TLanes>.Mantissa, PortableExponents<TVector, double, TLanes>.Scale);
    }

    private static void Exponents<TVector, TLanes>(Func<TVector, TVector> exponent, Func<TVector, TVector> mantissa, Func<TVector, TVector, TVector> scale)
        where TVector : struct
        where TLanes : struct, ILanes<TVector, double>
    {
        foreach (var (x, e, m) in new[]
        {
            (1.0, 0.0, 1.0), (1.75, 0, 1.75), (-3, 1, double.NaN), (double.Epsilon, -1074, 1), (1e-310, -1030, 1e-310 * Math.Pow(2, 1000) * Math.Pow(2, 30)),
            (double.MaxValue, 1023, 2 - Math.Pow(2, -52)), (0.0, double.NegativeInfinity, 1),
            (-0.0, double.NegativeInfinity, 1), (double.PositiveInfinity, double.PositiveInfinity, 1),
            (double.NegativeInfinity, double.PositiveInfinity, double.NaN), (double.NaN, double.NaN, double.NaN),
        })
        {
            Assert.Equal(e, TLanes.GetLane(exponent(TLanes.Create(x)), TLanes.Count - 1));
            Assert.Equal(m, TLanes.GetLane(mantissa(TLanes.Create(x)), TLanes.Count - 1));
        }

        foreach (var x in new[] { 1.0, -0.7, 1.4, double.NaN })
        {
            foreach (var n in new[] { 0, 1, -1, 500, -1022, -1030, -1074, -1076, 1023, 1024, 3000, -3000 })
                Assert.Equal(Math.ScaleB(x, n), TLanes.GetLane(scale(TLanes.Create(x), TLanes.Create(n)), 0));
        }
    }

    private static void Select<TVector, TLanes>()
        where TVector : struct
        where TLanes : struct, ILanes<TVector, double>
    {
        var mask = TLanes.LessThan(TLanes.Indices, TLanes.Create(1));
        var chosen = TLanes.Select(mask, TLanes.Create(5), TLanes.Indices);
        for (var lane = 0; lane < TLanes.Count; lane++) Assert.Equal(lane == 0 ? 5 : lane, TLanes.GetLane(chosen, lane));
        Assert.True(TLanes.Any(mask));
        Assert.False(TLanes.Any(TLanes.And(mask, TLanes.Not(mask))));
        Assert.True(TLanes.Any(TLanes.Or(mask, TLanes.ExclusiveOr(mask, mask))));
    }
}
