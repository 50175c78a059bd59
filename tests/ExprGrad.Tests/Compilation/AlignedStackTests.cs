using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ExprGrad.Compilation;

namespace ExprGrad.Tests.Compilation;

public sealed class AlignedStackTests
{
    private delegate double Many(
        double a, ref int b, Span<double> c, string d, Span<float> e, Span<int> f, double[] g, (long, long, long) h, float i, Span<double> j, int k, Span<long> l);

    private delegate nint Place(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, ReadOnlySpan<byte> d);

    [Fact]
    public void Arguments_and_results_pass_through()
    {
        Many sum = (a, ref b, c, d, e, f, g, h, i, j, k, l) =>
        {
            b = 2 * b;
            c[0] = 100;
            return a + b + c[1] + d.Length + e[0] + f[0] + g[0] + h.Item1 + h.Item2 + h.Item3 + i + j[0] + k + l[0];
        };
        var (number, array) = (2, new[] { 0.0, 3 });
        var aligned = (Many)AlignedStack.Around(sum);
        var result = aligned(1, ref number, array, "four", [5f], [6], [7], (8, 9, 10), 11, [12], 13, [14]);
        Assert.Equal((1 + 4 + 3 + 4 + 5 + 6 + 7 + 27 + 11 + 12 + 13 + 14, 4, 100), (result, number, array[0]));
    }

    [Fact]
    public void Exceptions_pass_through()
    {
        var aligned = (Action<int[]>)AlignedStack.Around((Action<int[]>)(x => x[3]++));
        Assert.Throws<IndexOutOfRangeException>(() => aligned([1]));
    }

    [Fact]
    public void Vectors_of_the_method_begin_a_line_wherever_the_caller_s_stack_ends()
    {
        if (RuntimeInformation.ProcessArchitecture != System.Runtime.InteropServices.Architecture.X64) return;
        Place place = PlaceOfVector;
        var aligned = (Place)AlignedStack.Around(place);
        var without = new HashSet<nint>();
        for (var bytes = 16; bytes <= 256; bytes += 16)
        {
            without.Add(From(place, bytes) % 64);
            Assert.Equal(0, From(aligned, bytes) % 64);
        }

        Assert.Equal(4, without.Count);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(128, false)]
    [InlineData(256, true)]
    [InlineData(512, true)]
    public void Methods_that_loop_over_many_long_vectors_are_called_so(int width, bool expected)
    {
        var gradient = Grad.ValueAndGradientInto(
            (double[] x) => x.Sum(a => Math.Exp(a) * Math.Log(a) * Math.Sqrt(a) * (Math.Tanh(a) + Math.Exp(-a * a)) / (1 + (a * a))), new GradOptions { VectorBits = width });
        var (x, dx) = (new[] { 0.5, 1, 2, 3, 4, 5, 6, 7, 8, 9 }, new double[10]);
        gradient(x, dx);
        Assert.All(dx, number => Assert.True(double.IsFinite(number)));
        var methods = CompiledFunction.Of(gradient, nameof(gradient)).Methods;
        Assert.Equal(expected, methods.SpillsVectors || methods.Parts.Any(part => part.SpillsVectors));
    }

    // A frame of some more bytes between this one and the method's.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint From(Place place, int bytes)
    {
        Span<byte> frame = stackalloc byte[bytes];
        return place(frame, frame, frame, frame);
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static nint PlaceOfVector(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, ReadOnlySpan<byte> d)
    {
        var vector = Vector512.Create(a[0] + b[0] + c[0] + d[0]);
        return AddressOf(ref vector);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static unsafe nint AddressOf(ref Vector512<int> vector) => (nint)Unsafe.AsPointer(ref vector);
}
