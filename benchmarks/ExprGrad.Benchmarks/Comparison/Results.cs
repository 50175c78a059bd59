namespace ExprGrad.Benchmarks.Comparison;

/// <summary>The rows so far. What is wrong has no row: a time of a wrong result is none.</summary>
internal sealed class Results
{
    private readonly List<Row> _rows = [];

    public IReadOnlyList<Row> Rows => _rows;

    public int Wrong { get; private set; }

    /// <summary>The row of a measurement; null if its results are wrong, which is printed, or if the engine refuses it.</summary>
    public Row? Add(string program, string size, Func<Row> measure)
    {
        Console.Error.WriteLine($"measuring {program} {size}");
        try
        {
            var row = measure();
            _rows.Add(row);
            return row;
        }
        catch (Exception e) when (e is WrongResultException or DifferentiationException)
        {
            Wrong++;
            Console.Error.WriteLine(e.Message);
            return null;
        }
    }
}
