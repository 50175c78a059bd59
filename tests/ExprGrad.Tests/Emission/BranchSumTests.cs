using System.Linq.Expressions;

namespace ExprGrad.Tests.Emission;

/// <summary>Sums over a loop in lanes that go into one element: where no iteration takes the branch that they are in, there may be no such element.</summary>
public sealed class BranchSumTests
{
    private static readonly Expression<Func<double[], int[], double>>[] s_losses =
    [
        (x, k) => k.Sum(i => x.Length > 0 ? x[0] * i : 1.0),
        (x, k) => k.Sum(i => 3 < x.Length ? x[3] * x[3] * i : i),
        (x, k) => k.Sum(i => i > 1 ? x.Length > 2 ? x[2] * i : 0.5 : 2.0),
        (x, k) => Enumerable.Range(0, k.Length).Sum(j => Enumerable.Range(0, 2).Sum(i => i < x.Length ? x[i] * k[j] : 1)),
        (x, k) => Ad.ScatterAdd(2, k.Select(i => 0).ToArray(), k.Select(i => 0 < x.Length ? x[0] : 1.0).ToArray())[0],
        (x, k) => k.Zip(Enumerable.Range(0, 1), Enumerable.Range(0, 0)).Sum(t => 0 < x.Length ? x[0] : x[t.Third]) + k.Length,
    ];

    private delegate double ValueAndGradient(double[] x, int[] k, double[] dx);

    [Fact]
    public void Without_the_element_there_is_nothing_to_be_added()
    {
        for (var loss = 0; loss < s_losses.Length; loss++)
        {
            var (tape, plain) = (Tape.Compile<ValueAndGradient>(s_losses[loss]), s_losses[loss].Compile());
            foreach (var options in LanesUnderTest.Ways)
            {
                var compiled = Grad.Compile<ValueAndGradient>(s_losses[loss], options);
                foreach (var length in new[] { 0, 1, 2, 3, 4, 9 })
                {
                    foreach (var count in new[] { 0, 1, 8, 67 })
                    {
                        double[] x = [.. Enumerable.Range(0, length).Select(i => 0.3 * i - 0.7)];
                        int[] k = [.. Enumerable.Range(0, count).Select(i => i * 7 % 5 - 1)];
                        var (expected, gradient) = (new double[length], new double[length]);
                        Assert.Equal(plain(x, k), compiled(x, k, gradient), 1e-10);
                        tape(x, k, expected);
                        for (var i = 0; i < length; i++) Assert.True(Math.Abs(expected[i] - gradient[i]) < 1e-10, $"loss {loss}, {length} elements, {count} iterations, {options}: {gradient[i]} instead of {expected[i]}");
                    }
                }
            }
        }
    }
}
