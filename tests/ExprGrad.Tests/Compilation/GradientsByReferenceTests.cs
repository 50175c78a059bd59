using Xunit;

namespace ExprGrad.Tests.Compilation;

/// <summary>Gradients that are numbers or structs, in parameters of the delegate that are <c>out</c> or <c>ref</c>.</summary>
public sealed class GradientsByReferenceTests
{
    private delegate double ByRef(double x, float y, ref double dx, ref float dy);

    private delegate double ByOut(double x, float y, out double dx, out float dy);

    private delegate double OfPair((double A, double B) p, ref (double A, double B) dp);

    private static readonly GradOptions Accumulate = new() { GradientMode = GradientMode.Accumulate };

    [Fact]
    public void Out_is_set()
    {
        Assert.Equal(18, Grad.Compile<ByOut>((double x, float y) => x * x * y)(3, 2, out var dx, out var dy));
        Assert.Equal((12, 9f), (dx, dy));
    }

    [Fact]
    public void Ref_is_overwritten_whatever_it_held()
    {
        var (dx, dy) = (double.NaN, 100f);
        Assert.Equal(18, Grad.Compile<ByRef>((double x, float y) => x * x * y)(3, 2, ref dx, ref dy));
        Assert.Equal((12, 9f), (dx, dy));
    }

    [Fact]
    public void Ref_is_added_to_in_accumulate_mode()
    {
        var (dx, dy) = (0.5, 100f);
        var loss = Grad.Compile<ByRef>((double x, float y) => x * x * y, Accumulate);
        loss(3, 2, ref dx, ref dy);
        loss(3, 2, ref dx, ref dy);
        Assert.Equal((24.5, 118f), (dx, dy));

        var pair = (A: 1.0, B: 2.0);
        Grad.Compile<OfPair>(((double A, double B) p) => p.A * p.B, Accumulate)((3, 4), ref pair);
        Assert.Equal((5, 5), pair);
    }
}
