namespace ExprGrad.Benchmarks.PyTorch.Programs;

internal static class OptionBook
{
    /// <summary>What a book of calls is worth by Black and Scholes, 1973, by their volatilities.</summary>
    public static PyTorchProgram Value()
    {
        const int count = 10_000;
        const double rate = 0.03, years = 1.5;
        var (spots, strikes) = (Data.Vector<double>(1, count, 90, 110), Data.Vector<double>(2, count, 90, 110));
        return new PyTorchProgram<double[], double>(
            "black-scholes",
            $"{count} options",
            Data.Vector<double>(3, count, 0.1, 0.5),
            volatilities => Enumerable.Range(0, count).Sum(i =>
                Ad.Let(volatilities[i] * Math.Sqrt(years), deviation =>
                Ad.Let((Math.Log(spots[i] / strikes[i]) + (rate + volatilities[i] * volatilities[i] / 2) * years) / deviation, d1 =>
                    spots[i] * Ad.NormalCdf(d1) - strikes[i] * Math.Exp(-rate * years) * Ad.NormalCdf(d1 - deviation)))));
    }
}
