namespace ExprGrad.Tests.Language;

public sealed class LogicTests
{
    private static readonly double[][] s_quadrants = [[1, 2], [-1, 2], [1, -2], [-1, -2]];

    [Fact]
    public void And_also_or_else_and_not()
    {
        var and = Agreement.Of((double[] w) => w[0] > 0 && w[1] > 0 ? w[0] * w[1] : w[0] + (3 * w[1]));
        var or = Agreement.Of((double[] w) => w[0] > 0 || w[1] > 0 ? w[0] * w[1] : w[0] + (3 * w[1]));
        var not = Agreement.Of((double[] w) => !(w[0] > 0 || !(w[1] > 0)) ? w[0] * w[1] : w[0] + (3 * w[1]));
        Assert.All(s_quadrants, w =>
        {
            and.At(w);
            or.At(w);
            not.At(w);
        });
    }

    [Fact]
    public void Eager_and_or_and_exclusive_or()
    {
        var and = Agreement.Of((double[] w) => w[0] > 0 & w[1] > 0 ? w[0] * w[1] : w[0] + (3 * w[1]));
        var or = Agreement.Of((double[] w) => w[0] > 0 | w[1] > 0 ? w[0] * w[1] : w[0] + (3 * w[1]));
        var xor = Agreement.Of((double[] w) => w[0] > 0 ^ w[1] > 0 ? w[0] * w[1] : w[0] + (3 * w[1]));
        var same = Agreement.Of((double[] w) => (w[0] > 0) == (w[1] > 0) ? w[0] * w[1] : w[0] + (3 * w[1]));
        Assert.All(s_quadrants, w =>
        {
            and.At(w);
            or.At(w);
            xor.At(w);
            same.At(w);
        });
    }

    [Fact]
    public void The_right_operand_is_evaluated_only_if_it_decides()
    {
        var and = Agreement.Of((double[] w, int i) => i < w.Length && w[i] > 0 ? w[i] * w[i] : 0);
        var or = Agreement.Of((double[] w, int i) => i >= w.Length || w[i] < 0 ? 0 : w[i] * w[i]);
        for (var i = 0; i < 4; i++)
        {
            and.At(Sample.Numbers(3), i);
            or.At(Sample.Numbers(3), i);
        }

        and.At(Sample.Numbers(3), -1);
        or.At(Sample.Numbers(3), -1);
    }

    [Fact]
    public void A_long_chain_of_conditions()
    {
        var chain = Agreement.Of((double x) => x < -2 ? x : x < -1 ? x * x : x < 0 ? Math.Sin(x) : x < 1 && x > 0.5 || x == 0.25 ? Math.Exp(x) : x < 2 ? 1 / x : Math.Log(x));
        foreach (var x in new[] { -3, -1.5, -0.5, 0.7, 0.4, 1.7, 2.5 }) chain.At(x);
        chain.AtKink(0.25);
    }

    [Fact]
    public void Conditions_inside_a_loop()
    {
        Agreement.CheckLengths((double[] w) => w.Sum(v => v > 0 && v < 1 ? v * v : v < 0 || v > 1.9 ? Math.Exp(v) : -v));
        Agreement.CheckLengths((double[] w) => w.Count(v => v > 0 ^ v * v > 1) * w.Sum());
    }

    [Fact]
    public void A_boolean_as_data()
    {
        Agreement.Check((double[] w, bool flag) => flag ? w[0] * w[0] : w[1], Sample.Numbers(2), true);
        Agreement.Check((double[] w, bool flag) => flag ? w[0] * w[0] : w[1], Sample.Numbers(2), false);
        Agreement.Check((double[] w, bool[] mask) => w.Where((v, i) => mask[i]).Sum(v => v * v), Sample.Numbers(3), new[] { true, false, true });
        Agreement.Check((double[] w, bool[] mask) => w.Zip(mask, (v, m) => m ? v * v : 1).Sum(), Sample.Numbers(3), new[] { true, false, true });
    }
}
