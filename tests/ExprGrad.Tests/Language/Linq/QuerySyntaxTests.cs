namespace ExprGrad.Tests.Language.Linq;

public sealed class QuerySyntaxTests
{
    [Fact]
    public void From_and_select()
    {
        Agreement.CheckLengths((double[] w) => (from v in w select v * v).Sum());
        Agreement.CheckLengths((float[] w) => (from v in w select v * v).Sum());
    }

    [Fact]
    public void Where() => Agreement.CheckLengths((double[] w) => (from v in w where v > 0 select v * v).Sum());

    [Fact]
    public void Let()
    {
        Agreement.CheckLengths((double[] w) => (from v in w let s = v * v let e = Math.Exp(s) where e > 1.2 select s * e * v).Sum());
        Agreement.CheckLengths((double[] w) => (from v in w let row = w.Select(u => u * v) select row.Sum() * v).Sum());
        Agreement.CheckLengths((double[] w) => (from i in Enumerable.Range(0, w.Length) let v = w[i] select v * v * i).Sum());
    }

    [Fact]
    public void Several_from()
    {
        Agreement.CheckLengths((double[] w) => (from a in w from b in w select a * b * b).Sum());
        Agreement.CheckLengths((double[] w) => (from a in w let b = a * a where b > 0.5 from c in w select b * c).Sum());
        Agreement.CheckLengths((double[] w) => (from a in w from b in w where a < b from c in w where c > b select a * b * c).Sum());
        Agreement.CheckLengths((double[] w) => (from i in Enumerable.Range(0, w.Length) from j in Enumerable.Range(0, i) select w[i] * w[j]).Max());
        Agreement.CheckLengths((double[] w) => (from a in w from b in w let p = a * b where p > 0 select p * p).Average());
    }

    [Fact]
    public void From_over_rows() => Agreement.Check((double[][] w) => (from row in w from v in row where v > 0 select v * row.Length).Sum(), Sample.Rows(2, 3, 0));

    [Fact]
    public void A_query_in_a_query() => Agreement.CheckLengths((double[] w) => (from a in w select (from b in w where b > a select b * a).Sum()).Max());

    [Fact]
    public void Order_by_and_group_are_refused()
    {
        Assert.Equal("EG1101", Assert.Throws<DifferentiationException>(() => Grad.Gradient((double[] w) => (from v in w orderby v select v * v).First())).Errors[0].Id);
        Assert.Equal("EG1102", Assert.Throws<DifferentiationException>(() => Grad.Gradient((double[] w) => (from v in w group v by v > 0).First().Sum())).Errors[0].Id);
    }
}
