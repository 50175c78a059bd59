namespace ExprGrad.Benchmarks.PyTorch.Programs;

internal static class Factorization
{
    /// <summary>Some elements of a matrix that is a product of two narrow ones.</summary>
    public static PyTorchProgram Ratings()
    {
        const int count = 10_000, users = 500, items = 300, rank = 16;
        var (user, item) = (Data.Indices(1, count, users), Data.Indices(2, count, items));
        var ratings = Data.Vector<double>(3, count);
        return new PyTorchProgram<Factors, double>(
            "factorization",
            $"{count}, rank {rank}",
            new(Data.Matrix<double>(4, users, rank), Data.Matrix<double>(5, items, rank)),
            factors => Enumerable.Range(0, count).Sum(i => Math.Pow(Enumerable.Range(0, rank).Sum(k => factors.Users[user[i], k] * factors.Items[item[i], k]) - ratings[i], 2)));
    }

    private sealed record Factors(double[,] Users, double[,] Items);
}
