namespace ExprGrad.Benchmarks.GradBench.Programs;

/// <summary>Inputs from a generator with a fixed seed.</summary>
internal sealed class RandomInputs(int seed)
{
    private readonly Random _random = new(seed);

    public double Uniform() => _random.NextDouble();

    // Box and Muller, 1958.
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    public static double[] Vector(int length, Func<double> number) => [.. Enumerable.Range(0, length).Select(_ => number())];

    public static double[,] Matrix(int rows, int columns, Func<double> number)
    {
        var matrix = new double[rows, columns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++) matrix[i, j] = number();
        }

        return matrix;
    }
}
