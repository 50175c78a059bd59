using System.Linq.Expressions;
using System.Text.RegularExpressions;
using ExprGrad.Tests.Language;

namespace ExprGrad.Tests.Emission;

/// <summary>Sums of products in the lanes of vectors: a multiply-add for each product, and no addition where another term can come first.</summary>
public sealed partial class LaneSumTests
{
    private delegate double Loss(double[] x, double[] w, int n);

    private static readonly Dictionary<string, (Expression<Func<double[], double[], int, double>> Loss, int Additions, int MultiplyAdds)> s_losses = new(StringComparer.Ordinal)
    {
        ["a term behind the products"] = ((x, w, n) => x.Max(v => w[0] * v + w[1] * (v * v) + v), 0, 2),
        ["a term that is computed"] = ((x, w, n) => x.Max(v => w[0] * v + w[1] * (v * v) + Math.Exp(v)), 1, 1),
        ["a term outside of the loop"] = ((x, w, n) => x.Max(v => w[0] * v + w[1] * (v * v) + w[2]), 0, 2),
        ["a term before a sum"] = ((x, w, n) => x.Max(v => v + (w[0] * v + w[1] * (v * v))), 0, 2),
        ["differences"] = ((x, w, n) => x.Max(v => w[0] * v - w[1] * (v * v) + v), 0, 2),
        ["a term that is subtracted"] = ((x, w, n) => x.Max(v => w[0] * v + w[1] * (v * v) - v), 1, 1),
        ["products only"] = ((x, w, n) => x.Max(v => w[0] * v + w[1] * (v * v)), 0, 1),
        ["terms only"] = ((x, w, n) => x.Max(v => v + w[0] + v / w[1]), 2, 0),
        ["a difference from a product"] = ((x, w, n) => x.Max(v => w[0] * v - v), 0, 1),
        ["a sum of many products"] = ((x, w, n) => x.Max(v => w[0] * v + w[1] * (v * v) + w[2] * (v * v) * v + n * v + v), 0, 4),
    };

    public static TheoryData<string> Losses => [.. s_losses.Keys];

    [Theory]
    [MemberData(nameof(Losses))]
    public void A_product_is_a_multiply_add(string name)
    {
        var (loss, additions, multiplyAdds) = s_losses[name];
        var code = Grad.Report(Grad.Compile<Loss>(loss, GradOptions.Default with { VectorBits = 256, MostInRound = 0 })).Code;
        string[] vectors = [.. code.Split('\n').Where(line => line.Contains("Vector256<double> v", StringComparison.Ordinal))];
        Assert.Equal((additions, multiplyAdds), (vectors.Sum(line => Addition().Count(line)), vectors.Sum(line => MultiplyAdd().Count(line))));
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Sums_are_right_in_every_width(string name) => LanesUnderTest.InEveryWidth(s_losses[name].Loss, 3);

    [GeneratedRegex(@"MultiplyAdd(?:Negated)?\(", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex MultiplyAdd();

    [GeneratedRegex(@" [+-] ", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Addition();
}
